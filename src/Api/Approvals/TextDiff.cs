using System.Text.RegularExpressions;

namespace SnsOps.Api.Approvals;

/// <summary>Two texts compared word by word.</summary>
internal static partial class TextDiff
{
    /// <summary>Beyond so many pairs of words what differs is told as a whole: nobody reads such a diff word by word.</summary>
    private const long MostPairs = 4_000_000;

    /// <summary>The parts of both in order; those that are the same or removed make the first text, the same or added the second.</summary>
    public static IReadOnlyList<DiffPart> Between(string before, string after)
    {
        var (a, b) = (Words(before), Words(after));
        var first = 0;
        while (first < a.Length && first < b.Length && a[first] == b[first])
            first++;
        var last = 0;
        while (last < a.Length - first && last < b.Length - first && a[^(last + 1)] == b[^(last + 1)])
            last++;
        var parts = new List<DiffPart>();
        Add(parts, "same", a.AsSpan(..first));
        Middle(parts, a[first..^last], b[first..^last]);
        Add(parts, "same", a.AsSpan(^last..));
        return parts;
    }

    /// <summary>The longest common row of words, from the back, so that it can be told from the front.</summary>
    private static void Middle(List<DiffPart> parts, string[] a, string[] b)
    {
        if ((long)a.Length * b.Length > MostPairs)
        {
            Add(parts, "removed", a);
            Add(parts, "added", b);
            return;
        }

        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        for (var (i, j) = (0, 0); i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                Add(parts, "same", [a[i++]]);
                j++;
            }
            else if (j == b.Length || (i < a.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                Add(parts, "removed", [a[i++]]);
            }
            else
            {
                Add(parts, "added", [b[j++]]);
            }
        }
    }

    private static void Add(List<DiffPart> parts, string op, ReadOnlySpan<string> words)
    {
        var text = string.Concat(words);
        if (text.Length == 0)
            return;
        if (parts.Count > 0 && parts[^1].Op == op)
            parts[^1] = new DiffPart(op, parts[^1].Text + text);
        else
            parts.Add(new DiffPart(op, text));
    }

    private static string[] Words(string text) => [.. Word().Matches(text).Select(m => m.Value)];

    [GeneratedRegex(@"\s+|[\p{L}\p{M}\p{N}_#@]+|[\uD800-\uDBFF][\uDC00-\uDFFF]|.", RegexOptions.Singleline)]
    private static partial Regex Word();
}
