using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Collection.KeepPartitions;

/// <summary>Every night: month partitions made ahead, those past their keeping dropped, and rows nobody can use any more deleted.</summary>
internal sealed class KeepPartitionsSchedule(JobDefinition definition, KeepPartitionsSql tables) : IScheduledJob
{
    /// <summary>Partitions are made three months ahead, so a missed night is no harm and one run makes up for all.</summary>
    public static JobDefinition Default { get; } = new("keep-partitions", Grid.Cron("0 10 3 * * ?", "Asia/Seoul"), MissedFirings.Coalesce);

    /// <inheritdoc />
    public JobDefinition Definition => definition;

    /// <inheritdoc />
    public async Task<object> RunAsync(JobRun run, CancellationToken ct)
    {
        var made = await tables.MakeAsync(ct);
        var (dropped, busy) = await tables.DropAsync(ct);
        return new { made, dropped, busy, deleted = await tables.DeleteAsync(ct) };
    }
}
