using SnsOps.Shared.Hosting;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Publishing.ScanScheduledPosts;

/// <summary>Every minute: what comes within its lead becomes due and is nudged; workers park it until its second.</summary>
internal sealed class ScanScheduledPostsSchedule(JobDefinition definition, ScanScheduledPostsSql posts, NudgeProducer producer) : IScheduledJob
{
    private const int IdsPerNudge = 100;

    public static JobDefinition Default { get; } = new("scan-scheduled-posts", Grid.Every(TimeSpan.FromMinutes(1)), MissedFirings.Coalesce);

    public JobDefinition Definition => definition;

    public async Task<object> RunAsync(JobRun run, CancellationToken ct)
    {
        var (due, full) = await posts.MarkDueAsync(ct);
        Failpoint.Hit("scan.moved");
        foreach (var account in due.GroupBy(p => p.AccountId))
        {
            foreach (var ids in account.Select(p => p.Id).Chunk(IdsPerNudge))
                producer.Send(Topics.Publishing, Kinds.PublicationDue, account.Key, ids);
        }

        Failpoint.Hit("scan.nudged");
        return new { due = due.Count, full };
    }
}
