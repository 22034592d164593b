using System.Text.RegularExpressions;
using SnsOps.Shared.Database;

namespace SnsOps.Workers.Ai.Drafts;

/// <summary>How an answer begins: whom it speaks to and who speaks.</summary>
internal static partial class Salutation
{
    private const int LongestClientName = 40, LongestAuthor = 30;

    // An author's name is shown to everybody: one that is an insult is not answered by name.
    private static readonly string[] Insults = ["시발", "씨발", "병신", "새끼", "지랄", "좆", "개년", "미친", "꺼져", "fuck", "shit"];

    /// <summary>By name, if it may be shown.</summary>
    public static string Of(string author)
    {
        var name = author.Trim().TrimStart('@');
        var mayBeShown = name.Length <= LongestAuthor && PlainName().IsMatch(name) && !LooksLikeContact().IsMatch(name)
            && !Array.Exists(Insults, insult => name.Contains(insult, StringComparison.OrdinalIgnoreCase));
        return !mayBeShown ? "고객님" : name.EndsWith('님') ? name : $"{name}님";
    }

    /// <summary>Empty for a client without a name.</summary>
    public static string Sender(string clientName)
    {
        var name = clientName.Trim();
        if (name.Length > LongestClientName)
            name = Letters.First(name, LongestClientName).Trim();
        return name.Length == 0 ? "" : $"{name}입니다.";
    }

    [GeneratedRegex(@"^[\p{L}\p{N}_.]+( [\p{L}\p{N}_.]+)*$")]
    private static partial Regex PlainName();

    /// <summary>A link, or digits enough for a telephone number.</summary>
    [GeneratedRegex(@"\p{N}{5,}|\.(com|net|org|kr|io|co|me|ly|gg|shop|link|xyz|site|info)\b|www\.", RegexOptions.IgnoreCase)]
    private static partial Regex LooksLikeContact();
}
