using Dapper;
using Npgsql;
using SnsOps.Api.Database;
using SnsOps.Shared.Database;
using SnsOps.Shared.Security;

namespace SnsOps.Api.Contacts;

/// <summary>Contacts of users and recipients of clients, and the proofs they are asked for. A user's are bounded to the user, a client's to the client.</summary>
internal sealed class ContactSql(NpgsqlDataSource database, TokenVault vault, ContactOptions options)
{
    private const string Columns = """
        c.id, c.channel::text as channel, c.address, c.verified_at, c.broken_at, c.broken_reason, c.created_at,
        (select h.expires_at from contact_challenges h where h.contact_id = c.id and h.used_at is null and h.tries < 5 and h.expires_at > (select snsops.now()) order by h.created_at desc limit 1) as proof_until
        """;

    /// <summary>A user's own, those in use and those that wait for their proof.</summary>
    public async Task<IReadOnlyList<ContactView>> OfUserAsync(Guid userId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<ContactView>(new CommandDefinition(
            $"select {Columns} from contacts c where c.user_id = @userId and c.removed_at is null order by c.channel, c.created_at", new { userId }, cancellationToken: ct))).AsList();
    }

    /// <summary>Who gets a client's mail.</summary>
    public async Task<IReadOnlyList<ContactView>> OfClientAsync(Guid clientId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<ContactView>(new CommandDefinition(
            $"select {Columns} from contacts c where c.client_id = @clientId and c.removed_at is null order by lower(c.address)", new { clientId }, cancellationToken: ct))).AsList();
    }

    /// <summary>Enters an address and asks it for its proof; what waited for one on the same channel, or at the same client, is replaced. The same call again finds what it has made.</summary>
    public async Task<(ContactView? Contact, AskRefused Refused)> AskAsync(NewAddress address, Proof proof, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Acting.TellAsync(connection, ct);
        if (await FindAsync(connection, transaction, address.Id, ct) is { } made)
            return (made, AskRefused.No);
        if (await LimitAsync(connection, transaction, address.AskedBy, address.Hash, ct) is var refused and not AskRefused.No)
            return (null, refused);
        if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition("""
            select exists (select from contacts c where c.removed_at is null and c.broken_at is null and c.verified_at is not null and c.channel = @Channel::delivery_channel and lower(c.address) = lower(@Shown)
                                                    and c.channel <> 'slack' and (c.user_id = @UserId or c.client_id = @ClientId))
            """, address, transaction, cancellationToken: ct)))
            return (null, AskRefused.Verified);
        await connection.ExecuteAsync(new CommandDefinition("""
            update contacts c set removed_at = (select snsops.now()), secret = null, key_id = null
             where c.removed_at is null and ((c.user_id = @UserId and c.channel = @Channel::delivery_channel and c.verified_at is null) or (c.client_id = @ClientId and lower(c.address) = lower(@Shown)));
            insert into contacts (id, user_id, client_id, channel, address, key_id, secret, created_by, created_at)
            values (@Id, @UserId, @ClientId, @Channel::delivery_channel, @Shown, @keyId, @secret, @AskedBy, (select snsops.now()))
            """, new
        {
            address.Id, address.UserId, address.ClientId, address.Channel, address.Shown, address.AskedBy,
            keyId = address.Secret is null ? null : vault.CurrentKey, secret = address.Secret is null ? null : vault.Seal(address.Id, address.Secret),
        }, transaction, cancellationToken: ct));
        await ChallengeAsync(connection, transaction, address.Id, address.AskedBy, address.Hash, proof, ct);
        var contact = await FindAsync(connection, transaction, address.Id, ct);
        await transaction.CommitAsync(ct);
        return (contact, AskRefused.No);
    }

    /// <summary>Asks once more for the proof of a contact that has none yet; the one before does not count any more.</summary>
    public async Task<(ContactView? Contact, AskRefused Refused)> AskAgainAsync(Guid id, Guid userId, Func<string, Proof> proofFor, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Acting.TellAsync(connection, ct);
        var row = await connection.QuerySingleOrDefaultAsync<(string Channel, string Address, bool Verified, byte[]? AddressHash)?>(new CommandDefinition("""
            select c.channel::text, c.address, c.verified_at is not null, (select h.address_hash from contact_challenges h where h.contact_id = c.id order by h.created_at desc limit 1)
              from contacts c where c.id = @id and c.user_id = @userId and c.removed_at is null for update of c
            """, new { id, userId }, transaction, cancellationToken: ct));
        if (row is not { } known)
            return (null, AskRefused.NotFound);
        if (known.Verified)
            return (null, AskRefused.Verified);
        if (await LimitAsync(connection, transaction, userId, known.AddressHash!, ct) is var refused and not AskRefused.No)
            return (null, refused);
        await ChallengeAsync(connection, transaction, id, userId, known.AddressHash!, proofFor(known.Channel), ct);
        var contact = await FindAsync(connection, transaction, id, ct);
        await transaction.CommitAsync(ct);
        return (contact, AskRefused.No);
    }

    /// <summary>Takes a contact away; what waits to be sent there is not sent.</summary>
    public async Task<bool> RemoveAsync(Guid id, Guid? userId, Guid? clientId, CancellationToken ct)
    {
        return await database.ChangeAsync(connection => connection.ExecuteAsync(new CommandDefinition("""
            update contacts set removed_at = (select snsops.now()), secret = null, key_id = null where id = @id and removed_at is null and (user_id = @userId or client_id = @clientId)
            """, new { id, userId, clientId }, cancellationToken: ct)), ct) > 0;
    }

    private async Task<AskRefused> LimitAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid askedBy, byte[] hash, CancellationToken ct)
    {
        // Counted and written in turn, or two calls at once would both be within the limit.
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(hashtextextended('contact-challenges', 0))", transaction: transaction, cancellationToken: ct));
        var (asked, sent) = await connection.QuerySingleAsync<(int, int)>(new CommandDefinition("""
            select (select count(*)::int from contact_challenges where asked_by = @askedBy and created_at > (select snsops.now()) - interval '1 hour'),
                   (select count(*)::int from contact_challenges where address_hash = @hash and created_at > (select snsops.now()) - interval '1 hour')
            """, new { askedBy, hash }, transaction, cancellationToken: ct));
        return asked >= options.AskedPerHour || sent >= options.SentPerHour ? AskRefused.TooOften : AskRefused.No;
    }

    /// <summary>The proof, and the message that carries it: sealed until it is sent.</summary>
    private async Task ChallengeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid contactId, Guid askedBy, byte[] hash, Proof proof, CancellationToken ct)
    {
        var deliveryId = Guid.CreateVersion7();
        await connection.ExecuteAsync(new CommandDefinition("""
            update contact_challenges set expires_at = greatest(created_at + interval '1 microsecond', least(expires_at, (select snsops.now()))) where contact_id = @contactId and used_at is null;
            insert into contact_challenges (id, contact_id, asked_by, address_hash, link_hash, code_hash, created_at, expires_at)
            values (@challengeId, @contactId, @askedBy, @hash, @LinkHash, @CodeHash, (select snsops.now()), (select snsops.now()) + @Life);
            insert into notification_deliveries (id, client_id, user_id, contact_id, channel, purpose, recipient, subject, key_id, sealed, next_attempt_at, expires_at, created_at)
            select @deliveryId, c.client_id, c.user_id, c.id, c.channel, 'verification', c.address, @Subject, @CurrentKey, @sealedText, n.now, n.now + @Life, n.now
              from contacts c cross join (select snsops.now()) as n (now) where c.id = @contactId
            """, new
        {
            challengeId = Guid.CreateVersion7(), contactId, askedBy, hash, proof.LinkHash, proof.CodeHash, proof.Life, proof.Subject, deliveryId,
            vault.CurrentKey, sealedText = vault.Seal(deliveryId, proof.Text),
        }, transaction, cancellationToken: ct));
    }

    private static Task<ContactView?> FindAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid id, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<ContactView>(new CommandDefinition($"select {Columns} from contacts c where c.id = @id", new { id }, transaction, cancellationToken: ct));
}
