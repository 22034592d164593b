using System.Globalization;
using System.Text.Json;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Collection.Figures;

/// <summary>Reads the values out of an insights answer, in both of its forms: values, and total_value.</summary>
internal static class MetaInsights
{
    /// <summary>One value.</summary>
    /// <param name="WireName">The platform's word.</param>
    /// <param name="EndTime">When its day ended; null: it has none.</param>
    /// <param name="Value">Null: the platform said null.</param>
    /// <param name="Breakdown">A part of the whole; empty: the whole.</param>
    public sealed record Item(string WireName, DateTimeOffset? EndTime, decimal? Value, string Breakdown);

    /// <summary>All values below <c>data</c>.</summary>
    public static IEnumerable<Item> Items(JsonElement insights)
    {
        foreach (var node in MetaPages.Items(insights))
        {
            if (MetaJson.Text(node, "name") is not { } name)
                continue;
            if (node.TryGetProperty("total_value", out var total))
            {
                foreach (var item in OfValue(name, null, Member(total, "value")))
                    yield return item;
            }
            else if (node.TryGetProperty("values", out var values) && values.ValueKind == JsonValueKind.Array)
            {
                foreach (var value in values.EnumerateArray())
                {
                    foreach (var item in OfValue(name, MetaJson.Time(value, "end_time"), Member(value, "value")))
                        yield return item;
                }
            }
        }
    }

    /// <summary>A number, also when it comes as text.</summary>
    public static decimal? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDecimal(out var number) => number,
        JsonValueKind.String when decimal.TryParse(value.GetString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>A member, undefined where there is none.</summary>
    public static JsonElement Member(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var member) ? member : default;

    /// <summary>An object is told by its parts: {"like": 3, "love": 1}.</summary>
    private static IEnumerable<Item> OfValue(string name, DateTimeOffset? endTime, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            yield return new Item(name, endTime, Number(value), "");
            yield break;
        }

        var parts = value.EnumerateObject().Select(p => new Item(name, endTime, Number(p.Value), p.Name)).ToList();
        yield return new Item(name, endTime, parts.Sum(p => p.Value ?? 0), "");
        foreach (var part in parts)
            yield return part;
    }
}
