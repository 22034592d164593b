using System.Globalization;
using System.Text.Json;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Collection.Accounts;

namespace SnsOps.Workers.Collection.Figures;

/// <summary>Reads what YouTube says of a channel, its videos, and its days. https://developers.google.com/youtube/analytics/reference</summary>
internal sealed class GoogleFigures(GoogleClient google) : IFigureSource
{
    private const int MostIds = 50;

    /// <inheritdoc />
    public bool Reads(string platform) => platform == "youtube";

    /// <inheritdoc />
    public string ApiVersion => "v3";

    /// <summary>Analytics come up to three days late.</summary>
    public TimeSpan Settles => TimeSpan.FromHours(72);

    /// <inheritdoc />
    public async Task<Reading> ReadAsync(ConnectedAccount account, FigurePlan plan, CancellationToken ct)
    {
        var reading = new Reading();
        await ChannelAsync(account, plan, reading, ct);
        foreach (var batch in plan.Posts.Chunk(MostIds))
        {
            if (reading.Trouble is null)
                await VideosAsync(account, plan, batch, reading, ct);
        }

        if (reading.Trouble is null && plan.Days.Count > 0)
            await DaysAsync(account, plan, reading, ct);
        return reading;
    }

    private async Task ChannelAsync(ConnectedAccount account, FigurePlan plan, Reading reading, CancellationToken ct)
    {
        var answer = await google.GetAsync("channels?part=statistics&id=" + Uri.EscapeDataString(account.PlatformAccountId), Call(account, plan, "yt.channel_statistics", CacheUse.Profile, 1), ct);
        if (answer is not GoogleAnswer.Ok ok)
        {
            Fail(reading, answer, plan.Of("account", "statistics").Select(m => new Observation(m, null, NullReason.Permission)));
            return;
        }

        var statistics = Items(ok.Body).Select(i => MetaInsights.Member(i, "statistics")).FirstOrDefault();
        var hides = MetaInsights.Member(statistics, "hiddenSubscriberCount").ValueKind == JsonValueKind.True;
        foreach (var metric in plan.Of("account", "statistics"))
        {
            var isHidden = hides && metric.WireName == "subscriberCount";
            var value = isHidden ? null : MetaInsights.Number(MetaInsights.Member(statistics, metric.WireName));
            reading.Observations.Add(new Observation(metric, value, value is not null ? null : isHidden ? NullReason.Hidden : NullReason.NotAvailable));
        }
    }

    /// <summary>Deleted ones are silently missing; a figure of one that is there is missing where it is switched off or hidden.</summary>
    private async Task VideosAsync(ConnectedAccount account, FigurePlan plan, IReadOnlyList<MeasuredPost> batch, Reading reading, CancellationToken ct)
    {
        var metrics = plan.Of("post", "statistics");
        var answer = await google.GetAsync(
            "videos?part=statistics&id=" + Uri.EscapeDataString(string.Join(',', batch.Select(p => p.PlatformPostId))), Call(account, plan, "yt.video_statistics", CacheUse.Insights, 1), ct);
        if (answer is not GoogleAnswer.Ok ok)
        {
            Fail(reading, answer, batch.SelectMany(p => metrics.Select(m => new Observation(m, null, NullReason.Permission) { Post = p })));
            return;
        }

        var videos = Items(ok.Body).GroupBy(i => MetaJson.Text(i, "id") ?? "").ToDictionary(g => g.Key, g => MetaInsights.Member(g.First(), "statistics"));
        foreach (var post in batch)
        {
            var isThere = videos.TryGetValue(post.PlatformPostId, out var statistics);
            foreach (var metric in metrics)
            {
                var value = MetaInsights.Number(MetaInsights.Member(statistics, metric.WireName));
                var reason = value is not null ? null : !isThere ? NullReason.NotAvailable : metric.WireName == "commentCount" ? NullReason.Disabled : NullReason.Hidden;
                reading.Observations.Add(new Observation(metric, value, reason) { Post = post });
            }

            reading.Looked.Add(post);
        }
    }

