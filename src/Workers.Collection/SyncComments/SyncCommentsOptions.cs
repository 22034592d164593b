using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>How far a comment sync looks. Section "SyncComments".</summary>
internal sealed class SyncCommentsOptions
{
    /// <summary>The newest posts of an account that are always looked at, however old.</summary>
    [Range(1, 500)] public int MinPosts { get; init; } = 50;

    /// <summary>Posts younger than this are looked at, however many.</summary>
    [Range(1, 3650)] public double PostDays { get; init; } = 30;

    /// <summary>Never more posts than this.</summary>
    [Range(1, 10_000)] public int MaxPosts { get; init; } = 500;

    /// <summary>Between full passes only what is newer than the last complete pass is read; a full pass finds edits and late replies to old comments.</summary>
    [Range(0, 10_080)] public double FullPassMinutes { get; init; } = 60;

    /// <summary>The same for YouTube, where every page costs a unit of the quota that all channels share.</summary>
    [Range(0, 100_800)] public double YouTubeFullPassMinutes { get; init; } = 1440;

    /// <summary>How much of YouTube's daily quota passes may take: with more channels than it feeds, each is looked at less often.</summary>
    [Range(0.01, 1)] public double YouTubeShare { get; init; } = 0.5;

    /// <summary>A pass reads back this far behind the last complete one: platforms list new comments with some delay.</summary>
    [Range(0, 86_400)] public double LookbackSeconds { get; init; } = 600;

    /// <summary>An account that just got comments is looked at again this soon, so a burst is not left until the next firing. 0: never.</summary>
    [Range(0, 3600)] public double FollowUpSeconds { get; init; } = 30;

    /// <summary>Webhooks that came once are called silent when this many comments in a row were found by passes alone …</summary>
    [Range(1, 10_000)] public int SilentAfterComments { get; init; } = 3;

    /// <summary>… each of them at least so many minutes old.</summary>
    [Range(0, 10_080)] public int SilentAfterMinutes { get; init; } = 15;
}
