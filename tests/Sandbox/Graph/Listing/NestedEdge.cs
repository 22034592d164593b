using SnsOps.Sandbox.Graph.Fields;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Listing;

/// <summary>Lists of other nodes within a node, as `replies.limit(5){id,text}` asks for them.</summary>
internal static class NestedEdge
{
    public static NodeType<T> Edge<T, TChild>(
        this NodeType<T> type, string field, Func<NodeType<TChild>> childType, Edge edge, Func<T, SequencedList<TChild>?> list)
        where T : Node where TChild : IListed => type.Bound(field, request =>
    {
        var selection = childType().Bind(request.Children);
        var limit = edge.Limit(request.Modifiers.GetValueOrDefault("limit"));
        return (json, node, call) =>
        {
            var page = list(node)?.Take(new PageQuery(limit, edge.NewestFirst)) ?? new Page<TChild>([], false, false);
            if (page.Items.Count == 0)
                return;                                            // Graph leaves empty edges out
            json.WriteStartObject(field);
            PageWriter.Write(json, call, page, selection, $"{node.Id}/{field}", [("fields", request.Children), ("limit", $"{limit}")]);
            json.WriteEndObject();
        };
    });
}
