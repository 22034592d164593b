using System.Text.RegularExpressions;

namespace SnsOps.Api.Contents;

/// <summary>What the platforms will refuse and we can know beforehand: better told at the desk than at the second.</summary>
internal static partial class PlatformRules
{
    /// <summary>Platforms there are publishers for.</summary>
    private static readonly HashSet<string> Supported = [.. FormatRules.All.Values.Select(r => r.Platform)];

    /// <summary>The publication's format, or null with the broken rules, each in Korean and English.</summary>
    /// <param name="platform">Where it goes.</param>
    /// <param name="wanted">The format staff chose; null: the one that fits the files.</param>
    /// <param name="text">What it says there.</param>
    /// <param name="link">Or null.</param>
    /// <param name="media">Its files in order.</param>
    /// <param name="firstComment">What is said below it once it is out, or null.</param>
    public static (string? Format, IReadOnlyList<string> Broken) Check(string platform, string? wanted, string text, string? link, IReadOnlyList<RuleMedia> media,
        string? firstComment = null)
    {
        if (!Supported.Contains(platform))
            return (null, [$"{platform} 게시는 아직 지원하지 않습니다 | publishing to {platform} is not supported yet"]);
        var rule = FormatRules.All[wanted ?? Fitting(platform, media)];
        List<string> broken = [.. Files(rule, media), .. Words(rule, text), .. Comment(rule, firstComment)];
        if (rule.Format == "facebook_text" && string.IsNullOrWhiteSpace(text) && link is null)
            broken.Add("본문, 링크, 사진 가운데 하나는 있어야 합니다 | a text, a link or a photo is needed");
        return (broken.Count == 0 ? rule.Format : null, broken);
    }

    /// <summary>Whether the platforms need minutes, not seconds, to get it ready.</summary>
    public static bool IsSlow(string format, IReadOnlyList<RuleMedia> media) => FormatRules.All[format].IsSlow || media.Any(m => m.IsVideo);

    private static string Fitting(string platform, IReadOnlyList<RuleMedia> media) => (platform, media) switch
    {
        ("instagram", [{ IsVideo: true }]) => "instagram_reel",
        ("instagram", { Count: > 1 }) => "instagram_carousel",
        ("instagram", _) => "instagram_image",
        (_, []) => "facebook_text",
        (_, [{ IsVideo: true }]) => "facebook_video",
        (_, [_]) => "facebook_photo",
        _ => "facebook_multi_photo",
    };

    private static IEnumerable<string> Files(FormatRule rule, IReadOnlyList<RuleMedia> media)
    {
        if (media.Count < rule.Least || media.Count > rule.Most)
            yield return rule.Least == rule.Most
                ? $"{rule.Format}: 파일이 정확히 {rule.Most}개 있어야 합니다 (지금 {media.Count}개) | {rule.Format} takes exactly {rule.Most} file(s), there are {media.Count}"
                : $"{rule.Format}: 파일이 {rule.Least}~{rule.Most}개 있어야 합니다 (지금 {media.Count}개) | {rule.Format} takes {rule.Least} to {rule.Most} files, there are {media.Count}";
        foreach (var file in media)
        {
            if ((file.IsVideo ? rule.Video : rule.Image) is { } wanted)
            {
                foreach (var broken in file.Breaks(wanted))
                    yield return broken;
            }
            else
            {
                yield return file.IsVideo
                    ? $"{file.Name}: {rule.Format}에는 영상을 쓸 수 없습니다 | {file.Name}: {rule.Format} takes no videos"
                    : $"{file.Name}: {rule.Format}에는 이미지를 쓸 수 없습니다 | {file.Name}: {rule.Format} takes no images";
            }
        }
    }

    private static IEnumerable<string> Words(FormatRule rule, string text)
    {
        if (rule.MostText == 0 && !string.IsNullOrWhiteSpace(text))
            yield return "스토리에는 본문이 실리지 않습니다. 이 플랫폼의 본문을 비워 주세요 | a story shows no text: leave this platform's text empty";
        else if (text.EnumerateRunes().Count() is var length && length > rule.MostText)
            yield return $"본문은 {rule.MostText}자까지입니다 (지금 {length}자) | a text has up to {rule.MostText} characters, this has {length}";
        if (Hashtag().Count(text) is var hashtags && hashtags > rule.MostHashtags)
            yield return $"해시태그는 {rule.MostHashtags}개까지입니다 (지금 {hashtags}개) | up to {rule.MostHashtags} hashtags, there are {hashtags}";
        if (Mention().Count(text) is var mentions && mentions > rule.MostMentions)
            yield return $"@언급은 {rule.MostMentions}개까지입니다 (지금 {mentions}개) | up to {rule.MostMentions} mentions, there are {mentions}";
    }

    private static IEnumerable<string> Comment(FormatRule rule, string? text)
    {
        if (text is not null && rule.MostComment == 0)
            yield return "스토리에는 첫 댓글을 달 수 없습니다. 이 플랫폼의 첫 댓글을 비워 주세요 | a story takes no first comment: leave this platform's empty";
        else if (text is not null && text.EnumerateRunes().Count() is var length && length > rule.MostComment)
            yield return $"첫 댓글은 {rule.MostComment}자까지입니다 (지금 {length}자) | a first comment has up to {rule.MostComment} characters, this has {length}";
    }

    [GeneratedRegex(@"#[\p{L}\p{N}_]+")]
    private static partial Regex Hashtag();

    [GeneratedRegex(@"(?<![\p{L}\p{N}_.])@[A-Za-z0-9_.]+")]
    private static partial Regex Mention();
}
