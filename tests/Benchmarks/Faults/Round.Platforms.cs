namespace SnsOps.Benchmarks.Faults;

/// <summary>Scripting the platforms, and asking whom they hit.</summary>
internal sealed partial class Round
{
    private readonly Dictionary<int, Guid> _scripts = [];

    /// <summary>The calls that make a format visible.</summary>
    public static IReadOnlyList<string> Sends(string format) => format switch
    {
        "facebook_text" or "facebook_multi_photo" => ["fb.feed"],
        "facebook_photo" => ["fb.photos"],
        "facebook_video" => ["fb.video_finish"],
        "facebook_reel" => ["fb.reel_finish"],
        "facebook_story" => ["fb.story_finish", "fb.photo_story"],
        "youtube_video" or "youtube_short" => ["yt.update"],
        _ => ["ig.publish"],
    };

    /// <summary>The calls that read what became of an unknown send.</summary>
    public static IReadOnlyList<string> Looks(string format) => format switch
    {
        "facebook_text" or "facebook_photo" or "facebook_multi_photo" => ["fb.published_posts"],
        "facebook_video" or "facebook_reel" => ["fb.video_status"],
        "facebook_story" => ["fb.video_status", "fb.stories"],
        "youtube_video" or "youtube_short" => ["yt.videos"],
        _ => ["ig.container_status"],
    };

    /// <summary>Lets calls of these endpoints go wrong for each of the publications, once or so many times, by its account.</summary>
    public async Task ScriptAsync(IEnumerable<Planned> publications, Func<string, IReadOnlyList<string>> endpoints, string kind, CancellationToken ct, int times = 1, int? delayMs = null, int? code = null, int after = 0)
    {
        foreach (var planned in publications)
        {
            foreach (var endpoint in endpoints(planned.Format))
                _scripts[await Fleet.Sandbox.AddFaultAsync(new { endpoint, kind, after, times, match = planned.Account.Number, delay_ms = delayMs, code }, ct)] = planned.Id;
        }
    }

    /// <summary>Somebody else posts a text on a page by hand.</summary>
    public async Task PostByHandAsync(Account page, string text, CancellationToken ct) =>
        ByHand.Add((page.Number, (await Fleet.Sandbox.PostByHandAsync(page.Number + "/feed", page.Token, ct, ("message", text)))!));

    /// <summary>Waits until so many of what is scripted has struck: by then the platform has those calls, and their callers have no good answer.</summary>
    public async Task<bool> UntilStruckAsync(int count, double seconds, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while ((await Fleet.Sandbox.StruckAsync(ct)).Count(script => script.Value > 0 && _scripts.ContainsKey(script.Key)) < count)
        {
            if (TimeProvider.System.GetElapsedTime(started).TotalSeconds > seconds)
                return false;
            await tick.WaitForNextTickAsync(ct);
        }

        return true;
    }

    /// <summary>Waits until each of the batch was sent, or is not going to be, and notes whom the scripts have hit.</summary>
    public async Task CollectStruckAsync(CancellationToken ct, double seconds = 20)
    {
        await UntilSentAsync(seconds, ct);
        foreach (var (id, times) in await Fleet.Sandbox.StruckAsync(ct))
        {
            if (times > 0 && _scripts.TryGetValue(id, out var publication))
                Strike([publication]);
        }
    }
}
