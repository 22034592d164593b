using System.Globalization;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Collection.Accounts;

namespace SnsOps.Workers.Collection.Figures;

/// <summary>One reading of an account's own figures: its fields now, and its insights of days that are not final.</summary>
internal sealed class MetaAccountReading(MetaClient meta, ConnectedAccount account, FigurePlan plan, TimeSpan settles, Reading reading, CancellationToken ct)
{
    private const string Level = "account";

    public async Task RunAsync()
    {
        await FieldsAsync();
        if (reading.Trouble is null && plan.Days.Count > 0)
            await DaysAsync("series", plan.Days);
        // A total is a call of its own: today and yesterday each time, a day that has settled once more.
        foreach (var day in plan.Days.Where(d => PlatformDay.End(d.AddDays(1)) > plan.Now || plan.Now >= PlatformDay.End(d) + settles))
        {
            if (reading.Trouble is null)
                await DaysAsync("totals", [day]);
        }
    }

    private async Task FieldsAsync()
    {
        var asked = await new Bisection<Metric, MetaAnswer>(
            fields => ReadAsync(account.PlatformAccountId, account.Platform == "instagram" ? "ig.user" : "fb.page", CacheUse.Profile, ("fields", string.Join(',', fields.Select(f => f.WireName)))),
            answer => answer is MetaAnswer.Ok, MetaRefusals.IsOfMetric).RunAsync(plan.Of(Level, "fields"));
        foreach (var (fields, answer) in asked.Answered)
        {
            foreach (var field in fields)
            {
                var value = MetaInsights.Number(MetaInsights.Member(((MetaAnswer.Ok)answer).Body, field.WireName));
                reading.Observations.Add(new Observation(field, value, value is null ? NullReason.NotAvailable : null));
                reading.Answered.Add(field);
            }
        }

        Close(asked, "fields", null);
    }

    /// <summary>Insights of some days in one call; totals are of one day.</summary>
    private async Task DaysAsync(string source, IReadOnlyList<DateOnly> days)
    {
        List<(string, string)> query =
        [
            ("period", "day"), ("since", Unix(PlatformDay.Start(days[0]))), ("until", Unix(PlatformDay.End(days[^1]))),
        ];
        if (account.Platform == "instagram")
            query.Add(("metric_type", source == "totals" ? "total_value" : "time_series"));
        var asked = await new Bisection<Metric, MetaAnswer>(
            metrics => ReadAsync(account.PlatformAccountId + "/insights", account.Platform == "instagram" ? "ig.insights" : "fb.insights", CacheUse.Insights,
                [("metric", string.Join(',', metrics.Select(m => m.WireName))), .. query]),
            answer => answer is MetaAnswer.Ok, MetaRefusals.IsOfMetric).RunAsync([.. plan.Of(Level, source).Where(m => !reading.Refusals.Exists(r => r.Metric == m))]);
        foreach (var (metrics, answer) in asked.Answered)
        {
            var items = MetaInsights.Items(((MetaAnswer.Ok)answer).Body).ToList();
            foreach (var metric in metrics)
            {
                foreach (var day in days)
                    AddDay(metric, day, [.. items.Where(i => i.WireName == metric.WireName && (i.EndTime is null || PlatformDay.Of(i.EndTime.Value).AddDays(-1) == day))]);
                reading.Answered.Add(metric);
            }
        }

        Close(asked, source, days);
    }

    private void AddDay(Metric metric, DateOnly day, IReadOnlyList<MetaInsights.Item> items)
    {
        var final = plan.Now >= PlatformDay.End(day) + settles;
        if (items.Count == 0)
            reading.Observations.Add(new Observation(metric, null, WhyAbsent(metric, final)) { ForDate = day, Final = final });
        foreach (var item in items)
            reading.Observations.Add(new Observation(metric, item.Value, item.Value is null ? NullReason.NotAvailable : null) { ForDate = day, Final = final, Breakdown = item.Breakdown });
    }

    /// <summary>Absent data is an empty list; new followers are told of accounts with a hundred.</summary>
    private string WhyAbsent(Metric metric, bool final) =>
        metric.WireName == "follower_count" && reading.Observations.Find(o => o.Metric.Name == "followers")?.Value < 100 ? NullReason.TooFew : final ? NullReason.NotAvailable : NullReason.NotYet;

    private void Close(Bisection<Metric, MetaAnswer> asked, string source, IReadOnlyList<DateOnly>? days)
    {
        foreach (var (metric, answer) in asked.Refused)
            reading.Refusals.Add(new NewRefusal(metric, "", MetaRefusals.ReasonOf(answer), answer.Summary));
        foreach (var metric in plan.Metrics.Where(m => m.Level == Level && m.Source == source))
        {
            if ((plan.ReasonOf(metric, "") ?? reading.Refusals.Find(r => r.Metric == metric)?.Reason) is { } reason)
                Absent(metric, reason, days);
        }

        if (asked.Trouble is not { } trouble)
            return;
        if (!MetaRefusals.IsOfPermission(trouble))
        {
            reading.Trouble = ReadTrouble.Of(trouble);
            return;
        }

        reading.PermissionMissing = trouble.Summary;
        foreach (var metric in plan.Of(Level, source).Where(m => !reading.Answered.Contains(m)))
            Absent(metric, NullReason.Permission, days);
    }

    private void Absent(Metric metric, string reason, IReadOnlyList<DateOnly>? days)
    {
        if (days is null)
            reading.Observations.Add(new Observation(metric, null, reason));
        foreach (var day in days ?? [])
            reading.Observations.Add(new Observation(metric, null, reason) { ForDate = day, Final = plan.Now >= PlatformDay.End(day) + settles });
    }

    private Task<MetaAnswer> ReadAsync(string path, string endpoint, CacheUse use, params IReadOnlyList<(string, string)> query) =>
        meta.GetAsync(path, MetaCall.Collection(account, endpoint) with { Cache = plan.PastCache ? null : use with { NotBefore = plan.ScheduledFor } }, query, ct);

    private static string Unix(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
