namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>How much words of a text speak for its class.</summary>
internal readonly record struct WordWeight(int Start, int Length, float Weight)
{
    /// <summary>Words that are named at most, and the part of all that speaks for the class that a word must have.</summary>
    private const int MostWords = 3, LeastThousandths = 100;

    /// <summary>Start, length and weight in thousandths of those that decided, the strongest first; null when none stands out.</summary>
    public static int[]? Strongest(List<WordWeight> words)
    {
        var all = 0f;
        foreach (var word in words)
            all += Math.Max(0, word.Weight);
        if (all <= 0)
            return null;
        var least = all * LeastThousandths / 1000;
        var chosen = words.FindAll(word => word.Weight >= least);
        chosen.Sort((a, b) => a.Weight != b.Weight ? b.Weight.CompareTo(a.Weight) : a.Start.CompareTo(b.Start));
        if (chosen.Count == 0)
            return null;
        var spans = new int[3 * Math.Min(MostWords, chosen.Count)];
        for (var i = 0; i < spans.Length; i += 3)
            (spans[i], spans[i + 1], spans[i + 2]) = (chosen[i / 3].Start, chosen[i / 3].Length, (int)Math.Round(chosen[i / 3].Weight / all * 1000));
        return spans;
    }
}
