using Dapper;
using SnsOps.Local.Processes;

namespace SnsOps.Benchmarks.Publish;

/// <summary>SnsOps as it runs: the publishing worker, the Api that tells pages of it, the broker.</summary>
/// <remarks>What is overdue is claimed by the sweep, as after an outage: the posts come without a scan and without nudges. Like the peer's, its log is at Warning.</remarks>
internal sealed class SnsOpsArm(BenchFleet fleet, Guid[] accounts) : IPublishArm
{
    private static readonly string[] Members = ["broker", "api", "publishing"];

    public string Name => "SnsOps";

    public IReadOnlyList<int> Processes => [.. Members.Select(fleet.ProcessOf)];

    /// <summary>Wakes it and lets it publish a few: its lease and its place at the broker ended while it stood still.</summary>
    public async Task BeginTurnAsync(CancellationToken ct)
    {
        fleet.Signal(UnixSignal.Continue, Members);
        await fleet.WaitReadyAsync(ct);
        await ScheduleAsync($"깨우기{Guid.NewGuid():N}", accounts.Length, ct);
        await fleet.DrainAsync(ct);
    }

    public void EndTurn() => fleet.Signal(UnixSignal.Stop, Members);

    public Task ScheduleAsync(string tag, int count, CancellationToken ct) => fleet.ScheduleAsync(accounts, count, -1, tag, ct);

    public Task PublishAsync(CancellationToken ct) => fleet.DrainAsync(ct);

    public Task<double[]> ArmToOutcomeAsync(string tag, CancellationToken ct) => ArmToOutcomeAsync(fleet, tag, ct);

    /// <summary>From the history of attempts.</summary>
    public static async Task<double[]> ArmToOutcomeAsync(BenchFleet fleet, string tag, CancellationToken ct)
    {
        await using var connection = await fleet.Database.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<double>(new CommandDefinition("""
            select extract(epoch from l.closed_at - l.armed_at)::float8 * 1000
              from contents c join publications p on p.content_id = c.id join publishing_logs l on l.subject_id = p.id and l.status = 'published'
             where c.body like @tag || ' %'
            """, new { tag }, cancellationToken: ct))];
    }
}