    private async Task DaysAsync(ConnectedAccount account, FigurePlan plan, Reading reading, CancellationToken ct)
    {
        var asked = await new Bisection<Metric, GoogleAnswer>(
            metrics => google.ReportAsync(
                $"ids=channel==MINE&startDate={Iso(plan.Days[0])}&endDate={Iso(plan.Days[^1])}&metrics={string.Join(',', metrics.Select(m => m.WireName))}&dimensions=day&sort=day",
                Call(account, plan, GoogleCall.Report, CacheUse.Insights, 0), ct),
            answer => answer is GoogleAnswer.Ok, IsOfMetric).RunAsync(plan.Of("account", "analytics"));
        foreach (var (metrics, answer) in asked.Answered)
        {
            var rows = Rows(((GoogleAnswer.Ok)answer).Body);
            foreach (var metric in metrics)
            {
                reading.Answered.Add(metric);
                foreach (var day in plan.Days)
                {
                    var final = IsFinal(plan, day);
                    var value = rows.GetValueOrDefault((day, metric.WireName));
                    reading.Observations.Add(new Observation(metric, value, value is not null ? null : final ? NullReason.NotAvailable : NullReason.NotYet) { ForDate = day, Final = final });
                }
            }
        }

        foreach (var (metric, answer) in asked.Refused)
            reading.Refusals.Add(new NewRefusal(metric, "", NullReason.Retired, answer.Summary));
        foreach (var metric in plan.Metrics.Where(m => m.Source == "analytics"))
        {
            var reason = plan.ReasonOf(metric, "") ?? (asked.Refused.Exists(r => r.Thing == metric) ? NullReason.Retired : null);
            if (reason is not null)
                reading.Observations.AddRange(plan.Days.Select(d => new Observation(metric, null, reason) { ForDate = d, Final = IsFinal(plan, d) }));
        }

        if (asked.Trouble is { } trouble)
        {
            Fail(reading, trouble, plan.Of("account", "analytics").Where(m => !reading.Answered.Contains(m))
                .SelectMany(m => plan.Days.Select(d => new Observation(m, null, NullReason.Permission) { ForDate = d, Final = IsFinal(plan, d) })));
        }
    }

    /// <summary>A permission that lacks makes these null; anything else ends the reading.</summary>
    private void Fail(Reading reading, GoogleAnswer answer, IEnumerable<Observation> withoutPermission)
    {
        if (answer is GoogleAnswer.Refused { Error.Reason: "insufficientPermissions" or "forbidden" })
        {
            reading.PermissionMissing = answer.Summary;
            reading.Observations.AddRange(withoutPermission);
        }
        else
        {
            reading.Trouble = ReadTrouble.Of(answer, google.UntilReset);
        }
    }

    private bool IsFinal(FigurePlan plan, DateOnly day) => plan.Now >= PlatformDay.End(day) + Settles;

    private static bool IsOfMetric(GoogleAnswer answer) =>
        answer is GoogleAnswer.Refused { Error: { Status: 400 } error } && (error.Message.Contains("Unknown identifier", StringComparison.OrdinalIgnoreCase) || error.Message.Contains("not supported", StringComparison.OrdinalIgnoreCase));

    private static GoogleCall Call(ConnectedAccount account, FigurePlan plan, string endpoint, CacheUse use, int units) =>
        GoogleCall.Collection(account, endpoint, units) with { Cache = plan.PastCache ? null : use with { NotBefore = plan.ScheduledFor } };

    private static IEnumerable<JsonElement> Items(JsonElement body) => MetaInsights.Member(body, "items") is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    /// <summary>Columns are named by columnHeaders; without data there are no rows at all.</summary>
    private static Dictionary<(DateOnly Day, string Metric), decimal?> Rows(JsonElement body)
    {
        var values = new Dictionary<(DateOnly, string), decimal?>();
        if (MetaInsights.Member(body, "columnHeaders") is not { ValueKind: JsonValueKind.Array } headers || MetaInsights.Member(body, "rows") is not { ValueKind: JsonValueKind.Array } rows)
            return values;
        var names = headers.EnumerateArray().Select(h => MetaJson.Text(h, "name") ?? "").ToList();
        var dayColumn = names.IndexOf("day");
        foreach (var row in rows.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Array && r.GetArrayLength() == names.Count && dayColumn >= 0))
        {
            if (!DateOnly.TryParseExact(row[dayColumn].ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                continue;
            for (var i = 0; i < names.Count; i++)
            {
                if (i != dayColumn)
                    values[(day, names[i])] = MetaInsights.Number(row[i]);
            }
        }

        return values;
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
