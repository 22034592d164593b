using System.Text;
using System.Text.Json;
using SnsOps.Sandbox.Graph.Fields;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Listing;

/// <summary>Writes `data` and `paging` of a list. https://developers.facebook.com/docs/graph-api/results</summary>
internal static class PageWriter
{
    /// <param name="path">Below the version; the pages before and after are asked for there.</param>
    /// <param name="parameters">What they are asked for with, besides the cursor.</param>
    public static void Write<T>(
        Utf8JsonWriter json, GraphCall call, Page<T> page, Selection<T> selection, string path, IEnumerable<(string Name, string? Value)> parameters)
        where T : IListed
    {
        json.WriteStartArray("data");
        foreach (var item in page.Items)
            selection.WriteObject(json, item, call);
        json.WriteEndArray();
        if (page.Items.Count == 0)
            return;
        var (before, after) = (Cursor.Write(page.Items[0].Seq), Cursor.Write(page.Items[^1].Seq));
        json.WriteStartObject("paging");
        json.WriteStartObject("cursors");
        json.WriteString("before", before);
        json.WriteString("after", after);
        json.WriteEndObject();
        if (page.HasNext)
            json.WriteString("next", Url(call, path, [.. parameters, ("after", after)]));
        if (page.HasPrevious)
            json.WriteString("previous", Url(call, path, [.. parameters, ("before", before)]));
        json.WriteEndObject();
    }

    /// <summary>A token in the URL is repeated there; one sent as a header is not: callers must send it again.</summary>
    private static string Url(GraphCall call, string path, IEnumerable<(string Name, string? Value)> parameters)
    {
        var url = new StringBuilder(call.BaseUrl).Append(path);
        var separator = '?';
        foreach (var (name, value) in parameters.Prepend(("access_token", call.Parameters["access_token"])))
        {
            if (value is null)
                continue;
            url.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }
        return url.ToString();
    }
}
