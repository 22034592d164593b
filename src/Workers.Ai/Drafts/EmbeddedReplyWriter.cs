using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.Drafts;

/// <summary>
/// Writes a polite first draft of an answer without any model or network. It repeats nothing of the comment but its
/// author's name, and the same comment gets the same draft.
/// </summary>
internal static class EmbeddedReplyWriter
{
    /// <summary>What staff see as the draft's origin.</summary>
    public const string Engine = "embedded-template";

    private const uint Offset = 2_166_136_261, Prime = 16_777_619;

    /// <summary>A draft of at most 300 characters.</summary>
    public static string Write(string clientName, string author, string message, SentimentClass sentiment)
    {
        var cue = sentiment == SentimentClass.Negative ? ReplyCues.OfComplaint(message) : ReplyCues.Of(message);
        var phrases = ReplyPhrases.For(sentiment, cue);
        var sender = Salutation.Sender(clientName) is { Length: > 0 } said ? " " + said : "";
        return $"{Salutation.Of(author)}, 안녕하세요.{sender} {phrases[StableHash(author, message) % (uint)phrases.Length]}";
    }

    private static uint StableHash(string author, string message)
    {
        var hash = Offset;
        foreach (var c in author)
            hash = (hash ^ c) * Prime;
        foreach (var c in message)
            hash = (hash ^ c) * Prime;
        return hash ^ (hash >> 15);
    }
}
