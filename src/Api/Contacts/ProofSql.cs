using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Shared.Database;

namespace SnsOps.Api.Contacts;

/// <summary>Proofs that come back. A code may be tried five times: each try is counted before it is looked at.</summary>
internal sealed class ProofSql(NpgsqlDataSource database, Passwords passwords)
{
    private const int Tries = 5;

    /// <summary>Tries six digits.</summary>
    public async Task<CodeAnswer> TryCodeAsync(Guid contactId, Guid userId, string code, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select exists (select from contacts where id = @contactId and user_id = @userId and removed_at is null)", new { contactId, userId }, cancellationToken: ct)))
            return new CodeAnswer.NotFound();
        var open = await connection.QuerySingleOrDefaultAsync<(Guid Id, string CodeHash, int Tries)?>(new CommandDefinition("""
            update contact_challenges h set tries = h.tries + 1
             where h.id = (select id from contact_challenges where contact_id = @contactId and code_hash is not null order by created_at desc limit 1)
               and h.used_at is null and h.tries < @Tries and h.expires_at > (select snsops.now())
            returning h.id, h.code_hash, h.tries
            """, new { contactId, Tries }, cancellationToken: ct));
        if (open is not { } challenge)
            return new CodeAnswer.Over();
        if (!passwords.Matches(challenge.CodeHash, code))
            return challenge.Tries >= Tries ? new CodeAnswer.Over() : new CodeAnswer.Wrong(Tries - challenge.Tries);
        return await ConfirmAsync(connection, "h.id = @which", challenge.Id, ct) ? new CodeAnswer.Right() : new CodeAnswer.Over();
    }

    /// <summary>Uses a link up; false when it is unknown, used or over.</summary>
    public async Task<bool> TryLinkAsync(string secret, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await ConfirmAsync(connection, "h.link_hash = @which", SessionSql.Hash(secret), ct);
    }

    /// <summary>From here on the contact is written to; the user's one before it on that channel is not.</summary>
    private static async Task<bool> ConfirmAsync(NpgsqlConnection connection, string condition, object which, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Acting.TellAsync(connection, ct);
        var contact = await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition($"""
            update contact_challenges h set used_at = (select snsops.now())
              from contacts c
             where {condition} and h.used_at is null and h.expires_at > (select snsops.now()) and c.id = h.contact_id and c.removed_at is null and c.verified_at is null
            returning h.contact_id
            """, new { which }, transaction, cancellationToken: ct));
        if (contact is null)
            return false;
        await connection.ExecuteAsync(new CommandDefinition("""
            update contacts c set removed_at = (select snsops.now()), secret = null, key_id = null
              from contacts n
             where n.id = @contact and c.id <> n.id and c.user_id = n.user_id and c.channel = n.channel and c.removed_at is null and c.verified_at is not null;
            update contacts set verified_at = (select snsops.now()) where id = @contact
            """, new { contact }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return true;
    }
}

/// <summary>What came of six digits: a closed set.</summary>
internal abstract record CodeAnswer
{
    private CodeAnswer()
    {
    }

    /// <summary>The contact is theirs.</summary>
    public sealed record Right : CodeAnswer;

    /// <summary>Not these; so many tries are left.</summary>
    public sealed record Wrong(int Left) : CodeAnswer;

    /// <summary>The code's time or tries are used up, or there is none.</summary>
    public sealed record Over : CodeAnswer;

    /// <summary>No such contact.</summary>
    public sealed record NotFound : CodeAnswer;
}
