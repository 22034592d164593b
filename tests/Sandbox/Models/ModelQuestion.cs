namespace SnsOps.Sandbox.Models;

/// <summary>What was asked, whatever the provider's own form of it.</summary>
/// <param name="Model">By its name.</param>
/// <param name="Prompt">All that was said to it, one after the other.</param>
/// <param name="MostTokens">It may write so many.</param>
/// <param name="Streams">The answer is wanted piece by piece.</param>
/// <param name="CountsTokens">A stream shall end with its usage.</param>
internal sealed record ModelQuestion(string Model, string Prompt, int MostTokens, bool Streams, bool CountsTokens)
{
    /// <summary>What it is to look at.</summary>
    public IReadOnlyList<ModelPicture> Pictures { get; init; } = [];
}

/// <summary>What a model says to it. The same question gets the same answer.</summary>
/// <param name="Pieces">One token each.</param>
/// <param name="IsCutShort">It wanted to say more than it was allowed to.</param>
/// <param name="AskedTokens">Of the question.</param>
internal sealed record ModelReply(IReadOnlyList<string> Pieces, bool IsCutShort, int AskedTokens)
{
    private const int PieceLength = 6;

    public string Text => string.Concat(Pieces);

    /// <summary>Says <paramref name="text"/>, as far as the question allows.</summary>
    public static ModelReply To(ModelQuestion question, string text)
    {
        var pieces = text.Chunk(PieceLength).Select(piece => new string(piece)).ToList();
        return new ModelReply([.. pieces.Take(question.MostTokens)], pieces.Count > question.MostTokens, 1 + (question.Prompt.Length / 2) + (ModelPicture.Tokens * question.Pictures.Count));
    }
}

/// <summary>A part of a stream as it is sent.</summary>
/// <param name="Text">With the blank line that ends it.</param>
/// <param name="Role">What it is for.</param>
internal sealed record Frame(string Text, FrameRole Role);

/// <summary>What a part of a stream is for.</summary>
internal enum FrameRole
{
    /// <summary>Whatever else belongs to it.</summary>
    Other,

    /// <summary>A token of the answer.</summary>
    Piece,

    /// <summary>Says what it cost.</summary>
    Usage,
}
