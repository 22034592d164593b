using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.ScoreComments;

/// <summary>A comment nobody has scored yet, locked by us.</summary>
/// <param name="Id">Of the row.</param>
/// <param name="Client">The client's name.</param>
/// <param name="Author">Name or user name; empty when withheld.</param>
/// <param name="Message">What it says.</param>
/// <param name="PostedAt">When.</param>
/// <param name="Own">The account itself wrote it.</param>
/// <param name="IsNew">Staff have not been told of it.</param>
/// <param name="Now">The database's time.</param>
internal sealed record UnscoredComment(Guid Id, string Client, string Author, string Message, DateTimeOffset PostedAt, bool Own, bool IsNew, DateTimeOffset Now);

/// <summary>What was made of it; nothing, when it is our own.</summary>
internal sealed record ScoredComment(UnscoredComment Comment, SentimentClass? Sentiment, float? Score, string? Draft)
{
    /// <summary>Which words decided; null: the model cannot tell.</summary>
    public int[]? Spans { get; init; }
}
