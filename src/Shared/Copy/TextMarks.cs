using System.Text.RegularExpressions;

namespace SnsOps.Shared.Copy;

/// <summary>What platforms count in a text.</summary>
public static partial class TextMarks
{
    /// <summary>A hashtag.</summary>
    [GeneratedRegex(@"#[\p{L}\p{N}_]+")]
    public static partial Regex Hashtag();

    /// <summary>A mention of an account.</summary>
    [GeneratedRegex(@"(?<![\p{L}\p{N}_.])@[A-Za-z0-9_.]+")]
    public static partial Regex Mention();
}
