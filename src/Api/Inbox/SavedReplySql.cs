using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Database;
using SnsOps.Api.Hosting;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Inbox;

/// <summary>Keeps each client's ready-made answers, and what their names stand for.</summary>
internal sealed class SavedReplySql(NpgsqlDataSource database)
{
    private const string View = """
        select s.id, s.client_id, s.title, s.text, s.version, s.updated_by, u.name as updated_by_name, s.created_at, s.updated_at from saved_replies s join users u on u.id = s.updated_by
        """;

    public async Task<IReadOnlyList<SavedReplyView>> ListAsync(Guid clientId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<SavedReplyView>(new CommandDefinition($"{View} where s.client_id = @clientId order by lower(s.title), s.id", new { clientId }, cancellationToken: ct))).AsList();
    }

    public async Task<SavedReplyView?> FindAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<SavedReplyView>(new CommandDefinition($"{View} where s.id = @id and s.client_id = any(@clients)", new { id, clients }, cancellationToken: ct));
    }

    /// <summary>False: the client has one of that title.</summary>
    public async Task<bool> InsertAsync(Guid clientId, string title, string text, Caller caller, CancellationToken ct)
    {
        return await database.ChangeAsync(connection => connection.ExecuteScalarAsync<bool>(new CommandDefinition("""
            with made as (
                insert into saved_replies (id, client_id, title, text, created_by, updated_by, created_at, updated_at)
                select @RowId, @clientId, @title, @text, @UserId, @UserId, (select snsops.now()), (select snsops.now())
                on conflict do nothing
                returning id)
            select exists (select from made) or exists (select from saved_replies where id = @RowId)
            """, new { caller.RowId, clientId, title, text, caller.UserId }, cancellationToken: ct)), ct);
    }

    /// <summary>False: it is another version by now.</summary>
    /// <exception cref="PostgresException">The client has another one of that title.</exception>
    public async Task<bool> UpdateAsync(Guid id, string title, string text, int version, Guid userId, CancellationToken ct)
    {
        return await database.ChangeAsync(connection => connection.ExecuteAsync(new CommandDefinition("""
            update saved_replies set title = @title, text = @text, version = version + 1, updated_by = @userId, updated_at = (select snsops.now()) where id = @id and version = @version
            """, new { id, title, text, version, userId }, cancellationToken: ct)), ct) == 1;
    }

    /// <summary>False: there is none for these clients.</summary>
    public async Task<bool> DeleteAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        return await database.ChangeAsync(connection => connection.ExecuteAsync(new CommandDefinition("delete from saved_replies where id = @id and client_id = any(@clients)", new { id, clients }, cancellationToken: ct)), ct) == 1;
    }

    /// <summary>What the names of a client stand for.</summary>
    public async Task<SortedDictionary<string, string>> ValuesAsync(Guid clientId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await ValuesAsync(connection, clientId, ct);
    }

    /// <summary>These and no others from now on, unless they are not the set in <paramref name="match"/> any more.</summary>
    public Task<Refusal?> SetValuesAsync(Guid clientId, IReadOnlyDictionary<string, string> values, Guid userId, string? match, CancellationToken ct) => database.InTransactionAsync(async (connection, transaction) =>
    {
        await connection.ExecuteAsync(new CommandDefinition("select from clients where id = @clientId for no key update", new { clientId }, transaction, cancellationToken: ct));
        if (match is not null && match != ETags.Of(await ValuesAsync(connection, clientId, ct)))
            return ProblemKinds.VersionMismatch.Plain();
        await connection.ExecuteAsync(new CommandDefinition("""
            with wanted as (
                select * from unnest(@names, @values) as w (name, value)),
            gone as (
                delete from saved_reply_values v where v.client_id = @clientId and not exists (select from wanted w where w.name = v.name))
            insert into saved_reply_values as v (client_id, name, value, updated_by, updated_at)
            select @clientId, name, value, @userId, (select snsops.now()) from wanted
            on conflict (client_id, name) do update set value = excluded.value, updated_by = excluded.updated_by, updated_at = excluded.updated_at where v.value <> excluded.value
            """, new { clientId, userId, names = values.Keys.ToArray(), values = values.Values.ToArray() }, transaction, cancellationToken: ct));
        return null;
    }, ct);

    private static async Task<SortedDictionary<string, string>> ValuesAsync(NpgsqlConnection connection, Guid clientId, CancellationToken ct) =>
        new((await connection.QueryAsync<(string Name, string Value)>(new CommandDefinition(
            "select name, value from saved_reply_values where client_id = @clientId", new { clientId }, cancellationToken: ct))).ToDictionary(v => v.Name, v => v.Value), StringComparer.Ordinal);

    /// <summary>What a comment's own names stand for; null when it is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<CommentFacts?> FactsAsync(Guid commentId, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<CommentFacts>(new CommandDefinition("""
            select c.client_id, c.author, cl.name as client, a.name as account, c.platform::text as platform, to_char((select snsops.now()) at time zone cl.time_zone, 'FMMM"월" FMDD"일"') as today
              from comments_inbox c join clients cl on cl.id = c.client_id join platform_accounts a on a.id = c.account_id
             where c.id = @commentId and c.client_id = any(@clients)
            """, new { commentId, clients }, cancellationToken: ct));
    }
}

/// <summary>What is known of a comment without asking anybody.</summary>
internal sealed record CommentFacts(Guid ClientId, string Author, string Client, string Account, string Platform, string Today)
{
    /// <summary>By what <see cref="SavedText.Known"/> says of a name.</summary>
    public string ValueOf(string what, Caller caller) => what switch
    {
        "author" => Author,
        "client" => Client,
        "account" => Account,
        "platform" => Platform switch { "instagram" => "인스타그램", "facebook" => "페이스북", _ => "유튜브" },
        "me" => caller.Name,
        "today" => Today,
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };
}
