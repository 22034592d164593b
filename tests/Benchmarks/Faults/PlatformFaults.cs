namespace SnsOps.Benchmarks.Faults;

/// <summary>The platform lies, is silent, or breaks off.</summary>
internal static class PlatformFaults
{
    private static readonly string[] AfterTheWork = ["commit-then-5xx", "commit-then-reset", "commit-then-truncated", "commit-then-200-error", "commit-then-4-2207051"];
    private static readonly string[] InsteadOfTheWork = ["reset", "timeout-before-effect", "html-error-page", "server-error"];
    private static readonly string[] ReadsFail = ["reset", "html-error-page", "server-error"];
    private static readonly string[] WritesFail = [.. ReadsFail, "commit-then-reset", "commit-then-truncated"];

    public static IEnumerable<FaultCase> All { get; } =
    [
        new("F20", "the platform does the work and hangs", Formats.All, (r, ct) => SendAsync(r, ["commit-then-timeout"], ct, delayMs: 7000)),
        .. AfterTheWork.Select((kind, i) => new FaultCase($"F21{(char)('a' + i)}", $"the platform does the work, then {kind[12..]}", kind == "commit-then-4-2207051" ? Formats.Meta : Formats.All, (r, ct) => SendAsync(r, [kind], ct))),
        new("F21x", "the platform fails without doing anything", Formats.All, (r, ct) => SendAsync(r, InsteadOfTheWork, ct)),
        new("F21p", "what prepares a post fails", [.. Formats.WithContainer, .. Formats.WithUpload], PrepareAsync) { VerdictSeconds = 120 },
        new("F21l", "a look-up fails too", Formats.All, LookAsync) { VerdictSeconds = 120 },
        new("F21m", "the answer lacks the post's id, or says that it is a page", [.. Formats.WithContainer, .. Formats.Listing], (r, ct) => SendAsync(r, ["post-id-missing", "wrong-content-type"], ct)),
        new("F21n", "a look-up is refused, or answered by another version", Formats.Listing, RefuseLookAsync),
        new("F22", "the platform accepts and closes the kept-alive connection", Formats.All, (r, ct) => SendAsync(r, ["commit-then-timeout"], ct, delayMs: 0)),
        new("F23a", "the listing lags", Formats.Listing, (r, ct) => ListingAsync(r, r.Draw("lag", 1500, 6000), ct)),
        new("F23b", "the listing omits the post", Formats.Listing, (r, ct) => ListingAsync(r, 600_000, ct)),
        new("F23e", "the platform's clock is wrong", Formats.Listing, SkewAsync),
        new("F23c", "somebody else posts the same text on the same page", ["facebook_text"], TwinAsync),
        new("F23d", "the same text stands on another account", ["facebook_text"], OtherAccountAsync),
        new("F24", "the platform says the post is there already", Formats.Listing, (r, ct) => SendAsync(r, ["commit-then-506"], ct)),
        new("F25", "the platform says that it was asked too often", Formats.All, ThrottleAsync) { VerdictSeconds = 90, AssertAsync = (r, ct) => r.AssertNothingBurntAsync(ct) },
        new("F26", "the platform fails at everything for a while", Formats.All, OutageAsync) { VerdictSeconds = 120, AssertAsync = (r, ct) => r.AssertNothingBurntAsync(ct) },
    ];

    private static async Task SendAsync(Round round, IReadOnlyList<string> kinds, CancellationToken ct, int? delayMs = null)
    {
        await round.ScheduleAsync(ct);
        foreach (var some in round.Batch.GroupBy(_ => kinds[round.Random.Next(kinds.Count)]))
            await round.ScriptAsync(some, Round.Sends, some.Key, ct, delayMs: delayMs);
        await round.CollectStruckAsync(ct);
    }

    private static async Task PrepareAsync(Round round, CancellationToken ct)
    {
        // Scripted before the scan can find them.
        await round.ScheduleAsync(ct, inSeconds: 9, leadSeconds: 6);
        foreach (var planned in round.Batch)
        {
            var endpoint = Pick(planned.Format switch
            {
                "facebook_multi_photo" or "facebook_story" => ["fb.photos"],
                "facebook_video" => ["fb.video_start", "fb.video_transfer"],
                "facebook_reel" => ["fb.reel_start", "fb.rupload"],
                "youtube_video" => ["yt.insert", "yt.upload", "yt.thumbnail", "yt.videos"],
                "youtube_short" => ["yt.insert", "yt.upload", "yt.videos"],
                _ => ["ig.create_container", "ig.container_status"],
            });
            await round.ScriptAsync([planned], _ => [endpoint], Pick(endpoint switch
            {
                "ig.container_status" => [.. ReadsFail, "spurious-100-33"],
                "ig.create_container" => [.. WritesFail, "spurious-9004"],
                "yt.videos" => [.. ReadsFail, "listing-lag"],
                "yt.upload" => [.. WritesFail, "short-308", "reset-mid-body", "session-404"],
                _ => WritesFail,
            }), ct);
        }

        await round.CollectStruckAsync(ct, 30);

        string Pick(string[] among) => among[round.Random.Next(among.Length)];
    }

