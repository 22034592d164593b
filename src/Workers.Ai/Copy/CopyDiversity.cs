using SnsOps.Shared.Database;

namespace SnsOps.Workers.Ai.Copy;

/// <summary>How alike drafts are: the share of two-letter pieces two of them have in common, over all pairs.</summary>
internal static class CopyDiversity
{
    /// <summary>Drafts may be as alike as this.</summary>
    public const double Most = 0.6;

    /// <summary>The mean over all pairs; null with fewer than two.</summary>
    public static double? Mean(IReadOnlyList<string> texts)
    {
        var sets = texts.Select(Bigrams).ToList();
        var pairs = (from a in Enumerable.Range(0, sets.Count) from b in Enumerable.Range(a + 1, sets.Count - a - 1) select Jaccard(sets[a], sets[b])).ToList();
        return pairs.Count == 0 ? null : pairs.Average();
    }

    /// <summary>Takes out the most alike, the later first, until the others differ enough.</summary>
    public static List<CopyDraft> Differing(IReadOnlyList<CopyDraft> drafts, CopyBrief brief)
    {
        var kept = drafts.DistinctBy(d => d.Text).ToList();
        while (Mean([.. kept.Select(d => Apart(d.Text, brief))]) > Most)
        {
            var worst = Enumerable.Range(1, kept.Count - 1).MinBy(i => Mean([.. kept.Where((_, place) => place != i).Select(d => Apart(d.Text, brief))]) ?? 0);
            kept.RemoveAt(worst);
        }

        return kept;
    }

    /// <summary>The text without what every draft must say.</summary>
    public static string Apart(string text, CopyBrief brief) => brief.Required.Aggregate(text, (rest, required) => rest.Replace(required, "", StringComparison.Ordinal));

    private static HashSet<(char, char)> Bigrams(string text)
    {
        var letters = Letters.Composed(text).Where(c => !char.IsWhiteSpace(c)).Select(char.ToLowerInvariant).ToArray();
        return [.. letters.Zip(letters.Skip(1))];
    }

    private static double Jaccard(HashSet<(char, char)> a, HashSet<(char, char)> b)
    {
        var common = a.Count(b.Contains);
        return a.Count + b.Count == 0 ? 1 : (double)common / (a.Count + b.Count - common);
    }
}
