using Dapper;
using Npgsql;
using SnsOps.Api.Connections;
using SnsOps.Api.Paging;
using SnsOps.Shared.Database;
using SnsOps.Shared.Platforms;

namespace SnsOps.Api.Accounts;

/// <summary>Connected accounts; tokens go in sealed and never come out here.</summary>
internal sealed class AccountSql(NpgsqlDataSource database, AccountTokens tokens)
{
    private const string Columns = """
        a.id, a.client_id, a.platform::text as platform, a.platform_account_id, a.name, a.state::text as state, a.token_expires_at, a.reconnect_reason, a.created_at,
        a.reconnect_cause, a.data_access_ends_at, a.granted_scopes,
        (select t.grant_kind::text from account_tokens t where t.account_id = a.id and t.version = a.token_version) as grant_kind
        """;

    public async Task<IReadOnlyList<AccountView>> ListAsync(Guid clientId, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<AccountView>(new CommandDefinition($"""
            select {Columns} from platform_accounts a
             where a.client_id = @clientId and (@AfterAt::timestamptz is null or (a.created_at, a.id) < (@AfterAt, @AfterId))
             order by a.created_at desc, a.id desc limit @Fetch
            """, page.Parameters(new { clientId }), cancellationToken: ct))).AsList();
    }

    /// <summary>Null when it is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<AccountView?> FindAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<AccountView>(new CommandDefinition(
            $"select {Columns} from platform_accounts a where a.id = @id and a.client_id = any(@clients)", new { id, clients }, cancellationToken: ct));
    }

    /// <summary>Accounts the caller has just connected.</summary>
    public async Task<IReadOnlyList<AccountView>> FindManyAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<AccountView>(new CommandDefinition(
            $"select {Columns} from platform_accounts a where a.id = any(@ids) order by a.platform::text, a.name, a.id", new { ids = ids.ToArray() }, cancellationToken: ct))).AsList();
    }

    /// <summary>Those of some accounts of platforms that a client has connected.</summary>
    public async Task<IReadOnlyList<AccountView>> FindChosenAsync(Guid clientId, IReadOnlyCollection<ChosenAccount> chosen, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<AccountView>(new CommandDefinition($"""
            select {Columns} from platform_accounts a
             where a.client_id = @clientId and (a.platform::text, a.platform_account_id) in (select * from unnest(@platforms, @ids))
             order by a.platform::text, a.name, a.id
            """, new { clientId, platforms = chosen.Select(c => c.Platform).ToArray(), ids = chosen.Select(c => c.PlatformAccountId).ToArray() }, cancellationToken: ct))).AsList();
    }

    /// <summary>The account with its first token, pasted by somebody; null when somebody has connected it before. The same call again finds what it has made.</summary>
    public async Task<AccountView?> ConnectAsync(Guid id, Guid clientId, NewAccount account, GivenToken token, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Acting.TellAsync(connection, ct);
        if (await InsertAsync(connection, transaction, id, clientId, account.Platform!, account.PlatformAccountId!.Trim(), account.Name!.Trim(), ct))
        {
            await GiveTokenAsync(connection, transaction, clientId, id, token, null, null, ct);
            await transaction.CommitAsync(ct);
        }

        return await FindAsync(id, [clientId], ct);
    }

    /// <summary>Appends a pasted token and makes the account usable again.</summary>
    public async Task ReconnectAsync(Guid id, Guid clientId, GivenToken token, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Acting.TellAsync(connection, ct);
        await connection.ExecuteAsync(new CommandDefinition("select from platform_accounts where id = @id for no key update", new { id }, transaction, cancellationToken: ct));
        await GiveTokenAsync(connection, transaction, clientId, id, token, null, null, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>The client's account, made if there is none; null when another client has it. In the caller's transaction.</summary>
    public static async Task<Guid?> EnsureAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid clientId, string platform, string platformAccountId, string name, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        return await InsertAsync(connection, transaction, id, clientId, platform, platformAccountId, name, ct)
            ? id
            : await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition("""
                select id from platform_accounts where platform = @platform::platform and platform_account_id = @platformAccountId and client_id = @clientId for no key update
                """, new { platform, platformAccountId, clientId }, transaction, cancellationToken: ct));
    }

    /// <summary>Appends a token and makes it the current one: a refresh under way does not replace it any more, and all troubles are over. A disabled account stays so.</summary>
    public async Task GiveTokenAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid clientId, Guid id, GivenToken token, string[]? scopes, DateTimeOffset? dataAccessEndsAt, CancellationToken ct)
    {
        var version = await tokens.AppendAsync(connection, transaction, clientId, id, token, ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            update platform_accounts
               set token_version = @version, token_expires_at = @ExpiresAt, data_access_ends_at = @dataAccessEndsAt, granted_scopes = @scopes,
                   state = case when state = 'disabled' then state else 'active' end, reconnect_reason = null, reconnect_cause = null,
                   refresh_owner = null, refresh_until = null
             where id = @id
            """, new { id, version, token.ExpiresAt, dataAccessEndsAt, scopes }, transaction, cancellationToken: ct));
        await AccountReconnect.SolveAsync(connection, transaction, id, null, ct);
    }

    private static async Task<bool> InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid id, Guid clientId, string platform, string platformAccountId, string name, CancellationToken ct) =>
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into platform_accounts (id, client_id, platform, platform_account_id, name) values (@id, @clientId, @platform::platform, @platformAccountId, @name)
            on conflict do nothing
            """, new { id, clientId, platform, platformAccountId, name = Letters.First(name, 200) }, transaction, cancellationToken: ct)) == 1;
}
