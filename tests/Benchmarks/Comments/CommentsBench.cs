using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SnsOps.Integration.Fixtures;
using SnsOps.Local.Processes;

namespace SnsOps.Benchmarks.Comments;

/// <summary>
/// A storm of comments over many accounts of all platforms, with edits, deletions and moderation going on, faults on, webhooks lost, doubled and out of order, and collecting processes killed at
/// random: at the end the inbox must be exactly what the platforms know, and one more full sync must write nothing.
/// </summary>
internal static class CommentsBench
{
    private const string Secret = "bench-webhook-secret";
    private const int Gust = 4000;
    private static long s_told;
    private static readonly string[] s_platforms = ["instagram", "facebook", "youtube"];
    private static readonly string[] s_workers = ["collection", "collection-2"];

    /// <summary>What the fleet is told.</summary>
    public static Dictionary<string, string?> Settings { get; } = new()
    {
        ["Schedules__sync-comments__Every"] = "00:00:05", ["SyncComments__FullPassMinutes"] = "0", ["SyncComments__YouTubeFullPassMinutes"] = "0", ["SyncComments__LookbackSeconds"] = "0",
        ["SyncComments__YouTubeShare"] = "1", ["Google__UnitsPerDay"] = "100000000", ["Webhooks__AppSecrets__bench"] = Secret, ["ExternalCalls__BreakerSeconds"] = "2",
        ["AnnounceComments__UnscoredSeconds"] = "3600",         // telling of them writes rows, too
    };

    public static async Task RunAsync(BenchFleet fleet, BenchReport report, int comments, int accounts, int seed, CancellationToken ct)
    {
        await fleet.StopAsync("ai", "publishing");
        using var sandbox = new HttpClient { BaseAddress = fleet.SandboxUrl, Timeout = TimeSpan.FromMinutes(5) };
        var known = await fleet.AccountsAsync(accounts, i => s_platforms[i % s_platforms.Length], ct);
        await ControlAsync(sandbox, "youtube/settings", new { units_per_day = 100_000_000 }, ct);
        foreach (var account in known.Where(a => a.Platform != "youtube"))
            await ControlAsync(sandbox, "webhooks", new { account_id = account.PlatformId, url = new Uri(fleet.ApiUrl, "/webhooks/meta"), secret = Secret, drop = 0.2, duplicate = 0.1, reorder = true, batch = 100 }, ct);
        foreach (var (kind, share) in new[] { ("server-error", 0.01), ("reset", 0.01), ("html-error-page", 0.005) })
            await ControlAsync(sandbox, "faults", new { endpoint = "*", kind, times = 0, probability = share }, ct);

        var random = new Random(seed);
        var started = TimeProvider.System.GetTimestamp();
        var kills = 0;
        for (var written = 0; written < comments; written += Gust)
        {
            var raged = await ControlAsync(sandbox, "comments/storm", new { account_ids = known.Select(a => a.PlatformId), comments = Math.Min(Gust, comments - written), seed = seed + written }, ct);
            if (random.Next(2) == 0)
            {
                fleet.Signal(UnixSignal.Kill, [s_workers[random.Next(s_workers.Length)]]);
                kills++;
            }

            BenchReport.Progress($"{written + Gust:N0} written ({raged.GetRawText()}), {await fleet.ScalarAsync<int>("select count(*)::int from comments_inbox"):N0} here, {kills} kills");
            await Task.Delay(random.Next(500, 2000), ct);
        }

        (await sandbox.DeleteAsync("/_sandbox/faults", ct)).EnsureSuccessStatusCode();
        await fleet.WaitReadyAsync(ct);
        await SettledAsync(fleet, sandbox, ct);
        await SyncedAsync(fleet, ct);
        report.Figure($"{comments:N0} comments over {accounts} accounts, from the first to the last in the inbox, {kills} kills", TimeProvider.System.GetElapsedTime(started).TotalSeconds, "s");
        await CompareAsync(fleet, sandbox, known, report);

        var before = await RowsAsync(fleet);
        await SyncedAsync(fleet, ct);
        if (before != await RowsAsync(fleet))
            report.Broken("a second full sync wrote rows");
        report.Figure("rows a second full sync wrote", before == await RowsAsync(fleet) ? 0 : 1, "", "0");
        report.Figure("comments brought by webhooks", await fleet.ScalarAsync<int>("select count(*)::int from comments_inbox where arrived_by = 'webhook'"), "");
        report.Figure("comments gone", await fleet.ScalarAsync<int>("select count(*)::int from comments_inbox where deleted_at is not null"), "");
        await AcknowledgeAsync(fleet, report, ct);
    }

