using Dapper;
using Npgsql;
using SnsOps.Shared.Security;

namespace SnsOps.Shared.Platforms;

/// <summary>The current token of an account, decrypted only in memory.</summary>
public sealed class AccountTokens(NpgsqlDataSource database, TokenVault vault)
{
    /// <summary>An account as the platforms' clients need it; null when it is unknown or not active.</summary>
    public async Task<ConnectedAccount?> FindAsync(Guid accountId, CancellationToken ct) => (await FindSealedAsync([accountId], ct)).GetValueOrDefault(accountId)?.Open(vault);

    /// <summary>Several at once, each to be opened by who needs it; those that are unknown or not active are left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, SealedAccount>> FindSealedAsync(IReadOnlyCollection<Guid> accountIds, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<SealedAccount>(new CommandDefinition("""
            select a.id, a.client_id, a.platform::text as platform, a.platform_account_id, a.token_version, t.key_id, t.access_token
              from platform_accounts a join account_tokens t on t.account_id = a.id and t.version = a.token_version
             where a.id = any(@ids) and a.state = 'active'
            """, new { ids = accountIds.ToArray() }, cancellationToken: ct))).ToDictionary(a => a.Id);
    }

    /// <summary>Stores the first token of a new account, in the caller's transaction.</summary>
    public Task InsertFirstAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid clientId, Guid accountId, string token, DateTimeOffset? expiresAt, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition("""
            insert into account_tokens (client_id, account_id, version, key_id, access_token, expires_at)
            values (@clientId, @accountId, 1, @keyId, @sealedToken, @expiresAt)
            """, new { clientId, accountId, keyId = vault.CurrentKey, sealedToken = vault.Seal(accountId, token), expiresAt }, transaction, cancellationToken: ct));
}

/// <summary>An active account with its token as it is stored.</summary>
public sealed record SealedAccount(Guid Id, Guid ClientId, string Platform, string PlatformAccountId, int TokenVersion, string KeyId, byte[] AccessToken)
{
    /// <summary>Decrypts the token.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was sealed for another account, or changed.</exception>
    public ConnectedAccount Open(TokenVault vault) => new(Id, ClientId, Platform, PlatformAccountId, vault.Open(Id, KeyId, AccessToken), TokenVersion);
}

/// <summary>An active account with its token in clear. Never logged: its text hides the token.</summary>
/// <param name="Id">Ours.</param>
/// <param name="ClientId">Whose it is.</param>
/// <param name="Platform">instagram, facebook or youtube.</param>
/// <param name="PlatformAccountId">The platform's id of it.</param>
/// <param name="Token">In clear.</param>
/// <param name="TokenVersion">Which of the account's tokens it is.</param>
public sealed record ConnectedAccount(Guid Id, Guid ClientId, string Platform, string PlatformAccountId, string Token, int TokenVersion)
{
    /// <inheritdoc />
    public override string ToString() => $"{Platform} account {Id}";
}
