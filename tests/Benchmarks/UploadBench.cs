using System.Globalization;

namespace SnsOps.Benchmarks;

/// <summary>A video of 200 MB goes out although its uploader is killed half way: what memory that takes, and how much is sent twice.</summary>
internal static class UploadBench
{
    private const long Megabyte = 1024 * 1024, Large = 200 * Megabyte, MostGrowth = 50 * Megabyte, Chunk = 8 * Megabyte;

    public static async Task RunAsync(BenchReport report, CancellationToken ct)
    {
        await using var fleet = await UploadFleet.StartAsync(ct);
        await fleet.TakeCeilingsAsync(report, ct);
        await using var memory = new MemoryWatch(() => fleet.UploaderPid);
        var idle = await memory.RestAsync(TimeSpan.FromSeconds(3), ct);
        report.Figure("memory (RSS) of the uploader before it ever uploaded", (double)idle / Megabyte, "MB");
        await YouTubeAsync(fleet, memory, idle, report, ct);
        await FacebookAsync(fleet, memory, idle, report, ct);
    }

    private static async Task YouTubeAsync(UploadFleet fleet, MemoryWatch memory, long idle, BenchReport report, CancellationToken ct)
    {
        var (account, channel) = await fleet.AccountAsync("youtube", ct);
        await fleet.SlowDownAsync("yt.upload", 150, ct);
        await MeasureAsync(fleet, memory, idle, report, account, "youtube_video", async _ => await KeptAsync(), ct);

        var uploads = (await fleet.AskAsync($"/_sandbox/youtube/uploads?account={channel}", ct))["uploads"]!.AsArray().Where(u => (long?)u!["bytes"] == Large).ToList();
        if (uploads.Count(u => u!["video_id"] is not null) != 1)
            report.Broken($"youtube_video: {uploads.Count} uploads, {uploads.Count(u => u!["video_id"] is not null)} videos instead of one");
        var twice = uploads.Sum(u => (long)u!["arrived"]!) - Large;
        report.Figure("youtube_video: sent a second time", (double)twice / Megabyte, "MB", "≤ 8 (one chunk)");
        if (twice > Chunk)
            report.Broken($"youtube_video: {twice} bytes were sent twice");

        async Task<long> KeptAsync() => (await fleet.AskAsync($"/_sandbox/youtube/uploads?account={channel}", ct))["uploads"]!.AsArray().Where(u => (long?)u!["bytes"] == Large).Select(u => (long)u!["kept"]!).FirstOrDefault();
    }

    private static async Task FacebookAsync(UploadFleet fleet, MemoryWatch memory, long idle, BenchReport report, CancellationToken ct)
    {
        var (account, page) = await fleet.AccountAsync("facebook", ct);
        await fleet.SlowDownAsync("fb.video_transfer", 150, ct);
        await MeasureAsync(fleet, memory, idle, report, account, "facebook_video", async publication => await fleet.HandleAsync(publication, ct) is not { } video ? 0
            : (long)(await fleet.AskAsync($"/v25.0/{video}?fields=status&access_token=T{page}", ct))["status"]!["uploading_phase"]!["bytes_transferred"]!, ct);

        var posts = (await fleet.AskAsync($"/_sandbox/facebook/effects?account={page}", ct))["effects"]!.AsArray().Count(e => (string)e!["text"]! == TitleOf("facebook_video"));
        if (posts != 1)
            report.Broken($"facebook_video: {posts} posts instead of one");
    }

    private static async Task MeasureAsync(
        UploadFleet fleet, MemoryWatch memory, long idle, BenchReport report, Guid account, string format, Func<Guid, Task<long>> received, CancellationToken ct)
    {
        await memory.RestAsync(TimeSpan.FromSeconds(1), ct);
        var started = TimeProvider.System.GetTimestamp();
        var publication = await fleet.ScheduleAsync(account, format, TitleOf(format), Large, ct);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await received(publication) < Large * 2 / 5)
        {
            if (await fleet.IsPublishedAsync(publication, ct))
                throw new InvalidOperationException($"{format} was out before its uploader could be killed");
            await tick.WaitForNextTickAsync(ct);
        }

        fleet.KillUploader();
        var (there, lowest) = (await received(publication), Large);
        BenchReport.Progress($"{format}: killed with {there / Megabyte} MB there");
        while (true)
        {
            var now = await received(publication);
            if (await fleet.IsPublishedAsync(publication, ct))
                break;          // what was read before that is of the finished video
            lowest = Math.Min(lowest, now);
            await tick.WaitForNextTickAsync(ct);
        }

        if (lowest < there)
            report.Broken($"{format}: {there} bytes were there at the kill, and {lowest} later: it has begun again");
        var growth = memory.Peak - idle;
        report.Figure($"{format}: 200 MB, killed half way, published after", TimeProvider.System.GetElapsedTime(started).TotalSeconds, "s");
        report.Figure($"{format}: it grew at most by", (double)growth / Megabyte, "MB", "< 50");
        if (growth >= MostGrowth)
            report.Broken(string.Create(CultureInfo.InvariantCulture, $"{format}: the uploader's memory grew by {growth / Megabyte} MB"));
    }

    private static string TitleOf(string format) => "200MB " + format;
}
