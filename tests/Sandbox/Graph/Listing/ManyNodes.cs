using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Listing;

/// <summary>GET /?ids=a,b: several nodes in one call, as an object keyed by id; one that cannot be read fails it whole. https://developers.facebook.com/docs/graph-api/overview</summary>
internal static class ManyNodes
{
    private const int Most = 50;

    /// <summary>The nodes a call names.</summary>
    public static List<Node> Find(GraphCall call)
    {
        var ids = call.Parameters.Required("ids").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        if (ids.Count is 0 or > Most)
            throw GraphErrors.BadParameter($"Too many IDs. Maximum: {Most}. Provided: {ids.Count}").Thrown();
        return [.. ids.Select(id => call.World.Find(id) ?? throw GraphErrors.NoObject(call.Method, id).Thrown())];
    }

    /// <summary>The endpoint that answers for all of them, each as <paramref name="one"/> would.</summary>
    public static GraphEndpoint Endpoint(GraphEndpoint one, List<Node> nodes) => new(one.Name, one.Writes, one.Scope, async call =>
    {
        var parts = new List<(string Id, ReadOnlyMemory<byte> Body)>();
        foreach (var node in nodes)
        {
            call.Node = node;
            var reply = await one.AnswerAsync(call);
            if (!reply.Succeeded)
                return reply;
            parts.Add((node.Id, reply.Body));
        }

        return GraphReply.Json(json =>
        {
            json.WriteStartObject();
            foreach (var (id, body) in parts)
            {
                json.WritePropertyName(id);
                json.WriteRawValue(body.Span, skipInputValidation: true);
            }

            json.WriteEndObject();
        });
    });
}
