namespace SnsOps.Shared.Knowledge;

/// <summary>What a client's own documents say about terms: how many chunks there are, how long, and how many of them have each term that is asked for.</summary>
/// <param name="Chunks">Of the client.</param>
/// <param name="Letters">Of all of them together.</param>
/// <param name="ChunksWith">Chunks that have a term; a term that is not there is in none.</param>
public sealed record ClientTerms(int Chunks, long Letters, IReadOnlyDictionary<uint, int> ChunksWith)
{
    private const double Saturation = 1.2, LengthShare = 0.75;

    /// <summary>Of a client that has no documents.</summary>
    public static ClientTerms None { get; } = new(0, 0, new Dictionary<uint, int>());

    /// <summary>How rare a term is among the client's chunks.</summary>
    public double Rarity(uint term)
    {
        var with = Math.Min(ChunksWith.GetValueOrDefault(term), Chunks);
        return Math.Log(1 + ((Chunks - with + 0.5) / (with + 0.5)));
    }

    /// <summary>BM25 of a chunk, and the share of what was asked that it has.</summary>
    public (double Score, double Coverage) Read(Question question, string chunk)
    {
        var counts = new Dictionary<uint, int>();
        var letters = 0;
        KoreanTerms.Read(chunk, term =>
        {
            letters++;
            if (question.Terms.ContainsKey(term))
                counts[term] = counts.GetValueOrDefault(term) + 1;
        });
        var average = Chunks == 0 ? 1 : Math.Max(1, Letters / (double)Chunks);
        var (score, covered, asked) = (0d, 0d, 0d);
        foreach (var (term, weight) in question.Terms)
        {
            var rarity = Rarity(term) * weight;
            // What a client with few documents finds rare says nothing yet: what is covered is weighed in general, endings hardly at all.
            var meaning = weight * TermWeights.Of(term) * TermWeights.Of(term);
            asked += weight >= 1 ? meaning : 0;
            if (!counts.TryGetValue(term, out var count))
                continue;
            covered += meaning;
            score += rarity * count * (Saturation + 1) / (count + (Saturation * (1 - LengthShare + (LengthShare * letters / average))));
        }

        return (score, asked == 0 ? 0 : Math.Min(1, covered / asked));
    }
}
