namespace SnsOps.Benchmarks.Faults;

/// <summary>What can go wrong with a video that is uploaded ahead and shown at its second: its session, its chunks, the list of the channel's uploads, the project's quota.</summary>
internal static class YouTubeFaults
{
    /// <summary>Found so many seconds ahead: by then everything is scripted.</summary>
    private const double Ahead = 6;

    private static readonly string[] UploadFails = ["reset", "server-error", "html-error-page", "timeout-before-effect", "short-308", "reset-mid-body", "commit-then-timeout"];
    private static readonly string[] ListFails = ["reset", "server-error", "html-error-page"];

    public static IEnumerable<FaultCase> All { get; } =
    [
        new("Y1", "an upload's session is lost with its last answer, and the video is there", Formats.YouTube, (r, ct) => LoseWholeAsync(r, null, ct)) { VerdictSeconds = 90 },
        new("Y2", "an upload's session is lost before its last byte", Formats.YouTube, LosePartAsync) { VerdictSeconds = 90 },
        new("Y3", "as Y1, and the channel's list shows the video late", Formats.YouTube, (r, ct) => LoseWholeAsync(r, r.Draw("lag", 500, 8000), ct)) { VerdictSeconds = 90 },
        new("Y4", "chunks, and the question how far an upload is, fail again and again", Formats.YouTube, UploadAsync) { VerdictSeconds = 120 },
        new("Y5", "the day's quota is used up", Formats.YouTube, QuotaAsync) { VerdictSeconds = 120 },
    ];

    /// <summary>The first call asks how far it is, the second carries all of the small file; the third finds no session any more.</summary>
    private static async Task LoseWholeAsync(Round round, int? lagMs, CancellationToken ct)
    {
        await round.ScheduleAsync(ct, inSeconds: 9, leadSeconds: Ahead);
        await round.ScriptAsync(round.Batch, _ => ["yt.upload"], "commit-then-reset", ct, after: 1);
        await round.ScriptAsync(round.Batch, _ => ["yt.upload"], "session-404", ct, after: 1);
        if (lagMs is not null)
            await round.ScriptAsync(round.Batch, _ => ["yt.playlist_items"], "listing-lag", ct, times: 0, delayMs: lagMs);
        else
            foreach (var some in round.Batch.GroupBy(_ => ListFails[round.Random.Next(ListFails.Length)]))
                await round.ScriptAsync(some.Where(_ => round.Random.Next(2) == 0), _ => ["yt.channels", "yt.playlist_items"], some.Key, ct);
        await round.CollectStruckAsync(ct, 40);
        if (lagMs is null)
            await OneVideoEachAsync(round, ct);
    }

    private static async Task LosePartAsync(Round round, CancellationToken ct)
    {
        await round.ScheduleAsync(ct, inSeconds: 9, leadSeconds: Ahead);
        await round.ScriptAsync(round.Batch, _ => ["yt.upload"], "session-404", ct, after: 1);
        await round.CollectStruckAsync(ct, 40);
        await OneVideoEachAsync(round, ct);
    }

    private static async Task UploadAsync(Round round, CancellationToken ct)
    {
        await round.ScheduleAsync(ct, inSeconds: 9, leadSeconds: Ahead);
        foreach (var planned in round.Batch)
        {
            for (var i = round.Random.Next(1, 4); i > 0; i--)
                await round.ScriptAsync([planned], _ => ["yt.upload"], UploadFails[round.Random.Next(UploadFails.Length)], ct, delayMs: 1000, after: round.Random.Next(3));
        }

        await round.CollectStruckAsync(ct, 60);
        await OneVideoEachAsync(round, ct);
    }

    /// <summary>Whether it is the uploads or the units that are used up, it goes on after midnight in California.</summary>
    private static async Task QuotaAsync(Round round, CancellationToken ct)
    {
        await round.ScheduleAsync(ct, inSeconds: 9, grace: "3 days", leadSeconds: Ahead);
        var bucket = round.Draw("at", "yt.insert", "yt.update");
        await round.ScriptAsync(round.Batch.Take(8), _ => [bucket], "quota-exhausted", ct);
        await round.CollectStruckAsync(ct);
        await round.StrikeOpenAsync(ct, "retrying");
        await round.TurnClockAsync(TimeSpan.FromHours(25), ct);
    }

    /// <summary>A second copy, though nobody sees it, was not called for.</summary>
    private static async Task OneVideoEachAsync(Round round, CancellationToken ct)
    {
        var videos = (await round.Fleet.Sandbox.UploadedAsync(ct)).ToLookup(title => title);
        foreach (var planned in round.Batch.Where(p => videos[p.Text].Count() > 1))
            round.Broken.Add($"{planned.Id} '{planned.Text}' was uploaded {videos[planned.Text].Count()} times");
    }
}
