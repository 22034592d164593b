namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>How long to wait between looks at what a platform is at work on: each look is one of the account's calls of the hour.</summary>
internal static class PollPace
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Twice as long each time, but near its second never longer than half the time from there or to there: a post is late by no more than that.</summary>
    /// <param name="shortest">The first pause.</param>
    /// <param name="looks">So many were in vain.</param>
    /// <param name="ahead">Until its second; less than zero: since then.</param>
    public static TimeSpan Pause(TimeSpan shortest, int looks, TimeSpan ahead)
    {
        var grown = shortest * Math.Pow(2, Math.Min(looks, 16));
        var near = ahead.Duration() / 2;
        var pause = new[] { grown, near, Longest }.Min();
        return pause < shortest ? shortest : pause;
    }
}
