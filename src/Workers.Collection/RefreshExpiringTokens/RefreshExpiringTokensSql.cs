using Dapper;
using Npgsql;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Security;

namespace SnsOps.Workers.Collection.RefreshExpiringTokens;

/// <summary>Which grants end soon, the lease of the one refresh in flight, and how a new token is kept beside the old.</summary>
internal sealed class RefreshExpiringTokensSql(NpgsqlDataSource database, TokenVault vault, RefreshOptions options)
{
    /// <summary>Active accounts whose grant ends soon or has ended. A grant without an end is never among them.</summary>
    public async Task<Guid[]> ExpiringAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Guid>(new CommandDefinition("""
            select id from platform_accounts
             where state = 'active' and platform in ('instagram', 'facebook')
               and token_expires_at < (select snsops.now()) + @RefreshWithinDays * interval '1 day'
             order by token_expires_at
            """, new { options.RefreshWithinDays }, cancellationToken: ct))];
    }

    /// <summary>Takes the account's lease if it is free, and says whether its grant still ends soon: another process may just have refreshed it.</summary>
    public async Task<RefreshLease> LeaseAsync(Guid accountId, Guid owner, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<RefreshLease>(new CommandDefinition("""
            with taken as (
                update platform_accounts
                   set refresh_owner = @owner, refresh_until = clock_timestamp() + make_interval(secs => @LeaseSeconds)
                 where id = @accountId and state = 'active' and (refresh_until is null or refresh_until < clock_timestamp())
                   and token_expires_at < (select snsops.now()) + @RefreshWithinDays * interval '1 day'
                returning id)
            select exists (select from taken) as taken,
                   coalesce(a.state = 'active' and a.token_expires_at < snsops.now() + @RefreshWithinDays * interval '1 day', false) as wanted,
                   coalesce(a.token_expires_at < snsops.now() + interval '1 day', false) as ends_within_a_day,
                   coalesce(greatest(0, extract(epoch from a.refresh_until - clock_timestamp())), 0)::double precision as busy_seconds
              from platform_accounts a where a.id = @accountId
            """, new { accountId, owner, options.LeaseSeconds, options.RefreshWithinDays }, cancellationToken: ct));
    }

    /// <summary>Gives the lease back.</summary>
    public async Task ReleaseAsync(Guid accountId, Guid owner)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await connection.ExecuteAsync("update platform_accounts set refresh_owner = null, refresh_until = null where id = @accountId and refresh_owner = @owner", new { accountId, owner });
    }

    /// <summary>Keeps the new token beside the old and makes it the current one, if the old one still is and the lease is still ours.</summary>
    /// <returns>False: the account got another token meanwhile; this one is dropped.</returns>
    public async Task<bool> StoreAsync(ConnectedAccount account, Guid owner, string token, TimeSpan lifetime)
    {
        // The platform has given it out: it is kept even while the process stops.
        var ct = CancellationToken.None;
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var expiresAt = await connection.QuerySingleOrDefaultAsync<DateTimeOffset?>(new CommandDefinition("""
            update platform_accounts
               set token_version = token_version + 1, token_expires_at = snsops.now() + @lifetime, refresh_owner = null, refresh_until = null
             where id = @Id and token_version = @TokenVersion and refresh_owner = @owner
            returning token_expires_at
            """, new { account.Id, account.TokenVersion, owner, lifetime }, transaction, cancellationToken: ct));
        if (expiresAt is null)
            return false;
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into account_tokens (client_id, account_id, version, key_id, access_token, expires_at)
            values (@ClientId, @Id, @version, @keyId, @sealedToken, @expiresAt)
            """,
            new { account.ClientId, account.Id, version = account.TokenVersion + 1, keyId = vault.CurrentKey, sealedToken = vault.Seal(account.Id, token), expiresAt },
            transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return true;
    }
}

/// <summary>How an account's refresh stands.</summary>
/// <param name="Taken">The lease is ours.</param>
/// <param name="Wanted">It is active and its grant ends soon.</param>
/// <param name="EndsWithinADay">There is hardly any time left, or none.</param>
/// <param name="BusySeconds">How long another refresh may still hold it.</param>
internal sealed record RefreshLease(bool Taken, bool Wanted, bool EndsWithinADay, double BusySeconds);
