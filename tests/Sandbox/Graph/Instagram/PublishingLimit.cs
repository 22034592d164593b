using Microsoft.Extensions.Options;
using SnsOps.Sandbox.Graph.Fields;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Instagram;

/// <summary>GET /{ig-user}/content_publishing_limit: how many of the day's posts are used.
/// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/content_publishing_limit</summary>
internal sealed class PublishingLimit(IOptions<SandboxOptions> options)
{
    private static readonly TimeSpan s_window = TimeSpan.FromDays(1);

    private static readonly NodeType<Quota> s_type = new NodeType<Quota>("IGContentPublishingLimit", "quota_usage")
        .Number("quota_usage", q => q.Usage)
        .Nested("config", new NodeType<Quota>("IGContentPublishingLimitConfig", "quota_total,quota_duration")
            .Number("quota_total", q => q.Total)
            .Number("quota_duration", _ => (long)s_window.TotalSeconds), (q, _) => q);

    public GraphReply Answer(GraphCall call)
    {
        var account = (Account)call.Node!;
        var selection = s_type.Bind(call.Parameters["fields"]);
        var since = GraphTime.Read(call.Parameters, "since") ?? call.Now - s_window;
        Quota quota;
        lock (account.Gate)
            quota = new Quota(Account.CountSince(account.PublishTimes, since), account.PublishQuota ?? options.Value.PublishQuota);
        return GraphReply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            selection.WriteObject(json, quota, call);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private sealed record Quota(int Usage, int Total);
}
