namespace SnsOps.Shared.Knowledge;

/// <summary>The embedded embedder: hashed character bigrams. It knows words, not meanings, but needs no key and no network.</summary>
/// <remarks>
/// A text's side holds each term's saturated count times its general weight. A question's side weighs a term by how rare it is in the client's documents;
/// that needs no new vectors when the documents change. Each term goes to three places with a sign, so that two terms in one place cancel out on average.
/// </remarks>
public sealed class HashedBigramEmbedder : IEmbedder
{
    private const int Places = 3;
    private const float Saturation = 1.2f, LengthShare = 0.75f, UsualLetters = 330;

    /// <inheritdoc />
    public string Id => "hashed-bigram-1024@1";

    /// <inheritdoc />
    public double Share => 0.2;

    /// <inheritdoc />
    public Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken ct) => Task.FromResult<IReadOnlyList<float[]>>([.. texts.Select(Of)]);

    /// <inheritdoc />
    public Task<float[]> EmbedAsync(Question question, ClientTerms terms, CancellationToken ct)
    {
        var vector = new float[Embedding.Dimensions];
        // What no document says can be near to none: it would only be noise.
        foreach (var (term, weight) in question.Terms.Where(t => terms.ChunksWith.ContainsKey(t.Key)))
            Add(vector, term, (float)(weight * terms.Rarity(term)) * MathF.Sqrt(TermWeights.Of(term)));
        return Task.FromResult(Embedding.Unit(vector));
    }

    /// <summary>The vector of a text.</summary>
    internal static float[] Of(string text)
    {
        var counts = KoreanTerms.Count(text);
        var room = Saturation * (1 - LengthShare + (LengthShare * counts.Values.Sum() / UsualLetters));
        var vector = new float[Embedding.Dimensions];
        foreach (var (term, count) in counts)
            Add(vector, term, count * (Saturation + 1) / (count + room) * TermWeights.Of(term));
        return Embedding.Unit(vector);
    }

    private static void Add(float[] vector, uint term, float value)
    {
        var hash = term * 0x9E3779B97F4A7C15UL;
        for (var i = 0; i < Places; i++)
        {
            hash ^= hash >> 31;
            hash *= 0xBF58476D1CE4E5B9UL;
            hash ^= hash >> 29;
            vector[(int)((hash >> 8) % Embedding.Dimensions)] += (hash & 1) == 0 ? value : -value;
        }
    }
}
