namespace SnsOps.Shared.Knowledge;

/// <summary>A chunk that was found.</summary>
public sealed record Passage
{
    /// <summary>Of the chunk.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required Guid ClientId { get; init; }

    /// <summary>The document it is of.</summary>
    public required Guid DocumentId { get; init; }

    /// <summary>Of the document: faq, guideline or manual.</summary>
    public required string Kind { get; init; }

    /// <summary>Its place in the document, from 0.</summary>
    public required int ChunkIndex { get; init; }

    /// <summary>The document's title and the headings it stands under.</summary>
    public required string Heading { get; init; }

    /// <summary>What it says.</summary>
    public required string Text { get; init; }

    /// <summary>Words and nearness together; 1 plus the embedder's share at most.</summary>
    public double Score { get; init; }

    /// <summary>The share of what was asked that it has, 0 to 1.</summary>
    public double Coverage { get; init; }

    /// <summary>Of its vector to the question's; 0 where it has none of this embedder.</summary>
    public double Nearness { get; init; }
}

/// <summary>What a search found, best first.</summary>
/// <param name="Passages">At most as many as were asked for.</param>
/// <param name="HasBasis">The best of them has enough of what was asked to answer from.</param>
/// <param name="Embedder">Whose vectors took part; null: only words did.</param>
public sealed record Findings(IReadOnlyList<Passage> Passages, bool HasBasis, string? Embedder)
{
    /// <summary>Of a client without documents.</summary>
    public static Findings Nothing { get; } = new([], false, null);
}
