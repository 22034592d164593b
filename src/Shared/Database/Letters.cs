using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SnsOps.Shared.Database;

/// <summary>Texts as PostgreSQL can store them.</summary>
public static class Letters
{
    /// <summary>NUL and the halves of pairs: with none of them a text is taken as it is.</summary>
    private static readonly SearchValues<char> Suspects = SearchValues.Create(['\0', .. Enumerable.Range(0xD800, 0x800).Select(half => (char)half)]);

    /// <summary>U+FFFE and the halves of pairs: a text with one of them cannot be normalised.</summary>
    private static readonly SearchValues<char> Breaking = SearchValues.Create([Swapped, .. Enumerable.Range(0xD800, 0x800).Select(half => (char)half)]);

    private const char Swapped = '\uFFFE', Unknown = '\uFFFD';

    /// <summary>The beginning of a text, never half of an emoji: a statement with one is refused.</summary>
    /// <param name="text">A text.</param>
    /// <param name="most">How many UTF-16 units of it at most.</param>
    public static string First(string text, int most) =>
        text.Length <= most ? text : text[..(most > 0 && char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    /// <summary>The end of a text, never half of an emoji.</summary>
    /// <param name="text">A text.</param>
    /// <param name="most">How many UTF-16 units of it at most.</param>
    public static string Last(string text, int most) =>
        text.Length <= most ? text : text[(most > 0 && char.IsLowSurrogate(text[^most]) ? ^(most - 1) : ^most)..];

    /// <summary>A text of somebody else's without what PostgreSQL refuses: NUL is dropped, half of an emoji becomes U+FFFD.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Storable(string? text) =>
        text is null || !text.AsSpan().ContainsAny(Suspects) ? text : string.Concat(text.EnumerateRunes().Where(rune => rune.Value != 0));

    /// <summary>A text in one Unicode form, whoever wrote it: what has none (U+FFFE, half of an emoji) becomes U+FFFD.</summary>
    public static string Composed(string text, NormalizationForm form = NormalizationForm.FormC)
    {
        var whole = text.AsSpan().ContainsAny(Breaking) ? string.Concat(text.EnumerateRunes()).Replace(Swapped, Unknown) : text;
        return whole.IsNormalized(form) ? whole : whole.Normalize(form);
    }
}
