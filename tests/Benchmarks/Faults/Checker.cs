using Dapper;

namespace SnsOps.Benchmarks.Faults;

/// <summary>Holds every row to the ledger, and the ledger to the rows: nothing lost, nothing doubled, nothing early, no wrong verdict, nothing stuck, nothing that nobody planned.</summary>
internal sealed class Checker(FaultFleet fleet, FaultAgency agency)
{
    private const string Rows = """
        with logs as (
            select subject_id, count(*) filter (where status = 'published')::int as published, count(*) filter (where step = 'post')::int as closed
              from publishing_logs where subject_id = any(@ids) group by subject_id),
        told as (
            select payload ->> 'publication_id' as id, count(*)::int as times from live_events where type = 'publish_result' and payload ->> 'status' = 'published' group by 1)
        select p.id, p.state::text as state, p.asked_at is not null as asked, p.platform_post_id, p.id_pending, p.scheduled_at, p.error,
               coalesce(l.published, 0) as published_logs, coalesce(l.closed, 0) as closed,
               (select count(*)::int from attempts a where a.subject_kind = 'publication' and a.subject_id = p.id and a.step = 'post') as open, coalesce(t.times, 0) as told
          from publications p left join logs l on l.subject_id = p.id left join told t on t.id = p.id::text
         where p.id = any(@ids)
        """;

    /// <summary>Whether every row has its verdict; those that have none.</summary>
    public async Task<IReadOnlyList<Guid>> OpenAsync(IEnumerable<Guid> publications, CancellationToken ct)
    {
        await using var connection = await fleet.Database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<Guid>(new CommandDefinition("""
            select id from publications where id = any(@ids) and state not in ('published', 'failed', 'cancelled') and asked_at is null
            """, new { ids = publications.ToArray() }, cancellationToken: ct))).AsList();
    }

    /// <summary>How the rows of some rounds ended, and what is wrong with them.</summary>
    public async Task<Findings> CheckAsync(IReadOnlyCollection<Round> rounds, CancellationToken ct)
    {
        var posts = await fleet.Sandbox.PostsAsync(ct);
        var ledger = posts.SelectMany(e => Keys(e).Select(key => (Key: key, Effect: e))).ToLookup(e => e.Key, e => e.Effect);
        await using var connection = await fleet.Database.OpenConnectionAsync(ct);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(Rows, new { ids = rounds.SelectMany(r => r.Ids()).ToArray() }, cancellationToken: ct))).ToDictionary(r => r.Id);
        var findings = new Findings();
        foreach (var round in rounds)
        {
            foreach (var planned in round.Batch)
            {
                var row = rows[planned.Id];
                Effect[] seen = [.. ledger[planned.Key].Where(e => !round.ByHand.Contains((e.AccountId, e.Id)))];
                findings.Count(row.Asked ? "asked" : row.State);
                foreach (var (kind, what) in Wrong(row, seen, round, planned))
                    findings.Add(new Violation(kind, what, round, planned));
            }

            foreach (var broken in round.Broken)
                findings.Add(new Violation("broken", broken, round, null));
        }

        foreach (var strange in agency.Strange(posts))
            findings.Add(new Violation("unplanned", $"{strange.Id} '{strange.Text}' stands on {strange.AccountId} since {strange.AcceptedAt:HH:mm:ss.fff}, and nobody planned it", rounds.Last(), null));
        return findings;
    }

    /// <summary>Armed attempts whose owner is gone: the sweep owes them a look.</summary>
    public async Task<int> OrphansAsync(CancellationToken ct)
    {
        await using var connection = await fleet.Database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition("""
            select count(*)::int from attempts a where a.state = 'armed' and not exists (select from workers w where w.id = a.owner and w.lease_until > clock_timestamp())
            """, cancellationToken: ct));
    }

    private static IEnumerable<(string Kind, string What)> Wrong(Row row, Effect[] seen, Round round, Planned planned)
    {
        var isFinal = row.State is "published" or "failed" or "cancelled";
        if (!isFinal && !row.Asked)
            yield return ("stuck", $"is still {row.State} ({row.Error})");
        if (seen.Length > 1)
            yield return ("doubled", $"stands {seen.Length} times in the ledger: {string.Join(", ", seen.Select(e => $"{e.Id} at {e.AcceptedAt:HH:mm:ss.fff}"))}");
        if (row.State == "published" && seen.Length == 0 && !(row.PlatformPostId is { } id && round.ByHand.Any(h => h.Account == planned.Account.Number && Same(h.Id, id))))
            yield return ("lost", "is published by its row, and nobody can see it");
        if (row.Asked && round.Fault.MayAsk is null && Formats.Handle.Contains(planned.Format))
            yield return ("asked", $"is {row.State} and a person is asked, though the platform's own state of its handle decides: {row.Error}");
        if (row.State == "failed")
            yield return ("failed", $"was given up, though nothing was wrong with it: {row.Error}");
        if (row.State is "failed" or "cancelled" or "missed" && seen.Length > 0)
            yield return ("wrong", $"is {row.State} by its row, and everybody can see it");
        if (row is { State: "published", PlatformPostId: { } given } && seen.Length > 0 && !seen.Any(e => Same(e.Id, given)))
            yield return ("wrong", $"has the id {given}, the ledger {seen[0].Id}");
        foreach (var early in seen.Where(e => e.AcceptedAt < row.ScheduledAt))
            yield return ("early", $"was accepted {(row.ScheduledAt - early.AcceptedAt).TotalMilliseconds:0.0} ms before its second");
        if (row.PublishedLogs != (row.State == "published" ? 1 : 0) || row.Told != row.PublishedLogs)
            yield return ("history", $"is {row.State}, its history has {row.PublishedLogs} publications, people were told of {row.Told}");
        if (row.Open > (row.State is "unknown" || !isFinal ? 1 : 0))
            yield return ("history", $"is {row.State} and has {row.Open} open attempts");
        if (seen.Length > row.Closed + row.Open)
            yield return ("unarmed", $"is visible {seen.Length} times with {row.Closed + row.Open} attempts");
    }

    /// <summary>Graph returns posts of pages with and without the page's number.</summary>
    private static bool Same(string effect, string id) => effect == id || effect.EndsWith("_" + id, StringComparison.Ordinal);

    /// <summary>By which a line of the ledger is found: its text, its first file.</summary>
    public static IEnumerable<string> Keys(Effect effect)
    {
        if (!string.IsNullOrEmpty(effect.Text))
            yield return Planned.KeyOf(effect.AccountId, effect.Text);
        if (effect.Media.Length > 0)
            yield return Planned.KeyOf(effect.AccountId, effect.Media[0]);
    }

    private sealed record Row(
        Guid Id, string State, bool Asked, string? PlatformPostId, bool IdPending, DateTimeOffset ScheduledAt, string? Error, int PublishedLogs, int Closed, int Open, int Told);
}

