using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Ai.RecommendTimes;

/// <summary>Once a day, when yesterday's posts have been seen: each account's best times from the posts of the last weeks.</summary>
internal sealed class RecommendTimesSchedule(JobDefinition definition, TimeRecommender recommender) : IScheduledJob
{
    /// <summary>05:00 in Seoul; a day nobody ran is covered by the next.</summary>
    public static JobDefinition Default { get; } = new("recommend-times", Grid.Cron("0 0 5 * * ?", "Asia/Seoul"), MissedFirings.Coalesce);

    /// <inheritdoc />
    public JobDefinition Definition => definition;

    /// <inheritdoc />
    public async Task<object> RunAsync(JobRun run, CancellationToken ct) => new { accounts = await recommender.RecommendAsync(ct) };
}
