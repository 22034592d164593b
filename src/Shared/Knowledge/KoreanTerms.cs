using System.Globalization;
using System.Runtime.InteropServices;
using SnsOps.Shared.Database;

namespace SnsOps.Shared.Knowledge;

/// <summary>Cuts a text into terms: the two-character pieces inside its words. Korean endings and particles make whole words differ, pieces do not.</summary>
/// <remarks>A term is its two characters packed into one number; a word of one character is a term of its own, and so is a pair of surrogates.</remarks>
public static class KoreanTerms
{
    /// <summary>Calls <paramref name="found"/> with each term in order.</summary>
    public static void Read(string text, Action<uint> found)
    {
        var folded = Fold(text);
        for (var i = 0; i < folded.Length; i++)
        {
            if (char.IsHighSurrogate(folded[i]))
                found(Pack(folded[i], folded[i + 1]));      // an emoji is a word of its own: half of one cannot be stored
            if (!IsLetter(folded[i]))
                continue;
            if (i + 1 < folded.Length && IsLetter(folded[i + 1]))
                found(Pack(folded[i], folded[i + 1]));
            else if (i == 0 || !IsLetter(folded[i - 1]))
                found(Pack(folded[i], '\0'));
        }
    }

    /// <summary>How often each term occurs.</summary>
    public static Dictionary<uint, int> Count(string text)
    {
        var counts = new Dictionary<uint, int>();
        Read(text, term => CollectionsMarshal.GetValueRefOrAddDefault(counts, term, out _)++);
        return counts;
    }

    /// <summary>The term as it is written.</summary>
    public static string Written(uint term) => (term & 0xFFFF) == 0 ? ((char)(term >> 16)).ToString() : new string([(char)(term >> 16), (char)(term & 0xFFFF)]);

    /// <summary>The term of two characters.</summary>
    public static uint Pack(char first, char second) => ((uint)first << 16) | second;

    /// <summary>Composed and in lower case, so that a phone's decomposed Hangul is the same word.</summary>
    public static string Fold(string text) => Letters.Composed(text).ToLowerInvariant();

    private static bool IsLetter(char c) => char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark;
}
