using System.Globalization;
using System.Text;
using SnsOps.Shared.Database;

namespace SnsOps.Api.Media;

/// <summary>What people call the files they upload: told back to them, never used as a path.</summary>
internal static class FileNames
{
    /// <summary>Characters kept of one.</summary>
    public const int MostLetters = 120;

    private const int MostEnding = 10;

    /// <summary>The last part of what was sent, in one Unicode form (macOS sends Hangul in pieces) and without what cannot be seen or stand in a file's name; null: nothing is left.</summary>
    public static string? Clean(string? sent)
    {
        var composed = Letters.Composed(sent ?? "");
        var name = string.Concat(composed[(composed.AsSpan().LastIndexOfAny('/', '\\') + 1)..].EnumerateRunes().Where(MayStand)).Trim();
        if (name.Length > MostLetters)
        {
            var ending = Path.GetExtension(name) is { Length: <= MostEnding } found ? found : "";
            name = Letters.First(name, MostLetters - ending.Length) + ending;
        }

        return name.Length == 0 ? null : name;
    }

    private static bool MayStand(Rune rune) =>
        rune.Value is not ('<' or '>' or ':' or '"' or '|' or '?' or '*') && Rune.GetUnicodeCategory(rune) is not
            (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