    private static async Task CompareAsync(BenchFleet fleet, HttpClient sandbox, IReadOnlyList<BenchAccount> known, BenchReport report)
    {
        var differences = new List<string>();
        foreach (var account in known)
            differences.AddRange((await CommentTruth.DifferencesAsync(sandbox, fleet.Database, account.PlatformId, account.Id)).Select(d => $"{account.Platform} {account.PlatformId}: {d}"));
        foreach (var difference in differences.Take(10))
            report.Broken(difference);
        report.Figure("differences between the inbox and the platforms", differences.Count, "", "0");
        report.Figure("comments in the inbox", await fleet.ScalarAsync<int>("select count(*)::int from comments_inbox"), "");
    }

    /// <summary>Nothing is left to be told, and all that was told is taken in.</summary>
    private static async Task SettledAsync(BenchFleet fleet, HttpClient sandbox, CancellationToken ct)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while ((await sandbox.GetFromJsonAsync<JsonElement>("/_sandbox/webhooks", ct)).EnumerateArray().Any(s => s.GetProperty("waiting").GetInt32() > 0)
            || await fleet.ScalarAsync<bool>("select exists (select from webhook_deliveries where state = 'received')"))
            await LookAsync(tick, "webhooks are taken in", async () => $"{await fleet.ScalarAsync<int>("select count(*)::int from webhook_deliveries where state = 'received'"):N0} wait", ct);
    }

    /// <summary>Every account has had a whole pass that began after now and ended well.</summary>
    private static async Task SyncedAsync(BenchFleet fleet, CancellationToken ct)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        var since = await fleet.ScalarAsync<DateTime>("select clock_timestamp()");
        while (await LeftAsync() is > 0 and var left)
            await LookAsync(tick, "a whole pass of every account", () => Task.FromResult($"{left} accounts left"), ct);

        Task<int> LeftAsync() => fleet.ScalarAsync<int>("""
            select count(*)::int from platform_accounts a where not exists (
                select from job_items j where j.job = 'sync-comments' and j.subject_id = a.id and j.state = 'done' and j.scheduled_for > @since)
            """, new { since });
    }

    /// <summary>Waits for the next look, and says every ten seconds how far it is.</summary>
    private static async Task LookAsync(PeriodicTimer tick, string what, Func<Task<string>> how, CancellationToken ct)
    {
        if (TimeProvider.System.GetElapsedTime(s_told).TotalSeconds >= 10)
        {
            s_told = TimeProvider.System.GetTimestamp();
            BenchReport.Progress($"{what}: {await how()}");
        }

        await tick.WaitForNextTickAsync(ct);
    }

    private static Task<string?> RowsAsync(BenchFleet fleet) => fleet.ScalarAsync<string>("select md5(string_agg(xmin::text || ctid::text || id::text, ',' order by id)) from comments_inbox");

    /// <summary>How long the Api takes to say 200 to a thousand changes.</summary>
    private static async Task AcknowledgeAsync(BenchFleet fleet, BenchReport report, CancellationToken ct)
    {
        using var api = new HttpClient { BaseAddress = fleet.ApiUrl };
        var changes = Enumerable.Range(0, 1000).Select(i => new
        {
            field = "feed",
            value = new { item = "comment", verb = "add", comment_id = $"ack_{i}", post_id = "ack", parent_id = "ack", from = new { id = "77", name = "지훈" }, message = $"{i}번째 댓글이 왔습니다 ☕️", created_time = 1_700_000_000 },
        });
        var body = JsonSerializer.SerializeToUtf8Bytes(new { @object = "page", entry = new[] { new { id = "1", time = 1_700_000_000, changes } } });
        var signature = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body));
        var times = new List<double>();
        for (var i = 0; i < 100; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/meta") { Content = new ByteArrayContent(body) };
            request.Headers.Add("X-Hub-Signature-256", signature);
            var started = TimeProvider.System.GetTimestamp();
            (await api.SendAsync(request, ct)).EnsureSuccessStatusCode();
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }

        report.Figure($"a webhook of 1,000 changes ({body.Length:N0} bytes) acknowledged, median", times.Median(), "ms");
        report.Figure("the same, the slowest of 100", times.Max(), "ms", "< 1,000");
    }

    private static async Task<JsonElement> ControlAsync(HttpClient sandbox, string path, object body, CancellationToken ct)
    {
        using var answer = await sandbox.PostAsJsonAsync("/_sandbox/" + path, body, ct);
        var text = await answer.Content.ReadAsStringAsync(ct);
        return answer.IsSuccessStatusCode ? text.Length == 0 ? default : JsonDocument.Parse(text).RootElement : throw new InvalidOperationException($"{path}: {text}");
    }
}

/// <summary>An account of a bench.</summary>
internal sealed record BenchAccount(Guid Id, string Platform, string PlatformId);
