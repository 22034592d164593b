using SnsOps.Shared.Database;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Texts as platforms give them back: composed Unicode, no white space at the ends, one kind of line end.</summary>
internal static class Fingerprints
{
    /// <summary>The form two texts are compared in.</summary>
    public static string Of(string? text) =>
        Letters.Composed(text ?? "").Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
}
