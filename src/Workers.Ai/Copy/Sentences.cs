using System.Text.RegularExpressions;

namespace SnsOps.Workers.Ai.Copy;

/// <summary>Cuts a text into its sentences and lines; together they are the text again.</summary>
internal static partial class Sentences
{
    public static IReadOnlyList<string> Of(string text) => Border().Split(text);

    [GeneratedRegex(@"(?<=[.!?。]\s+|\n\s*)(?=\S)")]
    private static partial Regex Border();
}
