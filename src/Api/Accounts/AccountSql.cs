using Dapper;
using Npgsql;
using SnsOps.Api.Paging;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Security;

namespace SnsOps.Api.Accounts;

/// <summary>Connected accounts; tokens go in sealed and never come out here.</summary>
internal sealed class AccountSql(NpgsqlDataSource database, AccountTokens tokens, TokenVault vault)
{
    private const string Columns = """
        id, client_id, platform::text as platform, platform_account_id, name, state::text as state, token_expires_at, reconnect_reason, created_at
        """;

    public async Task<IReadOnlyList<AccountView>> ListAsync(Guid clientId, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<AccountView>(new CommandDefinition($"""
            select {Columns} from platform_accounts
             where client_id = @clientId and (@AfterAt::timestamptz is null or (created_at, id) < (@AfterAt, @AfterId))
             order by created_at desc, id desc limit @Fetch
            """, page.Parameters(new { clientId }), cancellationToken: ct))).AsList();
    }

    /// <summary>Null when it is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<AccountView?> FindAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<AccountView>(new CommandDefinition(
            $"select {Columns} from platform_accounts where id = @id and client_id = any(@clients)", new { id, clients }, cancellationToken: ct));
    }

    /// <summary>The account with its first token; null when somebody has connected it before.</summary>
    public async Task<AccountView?> ConnectAsync(Guid clientId, NewAccount account, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<AccountView>(new CommandDefinition($"""
            insert into platform_accounts (id, client_id, platform, platform_account_id, name, token_expires_at)
            values (@id, @clientId, @Platform::platform, @PlatformAccountId, @Name, @TokenExpiresAt)
            on conflict do nothing
            returning {Columns}
            """,
            new { id = Guid.CreateVersion7(), clientId, account.Platform, PlatformAccountId = account.PlatformAccountId!.Trim(), Name = account.Name!.Trim(), account.TokenExpiresAt },
            transaction, cancellationToken: ct));
        if (row is null)
            return null;
        await tokens.InsertFirstAsync(connection, transaction, clientId, row.Id, account.AccessToken!, account.TokenExpiresAt, ct);
        await transaction.CommitAsync(ct);
        return row;
    }

    /// <summary>Appends a token and makes the account usable again; false when it is not one of ours.</summary>
    public async Task<bool> ReconnectAsync(Guid id, Guid[] clients, string accessToken, DateTimeOffset? expiresAt, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition("""
            with mended as (
                update platform_accounts
                   set token_version = token_version + 1, token_expires_at = @expiresAt, reconnect_reason = null,
                       state = case when state = 'disabled' then state else 'active' end,
                       refresh_owner = null, refresh_until = null
                 where id = @id and client_id = any(@clients)
                returning client_id, id, token_version)
            insert into account_tokens (client_id, account_id, version, key_id, access_token, expires_at)
            select client_id, id, token_version, @keyId, @sealedToken, @expiresAt from mended
            """, new { id, clients, keyId = vault.CurrentKey, sealedToken = vault.Seal(id, accessToken), expiresAt }, cancellationToken: ct)) == 1;
    }
}
