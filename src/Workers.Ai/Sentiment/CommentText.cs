using SnsOps.Shared.Database;

namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>
/// A comment's text as the features see it: composed, ASCII in lower case, no character more than twice in a row,
/// blanks as one space, one space at each end.
/// </summary>
internal static class CommentText
{
    /// <summary>More of a text than any platform takes as a comment; the rest is not read.</summary>
    public const int MaxLength = 8_192;

    /// <summary>Writes the plain form into <paramref name="plain"/>, which has room for <see cref="MaxLength"/> and two more.</summary>
    /// <returns>How much was written; 0 for a text without any visible character.</returns>
    public static int Flatten(string text, Span<char> plain)
    {
        return Write(Composed(text), plain, []);
    }

    /// <summary>The same, and where in the text each unit came from; 0 also for a text that had to be composed first, as its places are others.</summary>
    public static int Flatten(string text, Span<char> plain, Span<int> origins)
    {
        var composed = Composed(text);
        return composed == text ? Write(composed, plain, origins) : 0;
    }

    private static int Write(string composed, Span<char> plain, Span<int> origins)
    {
        var length = 0;
        plain[length++] = ' ';
        for (var i = 0; i < Math.Min(composed.Length, MaxLength); i++)
        {
            var unit = composed[i];
            var c = char.IsWhiteSpace(unit) || char.IsControl(unit) ? ' ' : char.IsAsciiLetterUpper(unit) ? (char)(unit | 0x20) : unit;
            if (c == plain[length - 1] && (c == ' ' || (length > 1 && c == plain[length - 2])))
                continue;
            if (!origins.IsEmpty)
                origins[length] = i;
            plain[length++] = c;
        }
        if (length == 1)
            return 0;
        if (plain[length - 1] != ' ')
            plain[length++] = ' ';
        return length;
    }

    /// <summary>Some clients send Hangul as single letters (NFD); the same words must read the same.</summary>
    public static string Composed(string text)
    {
        foreach (var c in text)
        {
            if (!IsSurelyComposed(c))
                return Letters.Composed(text);
        }
        return text;
    }

    // Latin, Hangul syllables and letters, punctuation: nearly every comment, and nothing that composition could change.
    private static bool IsSurelyComposed(char c) =>
        c < 0x300 || c is >= '가' and <= '힣' || c is >= 'ㄱ' and <= 'ㆎ' || c is >= '\u2010' and <= '\u2027';
}
