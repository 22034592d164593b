using Dapper;
using Npgsql;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Platforms;

/// <summary>Reads the call log and what it says of accounts and systems.</summary>
internal sealed class PlatformSql(NpgsqlDataSource database)
{
    /// <summary>Breaker states as words.</summary>
    private const string BreakerState = """
        case when b.open_until is null then 'closed' when b.probe is not null then 'probing' when b.open_until > clock_timestamp() then 'open' else 'waiting_for_probe' end
        """;

    /// <summary>Accounts with their last success and last error within two days.</summary>
    public async Task<IReadOnlyList<AccountHealth>> AccountsAsync(Guid[] clients, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<AccountHealth>(new CommandDefinition($"""
            with page as (
                select id, client_id, platform, name, state, created_at from platform_accounts
                 where client_id = any(@clients) and (@AfterAt::timestamptz is null or (created_at, id) < (@AfterAt, @AfterId))
                 order by created_at desc, id desc limit @Fetch)
            select p.id as account_id, p.client_id, p.platform::text as platform, p.name, p.state::text as state, p.created_at, g.at as last_success_at, f.at as last_error_at, f.error as last_error,
                   coalesce({BreakerState}, 'closed') as breaker
              from page p
              left join lateral (
                    select at from api_calls where account_id = p.id and at > (select snsops.now()) - interval '2 days' and verdict = 'answered' and status < 400 order by at desc limit 1) g on true
              left join lateral (
                    select at, coalesce(error_code, verdict) as error from api_calls
                     where account_id = p.id and at > (select snsops.now()) - interval '2 days' and (verdict in ('failed', 'throttled') or status >= 400) order by at desc limit 1) f on true
              left join lateral (select scope from api_calls where account_id = p.id and at > (select snsops.now()) - interval '2 days' order by at desc limit 1) s on true
              left join api_breakers b on b.scope = s.scope
             order by p.created_at desc, p.id desc
            """, page.Parameters(new { clients }), cancellationToken: ct))).AsList();
    }

    /// <summary>Systems that were called within the last hour, or that ever failed.</summary>
    public async Task<IReadOnlyList<SystemHealth>> SystemsAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<SystemHealth>(new CommandDefinition($"""
            with called as (
                select scope, max(at) as last_call_at, max(at) filter (where verdict = 'answered' and status < 400) as last_success_at,
                       max(at) filter (where verdict in ('failed', 'throttled') or status >= 400) as last_error_at,
                       (array_agg(coalesce(error_code, verdict) order by at desc) filter (where verdict in ('failed', 'throttled') or status >= 400))[1] as last_error
                  from api_calls where at > (select snsops.now()) - interval '1 hour' group by scope)
            select coalesce(c.scope, b.scope) as scope, coalesce({BreakerState}, 'closed') as state, coalesce(b.failures, 0) as failures, b.open_until,
                   c.last_call_at, c.last_success_at, coalesce(c.last_error_at, case when b.last_error is not null then b.updated_at end) as last_error_at, coalesce(c.last_error, b.last_error) as last_error
              from called c full join api_breakers b on b.scope = c.scope
             order by b.open_until is null, 1 limit 200
            """, cancellationToken: ct))).AsList();
    }

    public async Task<IReadOnlyList<CallView>> CallsAsync(CallFilter filter, PageRequest page, CancellationToken ct)
    {
        var parameters = page.Parameters(filter);
        parameters.Add("AfterCall", page.After is { } after ? long.Parse(after.Id, System.Globalization.CultureInfo.InvariantCulture) : (long?)null);
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<CallView>(new CommandDefinition("""
            select id, at, scope, endpoint, method, priority, client_id, account_id, verdict, status, ms, error_code, try, attempt_id, correlation_id
              from api_calls
             where at >= coalesce(@From::timestamptz, (select snsops.now()) - interval '1 day') and at < coalesce(@To::timestamptz, 'infinity')
               and (@ClientId::uuid is null or client_id = @ClientId) and (@AccountId::uuid is null or account_id = @AccountId)
               and (@Scope::text is null or scope = @Scope) and (@Endpoint::text is null or endpoint = @Endpoint) and (@Verdict::text is null or verdict = @Verdict)
               and (@Error::text is null or error_code = @Error) and (@CorrelationId::text is null or correlation_id = @CorrelationId) and (@AttemptId::uuid is null or attempt_id = @AttemptId)
               and (not @Failed or verdict in ('failed', 'throttled') or status >= 400)
               and (@AfterAt::timestamptz is null or (at, id) < (@AfterAt, @AfterCall))
             order by at desc, id desc limit @Fetch
            """, parameters, cancellationToken: ct))).AsList();
    }
}
