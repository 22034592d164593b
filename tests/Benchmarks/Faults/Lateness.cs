using Dapper;

namespace SnsOps.Benchmarks.Faults;

/// <summary>The sandbox's accept − scheduled_at of what became visible.</summary>
internal static class Lateness
{
    /// <summary>Per publication, in seconds.</summary>
    public static async Task<IReadOnlyList<(Guid Id, double Seconds)>> OfAsync(FaultFleet fleet, IEnumerable<Round> rounds, CancellationToken ct)
    {
        var planned = rounds.SelectMany(r => r.Batch).ToList();
        await using var connection = await fleet.Database.OpenConnectionAsync(ct);
        var due = (await connection.QueryAsync<(Guid Id, DateTime At)>(new CommandDefinition(
            "select id, scheduled_at from publications where id = any(@ids)", new { ids = planned.Select(p => p.Id).ToArray() }, cancellationToken: ct))).ToDictionary(r => r.Id, r => r.At);
        var seen = (await fleet.Sandbox.PostsAsync(ct)).SelectMany(e => Checker.Keys(e).Select(key => (key, e.AcceptedAt))).ToLookup(e => e.key, e => e.AcceptedAt);
        return [.. planned.Where(p => seen.Contains(p.Key)).Select(p => (p.Id, (seen[p.Key].First().UtcDateTime - due[p.Id]).TotalSeconds))];
    }
}
