using System.Globalization;
using System.Text;
using SnsOps.Shared.Database;

namespace SnsOps.Shared.Copy;

/// <summary>Finds words that a client does not want to say, however they are written: wide letters, capitals, letters in pieces, invisible ones between.</summary>
public static class BannedWords
{
    /// <summary>Those of <paramref name="banned"/> that <paramref name="text"/> contains.</summary>
    public static IReadOnlyList<string> In(string text, IEnumerable<string> banned)
    {
        var seen = Plain(text);
        return [.. banned.Where(word => Plain(word) is { Length: > 0 } plain && seen.Contains(plain, StringComparison.Ordinal))];
    }

    /// <summary>One form for all ways to write the same.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in Letters.Composed(text, NormalizationForm.FormKC).ToLowerInvariant())
        {
            if (char.IsWhiteSpace(letter))
            {
                if (plain.Length > 0 && plain[^1] != ' ')
                    plain.Append(' ');
            }
            else if (char.GetUnicodeCategory(letter) is not (UnicodeCategory.Format or UnicodeCategory.Control))
            {
                plain.Append(letter);
            }
        }

        return plain.ToString().Trim();
    }
}