/// <summary>What a check found.</summary>
internal sealed class Findings
{
    private readonly SortedDictionary<string, int> _states = new(StringComparer.Ordinal);
    private readonly List<Violation> _violations = [];

    public IReadOnlyList<Violation> Violations => _violations;

    /// <summary>Rows by how they ended.</summary>
    public IReadOnlyDictionary<string, int> States => _states;

    public void Count(string state) => _states[state] = _states.GetValueOrDefault(state) + 1;

    public void Add(Violation violation) => _violations.Add(violation);

    /// <summary>Adds what was found earlier: a rule that was broken stays broken, whatever has become of the row since.</summary>
    public void Keep(IEnumerable<Violation> earlier) =>
        _violations.AddRange([.. earlier.Where(e => !_violations.Exists(v => v.Kind == e.Kind && v.Round == e.Round && v.Planned == e.Planned && (v.Planned is not null || v.What == e.What)))]);

    /// <inheritdoc />
    public override string ToString() => string.Join(", ", _states.Select(s => $"{s.Value} {s.Key}"));
}

/// <summary>A rule that was broken.</summary>
/// <param name="Kind">doubled, lost, wrong, failed, asked, early, stuck, history, unarmed, unplanned or broken.</param>
/// <param name="What">How.</param>
/// <param name="Round">In which round.</param>
/// <param name="Planned">By which publication; null: by the round as a whole.</param>
internal sealed record Violation(string Kind, string What, Round Round, Planned? Planned);
