using System.Text.Json;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Insights;

/// <summary>GET /{media}/insights and /{post}/insights, and the same as the field <c>insights.metric(a,b)</c>.</summary>
internal static class PostInsights
{
    private const int ViewersOfAStory = 5;

    public static GraphReply Answer(GraphCall call) => GraphReply.Json(json => Write(json, (Post)call.Node!, call.Parameters["metric"], call));

    public static void Write(Utf8JsonWriter json, Post post, string? asked, GraphCall call)
    {
        var book = call.Figures;
        var metrics = InsightMetrics.OfPost(post, asked, book);
        if (post.Owner.Platform == Platform.Instagram && post.Created.Form == PostForm.Story && Of("reach") is < ViewersOfAStory)
            throw new GraphError(10, "(#10) Not enough viewers for the media to show insights").Thrown();
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach (var metric in metrics)
        {
            if (Of(metric) is not { } value)
                continue;                                          // absent data is left out, it is not 0
            json.WriteStartObject();
            json.WriteString("name", metric);
            json.WriteString("period", "lifetime");
            json.WriteStartArray("values");
            json.WriteStartObject();
            WriteValue(json, metric, value);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteString("title", metric);
            json.WriteString("description", "");
            json.WriteString("id", $"{post.Id}/insights/{metric}/lifetime");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();

        long? Of(string metric) => book.Lifetime(post, metric, post.CreatedAt, call.Now);
    }

    /// <summary>Reactions are told by their kind.</summary>
    private static void WriteValue(Utf8JsonWriter json, string metric, long value)
    {
        if (metric != "post_reactions_by_type_total")
        {
            json.WriteNumber("value", value);
            return;
        }

        json.WriteStartObject("value");
        json.WriteNumber("like", value - (value / 4));
        json.WriteNumber("love", value / 4);
        json.WriteEndObject();
    }
}
