using System.Text;
using SnsOps.Shared.Copy;

namespace SnsOps.Api.Contents;

/// <summary>What the platforms will refuse and we can know beforehand: better told at the desk than at the second.</summary>
internal static class PlatformRules
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
    /// <param name="labels">Title and keywords, where the platform has them.</param>
    public static (string? Format, IReadOnlyList<string> Broken) Check(string platform, string? wanted, string text, string? link, IReadOnlyList<RuleMedia> media,
        string? firstComment = null, VideoLabels? labels = null)
    {
        if (!Supported.Contains(platform))
            return (null, [$"{platform} 게시는 아직 지원하지 않습니다 | publishing to {platform} is not supported yet"]);
        var rule = FormatRules.All[FormatOf(platform, wanted, media)];
        List<string> broken = [.. Files(rule, media), .. Words(rule, text), .. Labels(rule, labels ?? VideoLabels.None), .. Comment(rule, firstComment)];
        if (rule.Format == "facebook_text" && string.IsNullOrWhiteSpace(text) && link is null)
            broken.Add("본문, 링크, 사진 가운데 하나는 있어야 합니다 | a text, a link or a photo is needed");
        return (broken.Count == 0 ? rule.Format : null, broken);
    }

    /// <summary>The format that was chosen, or the one that fits the files, whether or not they keep its rules.</summary>
    public static string FormatOf(string platform, string? wanted, IReadOnlyList<RuleMedia> media) => wanted ?? Fitting(platform, media);

    /// <summary>What a platform takes and shows otherwise than it was made, each in Korean and English: worth a look, no reason to refuse it.</summary>
    public static IEnumerable<string> Advice(string format, IReadOnlyList<RuleMedia> media) =>
        FormatRules.All[format].CropsToFirst ? media.Skip(1).Select(file => file.CroppedTo(media[0])).OfType<string>() : [];

    /// <summary>Whether the platforms need minutes, not seconds, to get it ready.</summary>
    public static bool IsSlow(string format, IReadOnlyList<RuleMedia> media) => FormatRules.All[format].IsSlow || media.Any(m => m.IsVideo);

    private static string Fitting(string platform, IReadOnlyList<RuleMedia> media) => (platform, media) switch
    {
        ("instagram", [{ IsVideo: true }]) => "instagram_reel",
        ("instagram", { Count: > 1 }) => "instagram_carousel",
        ("instagram", _) => "instagram_image",
        ("youtube", [{ IsVideo: true, DurationMs: <= 180_000 } only]) when only.Width <= only.Height => "youtube_short",
        ("youtube", _) => "youtube_video",
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
        if (rule.OneVideo && media.Count(m => m.IsVideo) != 1)
            yield return $"{rule.Format}: 영상이 정확히 하나 있어야 합니다 | {rule.Format} takes exactly one video";
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
                    ? $"{file.Name}: {rule.Format}에는 영상을 쓸 수 없습니다 | {file.NameEn}: {rule.Format} takes no videos"
                    : $"{file.Name}: {rule.Format}에는 이미지를 쓸 수 없습니다 | {file.NameEn}: {rule.Format} takes no images";
            }
        }
    }

    private static IEnumerable<string> Words(FormatRule rule, string text)
    {
        if (rule.MostText == 0 && !string.IsNullOrWhiteSpace(text))
            yield return "스토리에는 본문이 실리지 않습니다. 이 플랫폼의 본문을 비워 주세요 | a story shows no text: leave this platform's text empty";
        else if (text.EnumerateRunes().Count() is var length && length > rule.MostText)
            yield return $"본문은 {rule.MostText}자까지입니다 (지금 {length}자) | a text has up to {rule.MostText} characters, this has {length}";
        if (rule.MostTextBytes is { } most && Encoding.UTF8.GetByteCount(text) is var bytes && bytes > most)
            yield return $"설명은 UTF-8로 {most}바이트까지입니다 (지금 {bytes}바이트, 한글은 글자마다 3바이트) | a description has up to {most} bytes in UTF-8, this has {bytes}";
        if (rule.MostTextBytes is not null && HasBrackets(text))
            yield return "설명에는 < 와 > 를 쓸 수 없습니다 | a description must not have < or >";
        if (TextMarks.Hashtag().Count(text) is var hashtags && hashtags > rule.MostHashtags)
            yield return $"해시태그는 {rule.MostHashtags}개까지입니다 (지금 {hashtags}개) | up to {rule.MostHashtags} hashtags, there are {hashtags}";
        if (TextMarks.Mention().Count(text) is var mentions && mentions > rule.MostMentions)
            yield return $"@언급은 {rule.MostMentions}개까지입니다 (지금 {mentions}개) | up to {rule.MostMentions} mentions, there are {mentions}";
    }

    private static IEnumerable<string> Labels(FormatRule rule, VideoLabels labels)
    {
        if (rule.MostTitle is { } most)
        {
            if (string.IsNullOrWhiteSpace(labels.Title))
                yield return "영상 제목이 있어야 합니다 | a video needs a title";
            else if (labels.Title.EnumerateRunes().Count() is var length && length > most)
                yield return $"영상 제목은 {most}자까지입니다 (지금 {length}자). variants.youtube.title에 짧은 제목을 따로 정할 수 있습니다 | a title has up to {most} characters, this has {length}: set a shorter one in variants.youtube.title";
            if (HasBrackets(labels.Title))
                yield return "영상 제목에는 < 와 > 를 쓸 수 없습니다 | a title must not have < or >";
        }

        if (rule.MostTags is { } letters && labels.TagLetters > letters)
            yield return $"태그는 모두 합쳐 {letters}자까지입니다 (지금 {labels.TagLetters}자) | all tags together have up to {letters} characters, these have {labels.TagLetters}";
        if (rule.MostTags is not null && labels.Tags.Any(tag => string.IsNullOrWhiteSpace(tag) || HasBrackets(tag)))
            yield return "태그는 비어 있거나 < 와 > 를 담을 수 없습니다 | a tag must not be empty or have < or >";
    }

    private static bool HasBrackets(string? text) => text?.AsSpan().IndexOfAny('<', '>') >= 0;

    private static IEnumerable<string> Comment(FormatRule rule, string? text)
    {
        if (text is not null && rule.MostComment == 0)
            yield return "스토리에는 첫 댓글을 달 수 없습니다. 이 플랫폼의 첫 댓글을 비워 주세요 | a story takes no first comment: leave this platform's empty";
        else if (text is not null && text.EnumerateRunes().Count() is var length && length > rule.MostComment)
            yield return $"첫 댓글은 {rule.MostComment}자까지입니다 (지금 {length}자) | a first comment has up to {rule.MostComment} characters, this has {length}";
    }
}

/// <summary>What a video is found by: its title and its keywords.</summary>
internal sealed record VideoLabels(string? Title, IReadOnlyList<string> Tags)
{
    /// <summary>Of what has neither.</summary>
    public static VideoLabels None { get; } = new(null, []);

    /// <summary>As YouTube counts them. https://developers.google.com/youtube/v3/docs/videos#snippet.tags[]</summary>
    public int TagLetters => Tags.Sum(tag => tag.Length + (tag.Contains(' ', StringComparison.Ordinal) ? 2 : 0)) + Math.Max(0, Tags.Count - 1);
}
