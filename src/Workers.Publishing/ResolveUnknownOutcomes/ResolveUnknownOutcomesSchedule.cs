using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Publishing.ResolveUnknownOutcomes;

/// <summary>Every minute: nudges the attempts whose look is due, so that all replicas share them.</summary>
internal sealed class ResolveUnknownOutcomesSchedule(JobDefinition definition, ResolveUnknownOutcomesSql attempts, NudgeProducer producer) : IScheduledJob
{
    private const int Most = 5000;

    public static JobDefinition Default { get; } = new("resolve-unknown-outcomes", Grid.Every(TimeSpan.FromMinutes(1)), MissedFirings.Coalesce);

    public JobDefinition Definition => definition;

    public async Task<object> RunAsync(JobRun run, CancellationToken ct)
    {
        var due = await attempts.DueAsync(Most, ct);
        foreach (var account in due.GroupBy(a => a.AccountId))
            producer.Send(Topics.Publishing, Kinds.AttemptUnknown, account.Key, [.. account.Select(a => a.Id)]);
        return new { nudged = due.Count };
    }
}
