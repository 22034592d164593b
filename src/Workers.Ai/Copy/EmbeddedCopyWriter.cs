using System.Text.RegularExpressions;
using SnsOps.Shared.Copy;

namespace SnsOps.Workers.Ai.Copy;

/// <summary>The embedded writer of captions: sentences that a person gave, in several shapes, with a few words around them that state nothing.</summary>
internal static partial class EmbeddedCopyWriter
{
    /// <summary>What staff see as a caption's origin.</summary>
    public const string Engine = "embedded-copy";

    private const int FewTags = 10, LongestSentence = 300;

    private static readonly string[] Endings = ["으로", "에서", "에게", "까지", "부터", "입니다", "은", "는", "을", "를", "의", "와", "과"], Verbs = ["습니다", "합니다", "됩니다", "옵니다", "세요", "해요", "어요", "아요"];

    /// <summary>Captions that keep all rules and differ enough; fewer than wanted where the facts do not give more.</summary>
    public static CopyResult Write(CopyBrief brief)
    {
        var facts = Sentences.Of(brief.Facts.Body).Select(s => s.Trim()).Where(s => s.Length is > 0 and <= LongestSentence).Distinct().ToList();
        var drafts = Shapes(brief, facts).Select(text => CopyCheck.Mended(Allowed(text, brief), Engine, brief)).OfType<CopyDraft>().Select(d => d with { Notes = [] }).ToList();
        var differing = CopyDiversity.Differing([.. drafts.Take(brief.Wanted)], brief);
        foreach (var more in drafts.Skip(brief.Wanted))
        {
            if (differing.Count < brief.Wanted && CopyDiversity.Differing([.. differing, more], brief) is { } wider && wider.Count > differing.Count)
                differing = wider;
        }

        string[] notes = differing.Count < brief.Wanted
            ? [$"주어진 내용으로는 서로 다른 초안을 {differing.Count}개까지 쓸 수 있습니다. 본문을 더 적어 주세요 | What was given is enough for {differing.Count} draft(s) that differ: write more of it"] : [];
        return new CopyResult(differing, Tags(brief), notes);
    }

    /// <summary>Words of the keywords, the hashtags and the title, without their endings.</summary>
    public static IReadOnlyList<string> Tags(CopyBrief brief)
    {
        IEnumerable<string> given = [.. brief.Facts.Keywords.Select(k => Blank().Replace(k, "")), .. TextMarks.Hashtag().Matches(brief.Facts.Body).Select(m => m.Value), .. Words(brief.Facts.Title), Blank().Replace(brief.Client, "")];
        return CopyCheck.Hashtags(given.Where(t => t.Trim('#').Length >= 2 && !t.Trim('#').All(char.IsDigit)), brief, Math.Min(FewTags, brief.Limits.MostHashtags ?? FewTags));
    }

    private static IEnumerable<string> Words(string title) => Word().Matches(title).Select(m => m.Value).Where(word => !Array.Exists(Verbs, v => word.EndsWith(v, StringComparison.Ordinal))).Select(word =>
        Array.Find(Endings, e => word.EndsWith(e, StringComparison.Ordinal) && word.Length - e.Length >= 2) is { } ending ? word[..^ending.Length] : word);

    private static IEnumerable<string> Shapes(CopyBrief brief, List<string> facts)
    {
        var (title, link, tags) = (brief.Facts.Title.Trim(), brief.Facts.Link is { } url ? "\n" + url : "", string.Join(' ', Tags(brief).Take(5)));
        var words = Around(brief.Tone);
        string At(int place) => facts.Count == 0 ? "" : facts[place % facts.Count];
        yield return Lines(title, string.Join(' ', facts), link);
        yield return Lines(words.News, facts.Count > 1 ? At(1) : title, words.Talk, tags);
        yield return Lines(At(0), words.Care, brief.Client + link);
        yield return Lines($"[{title}]", At(2), words.Ask, link);
        yield return Lines(tags, At(facts.Count - 1 < 0 ? 0 : facts.Count - 1), words.Remember);
        yield return Lines($"{brief.Client} | {title}", words.Remember, words.Talk);
        yield return Lines(words.Ask, tags, link);
        yield return Lines(title, words.Care);
        yield return Lines(title);
    }

    /// <summary>What is said around facts; nothing of it can be wrong.</summary>
    private static (string News, string Talk, string Care, string Ask, string Remember) Around(string tone) => tone switch
    {
        "friendly" => ("새 소식 들고 왔어요!", "어떻게 생각하시는지 댓글로 들려주세요!", "늘 함께해 주셔서 고마워요.", "여러분은 어떠세요?", "잊지 않게 저장해 두세요!"),
        "formal" => ("새로운 소식을 전해 드립니다.", "고객님의 의견을 댓글로 남겨 주시기 바랍니다.", "변함없는 관심에 깊이 감사드립니다.", "고객님의 생각이 궁금합니다.", "필요하실 때 다시 보실 수 있도록 저장해 두시기 바랍니다."),
        _ => ("새 소식을 전해 드립니다.", "의견이 있으시면 댓글로 남겨 주세요.", "늘 관심을 보내 주셔서 감사합니다.", "여러분의 생각은 어떠신가요?", "다시 보고 싶으시면 저장해 두세요."),
    };

    /// <summary>A description on YouTube has no angle brackets.</summary>
    private static string Allowed(string text, CopyBrief brief) => brief.Limits.MostTextBytes is null ? text : text.Replace('<', '〈').Replace('>', '〉');

    private static string Lines(params string[] parts) => string.Join("\n\n", parts.Select(p => p.Trim()).Where(p => p.Length > 0));

    [GeneratedRegex(@"[\p{L}\p{N}_]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"[^\p{L}\p{N}_]+")]
    private static partial Regex Blank();
}
