using Dapper;
using Npgsql;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Live;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>The rows of the breakers. Leases measure how long, so they use the wall clock.</summary>
public sealed class BreakerSql(NpgsqlDataSource database, WorkerIdentity identity, LiveEvents live)
{
    private const string View = """
        scope, failures, open_until is not null as is_open, greatest(0, coalesce(extract(epoch from open_until - clock_timestamp()), 0))::double precision as seconds_left,
        probe, last_error, told_open, updated_at
        """;

    /// <summary>A breaker; one nobody has written yet is closed.</summary>
    public Task<BreakerView> ReadAsync(string scope, CancellationToken ct) => OneAsync(scope, $"select {View} from api_breakers where scope = @scope", new { scope }, ct);

    /// <summary>Several.</summary>
    public async Task<IReadOnlyList<BreakerView>> ReadAllAsync(string[] scopes, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<BreakerView>(new CommandDefinition($"select {View} from api_breakers where scope = any(@scopes)", new { scopes }, cancellationToken: ct))).AsList();
    }

    /// <summary>Counts a failure; the one that reaches the threshold opens the breaker. One that is open already stays as it is.</summary>
    public Task<BreakerView> FailedAsync(string scope, int threshold, double seconds, string? error) => OneAsync(scope, $"""
        insert into api_breakers as b (scope, failures, open_until, opened_at, last_error)
        values (@scope, 1, case when @threshold <= 1 then clock_timestamp() + make_interval(secs => @seconds) end, case when @threshold <= 1 then clock_timestamp() end, @error)
        on conflict (scope) do update
           set failures = b.failures + case when b.open_until is null then 1 else 0 end,
               open_until = case when b.open_until is null and b.failures + 1 >= @threshold then clock_timestamp() + make_interval(secs => @seconds) else b.open_until end,
               opened_at = case when b.open_until is null and b.failures + 1 >= @threshold then clock_timestamp() else b.opened_at end,
               last_error = @error, updated_at = clock_timestamp()
        returning {View}
        """, new { scope, threshold, seconds, error }, default);

    /// <summary>An answer ends the row of failures.</summary>
    public Task<BreakerView> AnsweredAsync(string scope) => OneAsync(scope, $"""
        with calm as (update api_breakers set failures = 0, updated_at = clock_timestamp() where scope = @scope and open_until is null and failures > 0 returning {View})
        select * from calm union all select {View} from api_breakers where scope = @scope and not exists (select from calm)
        """, new { scope }, default);

    /// <summary>Takes the one probe of an open breaker whose time is over; somebody else's counts while its process lives.</summary>
    public Task<BreakerView> TakeProbeAsync(string scope, Guid probe, double seconds, CancellationToken ct) => OneAsync(scope, $"""
        with taken as (
            update api_breakers b set probe = @probe, probe_owner = @owner, probe_until = clock_timestamp() + make_interval(secs => @seconds), updated_at = clock_timestamp()
             where scope = @scope and open_until <= clock_timestamp()
               and (probe is null or probe_until <= clock_timestamp() or not exists (select from workers w where w.id = b.probe_owner and w.lease_until > clock_timestamp()))
            returning {View})
        select * from taken union all select {View} from api_breakers where scope = @scope and not exists (select from taken)
        """, new { scope, probe, seconds, owner = identity.Id }, ct);

    /// <summary>What the probe found: an answer closes, a failure opens anew, anything else leaves it to the next probe.</summary>
    public Task<BreakerView> EndProbeAsync(string scope, Guid probe, CallVerdict verdict, double seconds, string? error) => OneAsync(scope, $"""
        with ended as (
            update api_breakers
               set probe = null, probe_owner = null, probe_until = null, updated_at = clock_timestamp(), last_error = coalesce(@error, last_error),
                   failures = case when @answered then 0 else failures end, opened_at = case when @answered then null else opened_at end,
                   open_until = case when @answered then null when @failed then clock_timestamp() + make_interval(secs => @seconds) else open_until end
             where scope = @scope and probe = @probe
            returning {View})
        select * from ended union all select {View} from api_breakers where scope = @scope and not exists (select from ended)
        """, new { scope, probe, seconds, error, answered = verdict == CallVerdict.Answered, failed = verdict == CallVerdict.Failed }, default);

    /// <summary>Tells people that it has opened or closed, unless another process has.</summary>
    public async Task TellAsync(string scope, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        if (await BreakerNews.Of(scope).TellAsync(connection, ct) > 0)
            live.Announce();
    }

    private async Task<BreakerView> OneAsync(string scope, string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<BreakerView>(new CommandDefinition(sql, parameters, cancellationToken: ct)) ?? new BreakerView(scope, 0, false, 0, null, null, false, DateTimeOffset.MinValue);
    }
}
