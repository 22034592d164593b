using System.Text;
using System.Text.RegularExpressions;
using SnsOps.Shared.Copy;
using SnsOps.Workers.Ai.Copy;

namespace SnsOps.Workers.Ai.MakeMetadata;

/// <summary>Holds what a model says of a picture to what an alt text may be.</summary>
internal static partial class PictureText
{
    /// <summary>Instagram's limit; no platform's is lower. https://developers.facebook.com/docs/instagram-platform/content-publishing</summary>
    public const int Longest = 1000;

    /// <summary>The text as it may be offered, or what is wrong with it.</summary>
    /// <param name="answer">The model's.</param>
    /// <param name="isCutShort">Its last sentence has no end.</param>
    /// <param name="banned">The client's words.</param>
    public static (string? Text, Unseen? Trouble) Checked(string answer, bool isCutShort, IReadOnlyList<string> banned)
    {
        var text = Gaps().Replace(answer, " ").Trim();
        if (text.Length == 0)
            return (null, new Unseen("모델의 답이 비었습니다", "the model's answer was empty"));
        if (text.Any(char.IsControl))
            return (null, new Unseen("모델의 답에 쓸 수 없는 문자가 있습니다", "the model's answer has characters that cannot be used"));
        if (isCutShort || text.Length > Longest)
            text = WholeSentences(text, isCutShort);
        if (text.Length == 0)
            return (null, new Unseen($"모델의 답에 {Longest}자 안에서 끝나는 문장이 없습니다", $"no sentence of the model's answer ends within {Longest} characters"));
        return BannedWords.In(text, banned) is { Count: > 0 } said
            ? (null, new Unseen($"모델의 답에 금지어가 있습니다: {string.Join(", ", said)}", $"the model's answer has banned words: {string.Join(", ", said)}"))
            : (text, null);
    }

    private static string WholeSentences(string text, bool isCutShort)
    {
        var (sentences, kept) = (Sentences.Of(text), new StringBuilder());
        foreach (var sentence in isCutShort ? sentences.SkipLast(1) : sentences)
        {
            if (kept.Length + sentence.TrimEnd().Length > Longest)
                break;
            kept.Append(sentence);
        }

        return kept.ToString().TrimEnd();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Gaps();
}

/// <summary>Why a picture has no text of a model that saw it.</summary>
internal sealed record Unseen(string Korean, string English);
