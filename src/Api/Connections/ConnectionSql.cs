using System.Text.Json;
using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Shared.Security;

namespace SnsOps.Api.Connections;

/// <summary>The life of a sign-in at a platform: started, returned (its one answer has come), granted, done or failed. Secrets are sealed for the connection's id.</summary>
internal sealed class ConnectionSql(NpgsqlDataSource database, TokenVault vault, ConnectOptions options)
{
    private const string Columns = """
        id, client_id, user_id, provider::text as provider, case when state in ('started', 'returned', 'granted') and expires_at <= snsops.now() then 'failed' else state::text end as state,
        key_id, secret, browser_hash, choices::text as choices, array_to_string(granted_scopes, ' ') as scopes,
        case when state in ('started', 'returned', 'granted') and expires_at <= snsops.now() then 'expired' else error_code end as error_code, expires_at
        """;

    /// <summary>Begins one; what earlier ones left behind is forgotten.</summary>
    public async Task StartAsync(Guid id, Guid clientId, Guid userId, string provider, string state, string browser, string verifier, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            update connections set state = 'failed', error_code = 'expired', secret = null where secret is not null and expires_at < (select snsops.now());
            insert into connections (id, client_id, user_id, provider, state_hash, browser_hash, key_id, secret, created_at, expires_at)
            values (@id, @clientId, @userId, @provider::connect_provider, @stateHash, @browserHash, @CurrentKey, @secret, snsops.now(), snsops.now() + make_interval(mins => @AnswerMinutes))
            """, new
        {
            id, clientId, userId, provider, stateHash = SessionSql.Hash(state), browserHash = SessionSql.Hash(browser), vault.CurrentKey, secret = vault.Seal(id, verifier), options.AnswerMinutes,
        }, cancellationToken: ct));
    }

    /// <summary>The connection a platform's answer belongs to, whatever has become of it; null when no such one was begun.</summary>
    public async Task<ConnectionRow?> FindByStateAsync(string provider, string state, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ConnectionRow>(new CommandDefinition(
            $"select {Columns} from connections where state_hash = @hash and provider = @provider::connect_provider", new { hash = SessionSql.Hash(state), provider }, cancellationToken: ct));
    }

    /// <summary>Takes the one answer a connection may get; false when it has got it already.</summary>
    public Task<bool> ReturnAsync(Guid id, CancellationToken ct) =>
        MoveAsync("update connections set state = 'returned' where id = @id and state = 'started' and expires_at > snsops.now()", new { id }, ct);

    /// <summary>Keeps what the sign-in is good for until it is chosen.</summary>
    public Task<bool> GrantAsync(Guid id, GrantAnswer.Granted granted, CancellationToken ct) => MoveAsync("""
        update connections set state = 'granted', choices = @choices::jsonb, granted_scopes = @Scopes, key_id = @CurrentKey, secret = @secret, expires_at = snsops.now() + make_interval(mins => @ChooseMinutes)
         where id = @id and state = 'returned'
        """, new
    {
        id, granted.Scopes, vault.CurrentKey, options.ChooseMinutes, secret = vault.Seal(id, JsonSerializer.Serialize(granted.Accounts)),
        choices = JsonSerializer.Serialize(granted.Accounts.Select(a => new Choice(a.Platform, a.Id, a.Name))),
    }, ct);

    /// <summary>It came to nothing; its secrets are forgotten.</summary>
    public Task<bool> FailAsync(Guid id, string code, CancellationToken ct) =>
        MoveAsync("update connections set state = 'failed', error_code = @code, secret = null where id = @id and state in ('started', 'returned', 'granted')", new { id, code }, ct);

    /// <summary>Of a client, begun by this user; null otherwise.</summary>
    public async Task<ConnectionRow?> FindAsync(Guid id, Guid clientId, Guid userId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ConnectionRow>(new CommandDefinition(
            $"select {Columns} from connections where id = @id and client_id = @clientId and user_id = @userId", new { id, clientId, userId }, cancellationToken: ct));
    }

    /// <summary>Closes it in the caller's transaction, for whose accounts it was: its tokens are the accounts' now. False when it is not open any more.</summary>
    public static async Task<bool> FinishAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid id, CancellationToken ct) =>
        await connection.ExecuteAsync(new CommandDefinition(
            "update connections set state = 'done', secret = null where id = @id and state = 'granted' and expires_at > snsops.now()", new { id }, transaction, cancellationToken: ct)) == 1;

    /// <summary>For each of some accounts of platforms, the client that has connected it.</summary>
    public async Task<IReadOnlyDictionary<(string Platform, string Id), Guid>> OwnersAsync(IReadOnlyList<Choice> choices, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<(string Platform, string Id, Guid ClientId)>(new CommandDefinition("""
            select a.platform::text, a.platform_account_id, a.client_id
              from unnest(@platforms, @ids) as c (platform, id) join platform_accounts a on a.platform = c.platform::platform and a.platform_account_id = c.id
            """, new { platforms = choices.Select(c => c.Platform).ToArray(), ids = choices.Select(c => c.PlatformAccountId).ToArray() }, cancellationToken: ct)))
            .ToDictionary(o => (o.Platform, o.Id), o => o.ClientId);
    }

    private async Task<bool> MoveAsync(string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct)) == 1;
    }
}

/// <summary>A connection as it is stored.</summary>
internal sealed record ConnectionRow(
    Guid Id, Guid ClientId, Guid UserId, string Provider, string State, string KeyId, byte[]? Secret, byte[] BrowserHash, string Choices, string? Scopes, string? ErrorCode,
    DateTimeOffset ExpiresAt)
{
    /// <summary>What the person allowed; null until then.</summary>
    public string[]? GrantedScopes => Scopes?.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What can be connected.</summary>
    public IReadOnlyList<Choice> Chooseable => JsonSerializer.Deserialize<Choice[]>(Choices)!;

    /// <summary>The same with its tokens.</summary>
    public IReadOnlyList<GrantedAccount> Open(TokenVault vault) => JsonSerializer.Deserialize<GrantedAccount[]>(vault.Open(Id, KeyId, Secret!))!;
}

/// <summary>An account that can be connected.</summary>
internal sealed record Choice(string Platform, string PlatformAccountId, string Name);
