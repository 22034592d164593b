using Dapper;
using Npgsql;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Security;

namespace SnsOps.Workers.Collection.RefreshExpiringTokens;

/// <summary>An account's tokens: the current one, and the new one until it has worked. Written only by who holds the account's lease.</summary>
internal sealed class TokenVersionsSql(NpgsqlDataSource database, AccountTokens tokens, TokenVault vault)
{
    /// <summary>The current token, and a newer one that has neither worked nor been refused yet; null when the account is gone.</summary>
    public async Task<TokenVersions?> FindAsync(Guid accountId, Func<string, TimeSpan> age, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition("""
            select a.id, a.client_id, a.platform::text as platform, a.platform_account_id, a.state::text as state, a.token_version,
                   t.key_id, t.access_token, t.refresh_token, t.grant_kind::text as grant_kind, extract(epoch from snsops.now() - t.obtained_at)::double precision as age_seconds,
                   n.version as new_version, n.key_id as new_key_id, n.access_token as new_access_token
              from platform_accounts a join account_tokens t on t.account_id = a.id and t.version = a.token_version
              left join lateral (
                  select version, key_id, access_token from account_tokens u
                   where u.account_id = a.id and u.version > a.token_version and u.worked_at is null and u.refused_at is null and coalesce(u.expires_at > snsops.now(), true)
                   order by version desc limit 1) n on true
             where a.id = @accountId
            """, new { accountId }, cancellationToken: ct));
        if (row is null)
            return null;
        var account = new ConnectedAccount(row.Id, row.ClientId, row.Platform, row.PlatformAccountId, vault.Open(row.Id, row.KeyId, row.AccessToken), row.TokenVersion) { GrantKind = row.GrantKind };
        return new TokenVersions(
            account, row.RefreshToken is null ? null : vault.Open(row.Id, row.KeyId, row.RefreshToken),
            row.NewVersion is { } version ? account with { Token = vault.Open(row.Id, row.NewKeyId!, row.NewAccessToken!), TokenVersion = version } : null,
            row.State == "active", TimeSpan.FromSeconds(Math.Max(0, age(row.GrantKind).TotalSeconds - row.AgeSeconds)));
    }

    /// <summary>Keeps what the platform gave, beside the old one, which stays the current one until this one has worked.</summary>
    public async Task<ConnectedAccount> KeepAsync(ConnectedAccount account, Renewal.Renewed renewed, TimeSpan lifetime)
    {
        // The platform has given it out: it is kept even while the process stops.
        var ct = CancellationToken.None;
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var now = await connection.ExecuteScalarAsync<DateTimeOffset>("select snsops.now() from platform_accounts where id = @Id for no key update", new { account.Id }, transaction);
        var version = await tokens.AppendAsync(connection, transaction, account.ClientId, account.Id, new GivenToken(account.GrantKind, renewed.AccessToken, now + lifetime, renewed.RefreshToken), ct);
        await transaction.CommitAsync(ct);
        return account with { Token = renewed.AccessToken, TokenVersion = version };
    }

    /// <summary>The new token has worked: it is the current one from now on, unless somebody connected the account anew meanwhile. The lease is given back.</summary>
    /// <returns>How long it lives; null: it is not used.</returns>
    public async Task<TimeSpan?> PromoteAsync(ConnectedAccount old, ConnectedAccount renewed, Guid owner)
    {
        var ct = CancellationToken.None;
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var lifetime = await connection.QuerySingleOrDefaultAsync<double?>(new CommandDefinition("""
            with worked as (
                update account_tokens set worked_at = snsops.now() where account_id = @Id and version = @newVersion returning expires_at)
            update platform_accounts a
               set token_version = @newVersion, token_expires_at = w.expires_at, refresh_owner = null, refresh_until = null
              from worked w where a.id = @Id and a.token_version = @oldVersion and a.refresh_owner = @owner
            returning extract(epoch from a.token_expires_at - snsops.now())::double precision
            """, new { old.Id, oldVersion = old.TokenVersion, newVersion = renewed.TokenVersion, owner }, transaction, cancellationToken: ct));
        if (lifetime is null)
            return null;
        await AccountReconnect.SolveAsync(connection, transaction, old.Id, RefreshExpiringTokensHandler.Failed, ct);
        await transaction.CommitAsync(ct);
        return TimeSpan.FromSeconds(lifetime.Value);
    }

    /// <summary>The platform does not accept what it has just given out.</summary>
    public async Task RefuseAsync(ConnectedAccount renewed)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await connection.ExecuteAsync("update account_tokens set refused_at = snsops.now() where account_id = @Id and version = @TokenVersion and worked_at is null", new { renewed.Id, renewed.TokenVersion });
    }

    /// <summary>The owner has passed the checkpoint and the token works again.</summary>
    public async Task ReviveAsync(ConnectedAccount account)
    {
        var ct = CancellationToken.None;
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var revived = await connection.ExecuteAsync(new CommandDefinition("""
            update platform_accounts set state = 'active', reconnect_reason = null, reconnect_cause = null
             where id = @Id and state = 'needs_reconnect' and reconnect_cause = 'checkpoint' and token_version = @TokenVersion
            """, new { account.Id, account.TokenVersion }, transaction, cancellationToken: ct));
        if (revived == 1)
            await AccountReconnect.SolveAsync(connection, transaction, account.Id, null, ct);
        await transaction.CommitAsync(ct);
    }

    private sealed record Row(
        Guid Id, Guid ClientId, string Platform, string PlatformAccountId, string State, int TokenVersion, string KeyId, byte[] AccessToken, byte[]? RefreshToken, string GrantKind,
        double AgeSeconds, int? NewVersion, string? NewKeyId, byte[]? NewAccessToken);
}

/// <summary>An account's tokens in clear; its text hides them.</summary>
/// <param name="Current">With the token that is used.</param>
/// <param name="RefreshToken">Of a page: the user's token.</param>
/// <param name="Renewed">With a newer token that is still to be tried.</param>
/// <param name="Active">Not set aside.</param>
/// <param name="TooYoungFor">How long the platform will not renew the current one yet.</param>
internal sealed record TokenVersions(ConnectedAccount Current, string? RefreshToken, ConnectedAccount? Renewed, bool Active, TimeSpan TooYoungFor)
{
    /// <inheritdoc />
    public override string ToString() => Current.ToString();
}