    private static async Task LookAsync(Round round, CancellationToken ct)
    {
        await round.ScheduleAsync(ct);
        await round.ScriptAsync(round.Batch, Round.Sends, "commit-then-reset", ct);
        // Facebook's videos and Instagram's containers are read ahead of the send as well: that is part of it.
        foreach (var some in round.Batch.GroupBy(_ => InsteadOfTheWork[round.Random.Next(InsteadOfTheWork.Length)]))
        {
            var times = round.Random.Next(1, 4);
            foreach (var onYouTube in some.GroupBy(p => p.Account.Platform == "youtube"))
                await round.ScriptAsync(onYouTube, Round.Looks, some.Key != "timeout-before-effect" ? some.Key : onYouTube.Key ? "listing-lag" : "spurious-100-33", ct, times);
        }

        await round.CollectStruckAsync(ct, 30);
    }

    private static async Task ListingAsync(Round round, int lagMs, CancellationToken ct)
    {
        await round.ScheduleAsync(ct);
        await round.ScriptAsync(round.Batch, Round.Sends, "commit-then-reset", ct);
        foreach (var planned in round.Batch)
            await round.Fleet.Sandbox.AddFaultAsync(new { endpoint = "fb.published_posts", kind = "listing-lag", times = 0, match = planned.Account.Number, delay_ms = lagMs }, ct);
        await round.CollectStruckAsync(ct);
        // The listing stays as it is until everyone has a verdict or was asked.
        await round.UntilAsync("select bool_and(state in ('published', 'failed') or asked_at is not null) from publications where id = any(@ids)", 50, ct);
    }

    private static async Task RefuseLookAsync(Round round, CancellationToken ct)
    {
        await round.ScheduleAsync(ct);
        await round.ScriptAsync(round.Batch, Round.Sends, "commit-then-reset", ct);
        foreach (var some in round.Batch.GroupBy(_ => round.Random.Next(4)))
            await round.ScriptAsync(some, Round.Looks, some.Key switch { 0 => "field-rejected", 1 => "scope-revoked", 2 => "version-mismatch", _ => "wrong-content-type" }, ct, times: 2);
        await round.CollectStruckAsync(ct);
    }

    /// <summary>By up to three minutes, ahead or behind: what seems to be older than the send is not taken for it.</summary>
    private static async Task SkewAsync(Round round, CancellationToken ct)
    {
        await round.ScheduleAsync(ct);
        await round.ScriptAsync(round.Batch, Round.Sends, "commit-then-reset", ct);
        await round.ScriptAsync(round.Batch, _ => ["fb.published_posts"], "clock-skew", ct, times: 0, delayMs: 1000 * round.Draw("skew", -180, 180));
        await round.CollectStruckAsync(ct);
        await round.UntilAsync("select bool_and(state in ('published', 'failed') or asked_at is not null) from publications where id = any(@ids)", 50, ct);
    }

    /// <summary>Ours got through as well: two stand there, and a person is asked.</summary>
    private static async Task TwinAsync(Round round, CancellationToken ct)
    {
        await round.ScheduleAsync(ct, count: 40);
        foreach (var planned in round.Batch)
            await round.PostByHandAsync(planned.Account, planned.Text, ct);
        await round.ScriptAsync(round.Batch, Round.Sends, "commit-then-reset", ct);
        await round.CollectStruckAsync(ct);
    }

    private static async Task OtherAccountAsync(Round round, CancellationToken ct)
    {
        await round.ScheduleAsync(ct, count: 40);
        foreach (var (planned, next) in round.Batch.Zip(round.Batch.Skip(1).Append(round.Batch[0])))
            await round.PostByHandAsync(next.Account, planned.Text, ct);
        await round.ScriptAsync(round.Batch, Round.Sends, "timeout-before-effect", ct, delayMs: 200);
        await round.CollectStruckAsync(ct);
    }

    private static async Task ThrottleAsync(Round round, CancellationToken ct)
    {
        await round.ScheduleAsync(ct);
        // With and without a Retry-After, where the platform knows one.
        foreach (var some in round.Batch.GroupBy(p => (p.Account.Platform, Tells: round.Random.Next(2) == 0)))
            await round.ScriptAsync(some, Round.Sends, "rate-limit", ct, delayMs: some.Key.Tells ? 2000 : null, code: some.Key.Platform switch { "instagram" => 80002, "facebook" => 80001, _ => 429 });
        await round.CollectStruckAsync(ct);
        await round.TurnClockAsync(TimeSpan.FromMinutes(6), ct);
    }

    private static async Task OutageAsync(Round round, CancellationToken ct)
    {
        await round.ScheduleAsync(ct);
        await round.UntilClaimedAsync(ct);
        await round.ScriptAsync(round.Batch, _ => ["*"], "server-error", ct, times: 0);
        await round.CollectStruckAsync(ct, round.Draw("seconds", 8, 15));
    }
}
