using System.Text.RegularExpressions;

namespace SnsOps.Api.Contents;

/// <summary>What the platforms will refuse and we can know beforehand: better told at the desk than at the second.</summary>
/// <remarks>https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/creating#image-specifications</remarks>
internal static partial class PlatformRules
{
    private const int InstagramCaption = 2200;
    private const int InstagramHashtags = 30;
    private const int InstagramMentions = 20;
    private const long InstagramImageBytes = 8 * 1024 * 1024;
    private const double Narrowest = 4.0 / 5;
    private const double Widest = 1.91;

    /// <summary>The publication's format, or null with the broken rules.</summary>
    public static (string? Format, IReadOnlyList<string> Broken) Check(string platform, string text, string? link, IReadOnlyList<RuleMedia> media) => platform switch
    {
        "instagram" => Instagram(text, media),
        "facebook" => Facebook(text, link, media),
        _ => (null, [$"{platform} 게시는 아직 지원하지 않습니다 | publishing to {platform} is not supported yet"]),
    };

    private static (string?, IReadOnlyList<string>) Instagram(string text, IReadOnlyList<RuleMedia> media)
    {
        var broken = new List<string>();
        if (media.Count != 1)
            broken.Add($"이미지가 정확히 1개 있어야 합니다 (지금 {media.Count}개) | exactly one image is needed, there are {media.Count}");
        foreach (var file in media)
        {
            if (file.Type != "image/jpeg")
                broken.Add($"{file.Name}: JPEG만 됩니다 (이 파일은 {file.Type}) | only JPEG is taken, this is {file.Type}");
            if (file.Bytes > InstagramImageBytes)
                broken.Add($"{file.Name}: 8MB를 넘습니다 | more than 8 MB");
            if (file is { Width: { } width, Height: { } height } && (double)width / height is var ratio && (ratio < Narrowest - 0.005 || ratio > Widest + 0.005))
                broken.Add($"{file.Name}: 가로세로 비율은 4:5에서 1.91:1 사이여야 합니다 ({width}×{height}) | the aspect ratio must be between 4:5 and 1.91:1");
        }

        if (text.EnumerateRunes().Count() is var length and > InstagramCaption)
            broken.Add($"본문은 {InstagramCaption}자까지입니다 (지금 {length}자) | a caption has up to {InstagramCaption} characters, this has {length}");
        if (Hashtag().Count(text) is var hashtags and > InstagramHashtags)
            broken.Add($"해시태그는 {InstagramHashtags}개까지입니다 (지금 {hashtags}개) | up to {InstagramHashtags} hashtags, there are {hashtags}");
        if (Mention().Count(text) is var mentions and > InstagramMentions)
            broken.Add($"@언급은 {InstagramMentions}개까지입니다 (지금 {mentions}개) | up to {InstagramMentions} mentions, there are {mentions}");
        return (broken.Count == 0 ? "instagram_image" : null, broken);
    }

    private static (string?, IReadOnlyList<string>) Facebook(string text, string? link, IReadOnlyList<RuleMedia> media) => media switch
    {
        [] when string.IsNullOrWhiteSpace(text) && link is null => (null, ["본문, 링크, 사진 가운데 하나는 있어야 합니다 | a text, a link or a photo is needed"]),
        [] => ("facebook_text", []),
        [{ Type: "image/jpeg" or "image/png" }] => ("facebook_photo", []),
        [var file] => (null, [$"{file.Name}: 사진은 JPEG나 PNG여야 합니다 (이 파일은 {file.Type}) | a photo must be JPEG or PNG, this is {file.Type}"]),
        _ => (null, [$"사진은 1개까지입니다 (지금 {media.Count}개) | up to one photo, there are {media.Count}"]),
    };

    [GeneratedRegex(@"#[\p{L}\p{N}_]+")]
    private static partial Regex Hashtag();

    [GeneratedRegex(@"(?<![\p{L}\p{N}_.])@[A-Za-z0-9_.]+")]
    private static partial Regex Mention();
}

/// <summary>What the rules look at in a file.</summary>
internal sealed record RuleMedia(string Sha256, string Type, long Bytes, int? Width, int? Height)
{
    /// <summary>How messages name the file.</summary>
    public string Name => Sha256[..12];
}
