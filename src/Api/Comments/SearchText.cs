namespace SnsOps.Api.Comments;

/// <summary>How a search text is folded: as <c>snsops.bigrams</c> does, lower case and without blanks, so that spacing never hides a Korean word.</summary>
internal static class SearchText
{
    /// <summary>Null when there is nothing to look for.</summary>
    public static string? Fold(string? q)
    {
        if (q is null)
            return null;
        var folded = string.Concat(q.Where(c => !char.IsWhiteSpace(c) && c != '\0')).ToLowerInvariant();
        return folded.Length == 0 ? null : folded;
    }

    /// <summary>A pattern that finds the text anywhere; its wildcards mean themselves.</summary>
    public static string Pattern(string folded) =>
        "%" + folded.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
}
