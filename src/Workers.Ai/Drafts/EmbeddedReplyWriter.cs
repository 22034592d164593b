using System.Text.RegularExpressions;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.Drafts;

/// <summary>
/// Writes a polite first draft of an answer without any model or network. It repeats nothing of the comment but its
/// author's name, and the same comment gets the same draft.
/// </summary>
internal static partial class EmbeddedReplyWriter
{
    /// <summary>What staff see as the draft's origin.</summary>
    public const string Engine = "embedded-template";

    private const int LongestClientName = 40, LongestAuthor = 30;
    private const uint Offset = 2_166_136_261, Prime = 16_777_619;

    // An author's name is shown to everybody: one that is an insult is not answered by name.
    private static readonly string[] Insults = ["시발", "씨발", "병신", "새끼", "지랄", "좆", "개년", "미친", "꺼져", "fuck", "shit"];

    /// <summary>A draft of at most 300 characters.</summary>
    public static string Write(string clientName, string author, string message, SentimentClass sentiment)
    {
        var cue = sentiment == SentimentClass.Negative ? ReplyCues.OfComplaint(message) : ReplyCues.Of(message);
        var phrases = ReplyPhrases.For(sentiment, cue);
        var name = clientName.Trim();
        if (name.Length > LongestClientName)
            name = name[..LongestClientName].Trim();
        var sender = name.Length == 0 ? "" : $" {name}입니다.";
        return $"{Address(author)}, 안녕하세요.{sender} {phrases[StableHash(author, message) % (uint)phrases.Length]}";
    }

    private static string Address(string author)
    {
        var name = author.Trim().TrimStart('@');
        var mayBeShown = name.Length <= LongestAuthor && PlainName().IsMatch(name) && !LooksLikeContact().IsMatch(name)
            && !Array.Exists(Insults, insult => name.Contains(insult, StringComparison.OrdinalIgnoreCase));
        return !mayBeShown ? "고객님" : name.EndsWith('님') ? name : $"{name}님";
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

    [GeneratedRegex(@"^[\p{L}\p{N}_.]+( [\p{L}\p{N}_.]+)*$")]
    private static partial Regex PlainName();

    /// <summary>A link, or digits enough for a telephone number.</summary>
    [GeneratedRegex(@"\p{N}{5,}|\.(com|net|org|kr|io|co|me|ly|gg|shop|link|xyz|site|info)\b|www\.", RegexOptions.IgnoreCase)]
    private static partial Regex LooksLikeContact();
}
