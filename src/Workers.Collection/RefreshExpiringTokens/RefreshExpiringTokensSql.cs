using Dapper;
using Npgsql;

namespace SnsOps.Workers.Collection.RefreshExpiringTokens;

/// <summary>Which grants are looked after, and the lease of the one refresh of an account in flight.</summary>
internal sealed class RefreshExpiringTokensSql(NpgsqlDataSource database, RefreshOptions options)
{
    /// <summary>Accounts whose grant ends soon or has ended, and those whose owner may have passed the platform's checkpoint meanwhile.</summary>
    private const string Wanted = """
        ((a.state = 'active' and a.token_expires_at < (select snsops.now()) + @RefreshWithinDays * interval '1 day'
          and exists (select from account_tokens t where t.account_id = a.id and t.version = a.token_version and t.grant_kind::text = any(@kinds)))
         or (a.state = 'needs_reconnect' and a.reconnect_cause = 'checkpoint'))
        """;

    private static readonly string[] Kinds = [.. RefreshModel.All.Keys];

    /// <summary>What a run plans. A grant without an end is never among them.</summary>
    public async Task<Guid[]> ExpiringAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Guid>(new CommandDefinition(
            $"select a.id from platform_accounts a where a.platform in ('instagram', 'facebook') and {Wanted} order by a.token_expires_at", new { options.RefreshWithinDays, kinds = Kinds }, cancellationToken: ct))];
    }

    /// <summary>Takes the account's lease if it is free, and says whether it is still wanted: another process may just have refreshed it.</summary>
    public async Task<RefreshLease> LeaseAsync(Guid accountId, Guid owner, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<RefreshLease>(new CommandDefinition($"""
            with taken as (
                update platform_accounts a
                   set refresh_owner = @owner, refresh_until = clock_timestamp() + make_interval(secs => @LeaseSeconds)
                 where a.id = @accountId and (a.refresh_until is null or a.refresh_until < clock_timestamp()) and {Wanted}
                returning a.id)
            select exists (select from taken) as taken, {Wanted} as wanted,
                   coalesce(a.token_expires_at < snsops.now() + interval '1 day', false) as ends_within_a_day,
                   coalesce(greatest(0, extract(epoch from a.refresh_until - clock_timestamp())), 0)::double precision as busy_seconds
              from platform_accounts a where a.id = @accountId
            """, new { accountId, owner, options.LeaseSeconds, options.RefreshWithinDays, kinds = Kinds }, cancellationToken: ct));
    }

    /// <summary>Makes the lease last for another call; false when it has ended and may be somebody else's.</summary>
    public async Task<bool> HoldAsync(Guid accountId, Guid owner, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition("""
            update platform_accounts set refresh_until = clock_timestamp() + make_interval(secs => @LeaseSeconds)
             where id = @accountId and refresh_owner = @owner and refresh_until > clock_timestamp()
            """, new { accountId, owner, options.LeaseSeconds }, cancellationToken: ct)) == 1;
    }

    /// <summary>Gives the lease back.</summary>
    public async Task ReleaseAsync(Guid accountId, Guid owner)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await connection.ExecuteAsync("update platform_accounts set refresh_owner = null, refresh_until = null where id = @accountId and refresh_owner = @owner", new { accountId, owner });
    }
}

/// <summary>How an account's refresh stands.</summary>
/// <param name="Taken">The lease is ours.</param>
/// <param name="Wanted">It is to be looked after.</param>
/// <param name="EndsWithinADay">There is hardly any time left, or none.</param>
/// <param name="BusySeconds">How long another refresh may still hold it.</param>
internal sealed record RefreshLease(bool Taken, bool Wanted, bool EndsWithinADay, double BusySeconds);
