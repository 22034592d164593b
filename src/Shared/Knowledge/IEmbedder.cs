namespace SnsOps.Shared.Knowledge;

/// <summary>Makes vectors of 1,024 numbers of texts: the nearer two texts, the greater their inner product.</summary>
public interface IEmbedder
{
    /// <summary>Stored with each vector: vectors of different embedders are never compared.</summary>
    string Id { get; }

    /// <summary>How much nearness counts beside the words, 0 to 1: little where the vectors know no more than the words do.</summary>
    double Share { get; }

    /// <summary>A vector for each text.</summary>
    /// <exception cref="EmbeddingException">There are none now, or never will be.</exception>
    Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken ct);

    /// <summary>The vector of a question to a client's documents.</summary>
    /// <exception cref="EmbeddingException">There is none now, or never will be.</exception>
    Task<float[]> EmbedAsync(Question question, ClientTerms terms, CancellationToken ct);
}

/// <summary>No vectors could be made.</summary>
/// <param name="message">Why, without a key or an address.</param>
/// <param name="mayRetry">It may be otherwise later.</param>
public sealed class EmbeddingException(string message, bool mayRetry) : Exception(message)
{
    /// <summary>It may be otherwise later.</summary>
    public bool MayRetry { get; } = mayRetry;
}

/// <summary>What all embedders here agree on.</summary>
public static class Embedding
{
    /// <summary>Numbers in a vector.</summary>
    public const int Dimensions = 1024;

    /// <summary>Scaled to length 1; nothing stays nothing.</summary>
    public static float[] Unit(float[] vector)
    {
        var length = MathF.Sqrt(vector.Sum(x => x * x));
        if (length > 0)
        {
            for (var i = 0; i < vector.Length; i++)
                vector[i] /= length;
        }

        return vector;
    }
}
