using Microsoft.Extensions.Options;
using SnsOps.Sandbox.Graph;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Webhooks;

/// <summary>POST and GET /{page or Instagram user}/subscribed_apps: of which changes an account lets our app be told. A new list replaces the old one.
/// https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps</summary>
internal sealed class SubscribedApps(IOptions<SandboxOptions> options)
{
    private static readonly string[] s_ofPages = ["feed", "mention", "name", "picture", "category", "description", "conversations", "messages", "message_reactions", "live_videos", "leadgen", "ratings", "videos"];
    private static readonly string[] s_ofInstagram = ["comments", "live_comments", "mentions", "messages", "message_reactions", "story_insights"];

    public static GraphReply Subscribe(GraphCall call)
    {
        var account = (Account)call.Node!;
        var allowed = account.Platform == Platform.Facebook ? s_ofPages : s_ofInstagram;
        var fields = (call.Parameters["subscribed_fields"] ?? throw GraphErrors.Missing("subscribed_fields").Thrown()).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < fields.Length; i++)
        {
            if (!allowed.Contains(fields[i]))
                throw GraphErrors.BadParameter($"Param subscribed_fields[{i}] must be one of {{{string.Join(", ", allowed)}}} - got \"{fields[i]}\".").Thrown();
        }

        lock (account.Gate)
            account.SubscribedFields = fields;
        return GraphReply.Success;
    }

    public GraphReply List(GraphCall call)
    {
        var account = (Account)call.Node!;
        string[] fields;
        lock (account.Gate)
            fields = account.SubscribedFields;
        return GraphReply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            if (fields.Length > 0)
            {
                json.WriteStartObject();
                json.WriteString("id", options.Value.AppId);
                json.WriteString("name", "SnsOps");
                json.WriteStartArray("subscribed_fields");
                foreach (var field in fields)
                    json.WriteStringValue(field);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
