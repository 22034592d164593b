using SnsOps.Shared.JobItems;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>Every 5 minutes, and at start when a firing was missed: one item per active account whose comments can be read.</summary>
/// <remarks>YouTube's quota is the project's: with more channels than it feeds, only every so many firings look at them. All replicas compute the same.</remarks>
internal sealed class SyncCommentsSchedule(JobDefinition definition, JobItemPlanner planner, SyncCommentsSql comments, SyncCommentsOptions options, GoogleOptions google) : IScheduledJob
{
    /// <summary>Name of the job and of its items.</summary>
    public const string Name = "sync-comments";

    /// <summary>A look at a channel in which nothing has changed: its newest videos, and their counts.</summary>
    private const int UnitsOfALook = 2;

    private static readonly string[] WithYouTube = ["instagram", "facebook", "youtube"];
    private static readonly string[] WithoutYouTube = ["instagram", "facebook"];

    /// <summary>A sync reads everything there is, so one run makes up for all that were missed.</summary>
    public static JobDefinition Default { get; } = new(Name, Grid.Every(TimeSpan.FromMinutes(5)), MissedFirings.Coalesce);

    /// <inheritdoc />
    public JobDefinition Definition => definition;

    /// <inheritdoc />
    public async Task<object> RunAsync(JobRun run, CancellationToken ct)
    {
        var firing = definition.Grid.LatestAt(run.ScheduledFor);
        var interval = firing - definition.Grid.Before(firing);
        var every = Stride(await comments.ChannelsAsync(ct), interval, google.UnitsPerDay * options.YouTubeShare);
        // A run between two firings is one that a person asked for.
        var platforms = run.MissedSince is not null || run.ScheduledFor != firing || IsTurn(firing, interval, every) ? WithYouTube : WithoutYouTube;
        return new { planned = await planner.PlanAccountsAsync(run, Topics.Collection, platforms, "{}", ct), youtube_every = every };
    }

    /// <summary>Each how manieth firing can look at that many channels and leave the rest of the units for reading.</summary>
    internal static int Stride(int channels, TimeSpan interval, double unitsPerDay) =>
        Math.Max(1, (int)Math.Ceiling(channels * UnitsOfALook * (TimeSpan.FromDays(1) / interval) / unitsPerDay));

    private static bool IsTurn(DateTimeOffset firing, TimeSpan interval, int every) => (firing - DateTimeOffset.UnixEpoch).Ticks / interval.Ticks % every == 0;
}
