using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Security;

namespace SnsOps.Shared.Platforms;

/// <summary>The current token of an account, decrypted only in memory; and how tokens are added. Versions are only ever appended.</summary>
public sealed class AccountTokens([FromKeyedServices(DatabaseSetup.Rounds)] NpgsqlDataSource database, TokenVault vault)
{
    /// <summary>An account as the platforms' clients need it; null when it is unknown or not active.</summary>
    public async Task<ConnectedAccount?> FindAsync(Guid accountId, CancellationToken ct) => (await FindSealedAsync([accountId], ct)).GetValueOrDefault(accountId)?.Open(vault);

    /// <summary>Several at once, each to be opened by who needs it; those that are unknown or not active are left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, SealedAccount>> FindSealedAsync(IReadOnlyCollection<Guid> accountIds, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<SealedAccount>(new CommandDefinition("""
            select a.id, a.client_id, a.platform::text as platform, a.platform_account_id, a.token_version, t.key_id, t.access_token, t.grant_kind::text as grant_kind
              from platform_accounts a join account_tokens t on t.account_id = a.id and t.version = a.token_version
             where a.id = any(@ids) and a.state = 'active'
            """, new { ids = accountIds.ToArray() }, cancellationToken: ct))).ToDictionary(a => a.Id);
    }

    /// <summary>Appends a token in the caller's transaction. It is not the current one until the account's row says so.</summary>
    /// <returns>Its version.</returns>
    /// <exception cref="ArgumentException">A token is empty: nothing ever replaces one that works.</exception>
    public Task<int> AppendAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid clientId, Guid accountId, GivenToken token, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(token.AccessToken);
        return connection.ExecuteScalarAsync<int>(new CommandDefinition("""
            insert into account_tokens (client_id, account_id, version, key_id, access_token, refresh_token, grant_kind, expires_at, obtained_at, worked_at)
            select @clientId, @accountId, coalesce(max(version), 0) + 1, @keyId, @accessToken, @refreshToken, @GrantKind::grant_kind, @ExpiresAt, snsops.now(),
                   case when @Worked then snsops.now() end
              from account_tokens where account_id = @accountId
            returning version
            """, new
        {
            clientId, accountId, keyId = vault.CurrentKey, accessToken = vault.Seal(accountId, token.AccessToken), token.GrantKind, token.ExpiresAt, token.Worked,
            refreshToken = token.RefreshToken is null ? null : vault.Seal(accountId, token.RefreshToken),
        }, transaction, cancellationToken: ct));
    }
}

/// <summary>A token as a platform, or a person, gave it. Never logged: its text hides it.</summary>
/// <param name="GrantKind">One of <see cref="GrantKinds"/>.</param>
/// <param name="AccessToken">In clear.</param>
/// <param name="ExpiresAt">The end of the grant; null: it has no end of its own.</param>
/// <param name="RefreshToken">Of a page: the user's token, in clear.</param>
/// <param name="Worked">A call with it has succeeded.</param>
public sealed record GivenToken(string GrantKind, string AccessToken, DateTimeOffset? ExpiresAt, string? RefreshToken = null, bool Worked = false)
{
    /// <inheritdoc />
    public override string ToString() => $"a {GrantKind} token until {ExpiresAt:O}";
}

/// <summary>An active account with its token as it is stored.</summary>
public sealed record SealedAccount(Guid Id, Guid ClientId, string Platform, string PlatformAccountId, int TokenVersion, string KeyId, byte[] AccessToken, string GrantKind)
{
    private ConnectedAccount? _opened;

    /// <summary>Decrypts the token: once, for all that is done with what was read here.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was sealed for another account, or changed.</exception>
    public ConnectedAccount Open(TokenVault vault) =>
        _opened ??= new(Id, ClientId, Platform, PlatformAccountId, vault.Open(Id, KeyId, AccessToken), TokenVersion) { GrantKind = GrantKind };
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
    /// <summary>How the token came about: it decides which host takes it.</summary>
    public string GrantKind { get; init; } = GrantKinds.MetaUser;

    /// <summary>For calls that no account makes: about a client, or about nobody's.</summary>
    public static ConnectedAccount Nobody(Guid? clientId) => new(Guid.Empty, clientId ?? Guid.Empty, "", "", "", 0);

    /// <inheritdoc />
    public override string ToString() => $"{Platform} account {Id}";
}
