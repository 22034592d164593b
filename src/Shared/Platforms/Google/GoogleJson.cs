using System.Text.Json;

namespace SnsOps.Shared.Platforms.Google;

/// <summary>Reads lists and nested parts out of the YouTube Data API's answers without trusting their form.</summary>
public static class GoogleJson
{
    /// <summary>The items of a list; none when it has no <c>items</c>.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement page) => List(page, "items");

    /// <summary>A member that is a list; none when it is not there.</summary>
    public static IEnumerable<JsonElement> List(JsonElement node, string name) =>
        Member(node, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>A member; undefined when it is not there.</summary>
    public static JsonElement Member(JsonElement node, string name) => node.ValueKind == JsonValueKind.Object && node.TryGetProperty(name, out var value) ? value : default;
}
