using System.Text.Json;
using SnsOps.Sandbox.Graph.Fields;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Listing;

/// <summary>Answers a call for a list: fields, limit, cursors and time window in, a page out.</summary>
internal static class ListAnswer
{
    private static readonly string[] s_repeated = ["fields", "limit", "since", "until", "order", "filter", "summary", "appsecret_proof"];

    public static GraphReply Reply<T>(
        GraphCall call, SequencedList<T>? list, NodeType<T> type, Edge edge, Action<Utf8JsonWriter>? extra = null) where T : IListed
    {
        var parameters = call.Parameters;
        var selection = type.Bind(parameters["fields"]);
        var query = new PageQuery(
            edge.Limit(parameters["limit"]), edge.NewestFirst, Cursor.Read(parameters, "after"), Cursor.Read(parameters, "before"),
            GraphTime.Read(parameters, "since"), Earlier(GraphTime.Read(parameters, "until"), Lag(call)));
        var page = list?.Take(query) ?? new Page<T>([], false, false);
        if (call.Fault?.Kind == Faults.FaultKind.ListingOmits && query.After is null && page.Items.Count > 0)
            page = page with { Items = [.. edge.NewestFirst ? page.Items.Skip(1) : page.Items.SkipLast(1)] };
        return GraphReply.Json(json =>
        {
            json.WriteStartObject();
            PageWriter.Write(json, call, page, selection, string.Join('/', call.Segments), s_repeated.Select(name => (name, parameters[name])));
            extra?.Invoke(json);
            json.WriteEndObject();
        });
    }

    /// <summary>A scripted listing-lag hides what is younger than its delay.</summary>
    private static DateTimeOffset? Lag(GraphCall call) =>
        call.Fault is { Kind: Faults.FaultKind.ListingLag } fault ? call.Now - fault.Delay : null;

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;
}
