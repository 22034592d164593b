using System.Text;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Texts as platforms give them back: composed Unicode, no white space at the ends, one kind of line end.</summary>
internal static class Fingerprints
{
    /// <summary>The form two texts are compared in.</summary>
    public static string Of(string? text) =>
        (text ?? "").Normalize(NormalizationForm.FormC).Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
}
