using System.Text.Json;
using SnsOps.Sandbox.Figures;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Insights;

/// <summary>GET /{ig-user}/insights and /{page}/insights. https://developers.facebook.com/docs/graph-api/reference/insights</summary>
internal static class AccountInsights
{
    private const int FollowersForTheirCount = 100;
    private static readonly TimeSpan s_settles = TimeSpan.FromHours(48);
    private static readonly TimeSpan s_most = TimeSpan.FromDays(30) + TimeSpan.FromHours(2);

    public static GraphReply OfInstagramUser(GraphCall call)
    {
        var account = (Account)call.Node!;
        var totals = call.Parameters["metric_type"] == "total_value";
        var metrics = InsightMetrics.OfInstagramUser(call.Parameters["metric"], totals, call.Figures);
        var days = Days(call);
        return Reply(call, metrics.Where(m => m != "follower_count" || account.Followers >= FollowersForTheirCount), (json, metric) =>
        {
            if (totals)
                WriteTotal(json, account, metric, days, call);
            else
                WriteSeries(json, account, metric, days, call);
        });
    }

    public static GraphReply OfPage(GraphCall call)
    {
        var days = Days(call);
        return Reply(call, InsightMetrics.OfPage(call.Parameters["metric"], call.Figures), (json, metric) => WriteSeries(json, (Account)call.Node!, metric, days, call));
    }

    private static List<DateOnly> Days(GraphCall call)
    {
        if (call.Parameters["period"] is not ("day" or null))
            throw GraphErrors.BadParameter("period must be day here").Thrown();
        var until = GraphTime.Read(call.Parameters, "until") ?? call.Now;
        var since = GraphTime.Read(call.Parameters, "since") ?? until - TimeSpan.FromDays(2);
        if (until - since > s_most)
            throw GraphErrors.BadParameter("There cannot be more than 30 days (2592000 s) between since and until").Thrown();
        var days = new List<DateOnly>();
        for (var day = FigureBook.DayOf(since); FigureBook.Start(day) < until && FigureBook.Start(day) <= call.Now; day = day.AddDays(1))
        {
            if (FigureBook.Start(day) >= since)
                days.Add(day);
        }

        return days;
    }

    private static GraphReply Reply(GraphCall call, IEnumerable<string> metrics, Action<Utf8JsonWriter, string> values) => GraphReply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach (var metric in metrics)
        {
            json.WriteStartObject();
            json.WriteString("name", metric);
            json.WriteString("period", "day");
            values(json, metric);
            json.WriteString("title", metric);
            json.WriteString("description", "");
            json.WriteString("id", $"{call.Node!.Id}/insights/{metric}/day");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteSeries(Utf8JsonWriter json, Account account, string metric, List<DateOnly> days, GraphCall call)
    {
        json.WriteStartArray("values");
        foreach (var day in days)
        {
            if (call.Figures.Day(account, metric, day, s_settles, call.Now) is not { } value)
                continue;
            json.WriteStartObject();
            json.WriteNumber("value", value);
            json.WriteString("end_time", GraphTime.Write(FigureBook.End(day)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTotal(Utf8JsonWriter json, Account account, string metric, List<DateOnly> days, GraphCall call)
    {
        json.WriteStartObject("total_value");
        json.WriteNumber("value", days.Sum(day => call.Figures.Day(account, metric, day, s_settles, call.Now) ?? 0));
        json.WriteEndObject();
    }
}
