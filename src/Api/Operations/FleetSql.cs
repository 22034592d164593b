using Dapper;
using Npgsql;
using SnsOps.Shared.Messages;

namespace SnsOps.Api.Operations;

/// <summary>Which executables are alive, and how far behind the lanes are.</summary>
internal sealed class FleetSql(NpgsqlDataSource database)
{
    private static readonly string[] Processes = ["api", "publishing", "collection", "ai"];

    /// <summary>All four, also the one of which nothing is alive.</summary>
    public async Task<FleetView> FleetAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var rows = (await connection.QueryAsync<ProcessView>(new CommandDefinition("""
            select p.process, count(w.id)::int as alive, coalesce(array_agg(distinct w.version) filter (where w.id is not null), '{}') as versions,
                   min(w.started_at) as since, max(w.heartbeat_at) as heartbeat_at,
                   (select max(d.lease_until) from workers d where d.process = p.process and d.lease_until <= clock_timestamp()) as last_died_at
              from unnest(@Processes) as p (process)
              left join workers w on w.process = p.process and w.lease_until > clock_timestamp()
             group by p.process
            """, new { Processes }, cancellationToken: ct))).OrderBy(p => Array.IndexOf(Processes, p.Process)).ToList();
        return new FleetView(rows.TrueForAll(p => p.Alive > 0), rows.SelectMany(p => p.Versions).Distinct().Count() > 1, rows);
    }

    public async Task<LanesView> LanesAsync(CancellationToken ct)
    {
        var topics = Topics.Partitions.Keys.ToArray();
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition("""
            select t.topic, count(w.id)::int as consumers, coalesce(sum((w.lag ->> t.topic)::bigint), 0)::bigint as lag, min(w.heartbeat_at) as as_of,
                   (select count(*)::int from dead_letters d where d.topic = t.topic and d.redriven_at is null) as dead_letters
              from unnest(@topics) with ordinality as t (topic, place)
              left join workers w on w.lag ? t.topic and w.lease_until > clock_timestamp()
             group by t.topic, t.place order by t.place;
            select state::text as state, job, count(*)::int as items, min(next_attempt_at) as oldest_at
              from job_items where state in ('ready', 'claimed') group by state, job order by job, state;
            """, new { topics }, cancellationToken: ct));
        return new LanesView((await sets.ReadAsync<LaneView>()).AsList(), (await sets.ReadAsync<WaitingItems>()).AsList());
    }
}

/// <remarks>Complete: at least one of each executable is alive. MixedVersions: not all run the same.</remarks>
public sealed record FleetView(bool Complete, bool MixedVersions, IReadOnlyList<ProcessView> Processes);

/// <remarks>Since: when the oldest of those alive started. LastDiedAt: when the lease of one ended last.</remarks>
public sealed record ProcessView
{
    public string Process { get; init; } = "";
    public int Alive { get; init; }
    public string[] Versions { get; init; } = [];
    public DateTimeOffset? Since { get; init; }
    public DateTimeOffset? HeartbeatAt { get; init; }
    public DateTimeOffset? LastDiedAt { get; init; }
}

/// <remarks>Waiting: items of work in PostgreSQL; a lane without lag may still have work waiting there.</remarks>
public sealed record LanesView(IReadOnlyList<LaneView> Items, IReadOnlyList<WaitingItems> Waiting);

/// <remarks>Consumers: processes alive that read it. Lag: messages not read yet. AsOf: of the oldest report in it.</remarks>
public sealed record LaneView(string Topic, int Consumers, long Lag, DateTimeOffset? AsOf, int DeadLetters);

/// <remarks>State: ready or claimed.</remarks>
public sealed record WaitingItems(string State, string Job, int Items, DateTimeOffset OldestAt);
