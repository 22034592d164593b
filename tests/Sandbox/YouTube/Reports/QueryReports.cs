using System.Globalization;
using SnsOps.Sandbox.Figures;

namespace SnsOps.Sandbox.YouTube.Reports;

/// <summary>GET /v2/reports of the YouTube Analytics API: a channel's days. The newest two are not there yet, the third is not final.
/// https://developers.google.com/youtube/analytics/reference/reports/query</summary>
internal static class QueryReports
{
    private static readonly string[] s_metrics = ["views", "estimatedMinutesWatched", "averageViewDuration", "likes", "comments", "shares", "subscribersGained", "subscribersLost"];
    private static readonly TimeSpan s_lag = TimeSpan.FromHours(48), s_settles = TimeSpan.FromHours(72);

    public static YouTubeReply Answer(YouTubeCall call)
    {
        if (call["ids"] is not { } ids || (ids != "channel==MINE" && ids != "channel==" + call.Channel.Id))
            throw YouTubeErrors.BadParameter("ids", "Invalid value for parameter ids. Only your own channel can be queried.").Thrown();
        if (call["dimensions"] is not (null or "" or "day"))
            throw YouTubeErrors.BadRequest("The query is not supported. Check the documentation for supported queries.").Thrown();
        var metrics = (call["metrics"] ?? throw YouTubeErrors.MissingParameter("metrics").Thrown()).Split(',');
        if (Array.Find(metrics, m => !s_metrics.Contains(m) || call.Figures.IsRetired(m)) is { } unknown)
            throw YouTubeErrors.BadRequest($"Unknown identifier ({unknown}) given in field parameters.metrics.").Thrown();
        var (byDay, days) = (call["dimensions"] == "day", Days(call));
        return YouTubeReply.Json(json =>
        {
            json.WriteString("kind", "youtubeAnalytics#resultTable");
            json.WriteStartArray("columnHeaders");
            if (byDay)
                Column("day", "DIMENSION", "STRING");
            foreach (var metric in metrics)
                Column(metric, "METRIC", "INTEGER");
            json.WriteEndArray();
            if (days.Count == 0)
                return;                                            // without data there are no rows at all
            json.WriteStartArray("rows");
            foreach (var row in byDay ? days.Select(d => new[] { d }) : [[.. days]])
            {
                json.WriteStartArray();
                if (byDay)
                    json.WriteStringValue(row[0].ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                foreach (var metric in metrics)
                    json.WriteNumberValue(row.Sum(d => call.Figures.Day(call.Channel, "analytics:" + metric, d, s_settles, call.Now) ?? 0));
                json.WriteEndArray();
            }

            json.WriteEndArray();

            void Column(string name, string kind, string type)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("columnType", kind);
                json.WriteString("dataType", type);
                json.WriteEndObject();
            }
        });
    }

    private static List<DateOnly> Days(YouTubeCall call)
    {
        var (from, to) = (Date(call, "startDate"), Date(call, "endDate"));
        if (to < from)
            throw YouTubeErrors.BadParameter("endDate", "endDate must not be before startDate").Thrown();
        return [.. Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays).Where(d => call.Now >= FigureBook.End(d) + s_lag)];
    }

    private static DateOnly Date(YouTubeCall call, string name) =>
        DateOnly.TryParseExact(call[name] ?? throw YouTubeErrors.MissingParameter(name).Thrown(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date : throw YouTubeErrors.BadParameter(name, $"{name} must be YYYY-MM-DD").Thrown();
}
