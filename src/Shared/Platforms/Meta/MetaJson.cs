using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SnsOps.Shared.Platforms.Meta;

/// <summary>Reads values out of the Graph API's answers without trusting their form.</summary>
public static class MetaJson
{
    /// <summary>A text as PostgreSQL can store it; null when it is absent or no text.</summary>
    /// <remarks>Platforms cut texts in the middle of an emoji: half a surrogate pair becomes U+FFFD, and so does U+FFFE, which cannot be normalised. NUL is dropped.</remarks>
    public static string? Text(JsonElement node, string name)
    {
        if (node.ValueKind != JsonValueKind.Object || !node.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
            return null;
        var raw = value.GetRawText();
        var text = raw.Contains("\\u", StringComparison.Ordinal) ? Unescape(raw) : value.GetString()!;
        return text.Replace("\0", "", StringComparison.Ordinal).Replace('\uFFFE', '\uFFFD');
    }

    /// <summary>An object's text, such as from.username.</summary>
    public static string? Text(JsonElement node, string name, string inner) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(name, out var value) ? Text(value, inner) : null;

    /// <summary>A whole number, also when it comes as text; null when it is absent.</summary>
    public static long? Number(JsonElement node, string name)
    {
        if (node.ValueKind != JsonValueKind.Object || !node.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out var number) => number,
            JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
    }

    /// <summary>True or false; null when it is absent.</summary>
    public static bool? Flag(JsonElement node, string name) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    /// <summary>A timestamp; null when it is absent or malformed.</summary>
    public static DateTimeOffset? Time(JsonElement node, string name) => MetaTime.Parse(Text(node, name));

    /// <summary>GetString refuses half surrogate pairs, and one such comment must not hide all others.</summary>
    private static string Unescape(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 1; i < raw.Length - 1; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            text.Append(raw[i] switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\b',
                'f' => '\f',
                'u' => (char)ushort.Parse(raw.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                var plain => plain,
            });
            if (raw[i] == 'u')
                i += 4;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                text[i] = '\uFFFD';
        }

        return text.ToString();
    }
}
