namespace SnsOps.Workers.Ai.Sentiment.Electra;

/// <summary>Says which words of a text decided its class, by reading it again without them: the odds of the class fall most without the word that counts most.</summary>
/// <param name="model">Reads.</param>
/// <param name="parts">A text is cut into so many groups of words at most, each left out once; 0: nothing is looked for.</param>
internal sealed class LeaveOneOut(IProbabilityModel model, int parts)
{
    /// <summary>Start, length and weight in thousandths, as of any model's reasons.</summary>
    public IReadOnlyList<int[]?> Of(IReadOnlyList<string> texts, IReadOnlyList<SentimentScore> scores)
    {
        var answers = new int[]?[texts.Count];
        var cut = texts.Select(text => parts > 0 ? Groups(text) : []).ToList();
        var without = texts.SelectMany((text, i) => cut[i].Count > 1 ? cut[i].Select(g => string.Concat(text.AsSpan(0, g.Start), text.AsSpan(g.Start + g.Length))) : []).ToList();
        var shares = without.Count > 0 ? model.Probabilities(without) : [];
        var at = 0;
        for (var i = 0; i < texts.Count; i++)
        {
            if (cut[i].Count == 1)
                answers[i] = WordWeight.Strongest([new WordWeight(cut[i][0].Start, cut[i][0].Length, 1)]);
            else if (cut[i].Count > 1)
                answers[i] = WordWeight.Strongest(cut[i].ConvertAll(g => new WordWeight(g.Start, g.Length, Odds(scores[i].Probability) - Odds(shares[at++][(int)scores[i].Class]))));
        }

        return answers;
    }

    /// <summary>The words of a text, neighbours together when there are many.</summary>
    private List<(int Start, int Length)> Groups(string text)
    {
        var words = Words(text).ToList();
        var perGroup = (words.Count + parts - 1) / parts;
        return words.Count == 0 ? [] : [.. words.Chunk(perGroup).Select(g => (g[0].Start, g[^1].Start + g[^1].Length - g[0].Start))];
    }

    private static IEnumerable<(int Start, int Length)> Words(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]))
                continue;
            var start = i;
            while (i < text.Length && !char.IsWhiteSpace(text[i]))
                i++;
            yield return (start, i - start);
        }
    }

    // Not the probability: near 1 it hardly moves, whatever is left out.
    private static float Odds(float probability) => MathF.Log(Math.Max(probability, 1e-6f) / Math.Max(1 - probability, 1e-6f));
}
