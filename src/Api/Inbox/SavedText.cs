using System.Text;

namespace SnsOps.Api.Inbox;

/// <summary>A ready-made answer with words to fill in: <c>{작성자}님, 감사합니다</c>. <c>{{</c> and <c>}}</c> are braces that mean themselves.</summary>
internal sealed class SavedText
{
    /// <summary>What every comment knows of itself, Korean and English, and what the name stands for.</summary>
    public static IReadOnlyDictionary<string, string> Known { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["작성자"] = "author", ["author"] = "author", ["고객사"] = "client", ["client"] = "client", ["계정"] = "account", ["account"] = "account",
        ["플랫폼"] = "platform", ["platform"] = "platform", ["담당자"] = "me", ["me"] = "me", ["오늘"] = "today", ["today"] = "today",
    };

    private readonly IReadOnlyList<(string Text, bool IsName)> _parts;

    private SavedText(IReadOnlyList<(string, bool)> parts) => _parts = parts;

    /// <summary>The names it has, each once.</summary>
    public IEnumerable<string> Names => _parts.Where(p => p.IsName).Select(p => p.Text).Distinct(StringComparer.Ordinal);

    /// <summary>Reads one; what is wrong with it otherwise.</summary>
    public static (SavedText? Text, SavedTextFault? Fault) Read(string text)
    {
        var parts = new List<(string, bool)>();
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('{' or '}'))
            {
                plain.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == text[i])
            {
                plain.Append(text[i++]);
            }
            else
            {
                var end = text[i] == '{' ? text.IndexOfAny(['{', '}'], i + 1) : -1;
                if (end < 0 || text[end] == '{')
                    return (null, new SavedTextFault(i + 1, null));
                var name = text[(i + 1)..end].Trim();
                if (name.Length == 0)
                    return (null, new SavedTextFault(i + 1, ""));
                parts.Add((plain.ToString(), false));
                parts.Add((name, true));
                plain.Clear();
                i = end;
            }
        }

        parts.Add((plain.ToString(), false));
        return (new SavedText(parts), null);
    }

    /// <summary>The text with every name filled in; the names nothing is known of otherwise.</summary>
    public (string? Text, IReadOnlyList<string> Missing) Fill(Func<string, string?> valueOf)
    {
        var values = Names.ToDictionary(n => n, valueOf, StringComparer.Ordinal);
        var missing = values.Where(v => string.IsNullOrWhiteSpace(v.Value)).Select(v => v.Key).ToList();
        return missing.Count > 0 ? (null, missing) : (string.Concat(_parts.Select(p => p.IsName ? values[p.Text] : p.Text)), missing);
    }
}

/// <summary>A brace that is not closed, was never opened or has no name in it.</summary>
/// <param name="At">The character, counted from 1.</param>
/// <param name="Name">Empty: there is no name; null: the other brace is missing.</param>
internal sealed record SavedTextFault(int At, string? Name);
