using System.Text;
using System.Text.Json;
using SnsOps.Api.Contents;
using SnsOps.Shared.Copy;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;

namespace SnsOps.Api.Previews;

/// <summary>One account's post as the sender would make it of what is written so far: the same words, counted and checked by the same rules.</summary>
internal static class PostPreview
{
    public static AccountPreview Of(PreviewAccount account, PreviewRequest content, IReadOnlyList<PreviewFile> files, Func<PreviewFile, string> link)
    {
        var variant = content.Variants?.GetValueOrDefault(account.Platform);
        var text = variant?.Body ?? content.Body ?? "";
        var title = account.Platform == "youtube" ? string.IsNullOrWhiteSpace(variant?.Title) ? content.Title?.Trim() : variant.Title.Trim() : null;
        var comment = (variant?.FirstComment ?? content.FirstComment)?.Trim() is { Length: > 0 } said ? said : null;
        var tags = variant?.Tags ?? [];
        var media = files.Select((f, i) => f.ToRule(i)).ToList();
        var format = PlatformRules.FormatOf(account.Platform, variant?.Format, media);
        var (_, broken) = PlatformRules.Check(account.Platform, variant?.Format, text, content.Link, media, comment, new VideoLabels(title, tags));
        return new AccountPreview(
            account.Id, account.Platform, account.Name, format, text, title, comment, format == "facebook_text" ? content.Link : null,
            [.. Counts(FormatRules.All[format], text, title, tags, comment)], [.. broken.Select(Told)], [.. PlatformRules.Advice(format, media).Select(Told)],
            [.. Calls(account, format, text, title, content.Link, variant, files, link)]);
    }

    private static BrokenRule Told(string rule) => rule.Split(" | ") is [var korean, var english, ..] ? new BrokenRule(korean, english) : new BrokenRule(rule, rule);

    private static IEnumerable<PreviewCount> Counts(FormatRule rule, string text, string? title, string[] tags, string? comment)
    {
        if (rule.MostTextBytes is { } bytes)
            yield return new PreviewCount("text_bytes", Encoding.UTF8.GetByteCount(text), bytes);
        else
            yield return new PreviewCount("text", Letters(text), rule.MostText);
        if (rule.MostHashtags is { } hashtags)
            yield return new PreviewCount("hashtags", TextMarks.Hashtag().Count(text), hashtags);
        if (rule.MostMentions is { } mentions)
            yield return new PreviewCount("mentions", TextMarks.Mention().Count(text), mentions);
        if (rule.MostTitle is { } titles)
            yield return new PreviewCount("title", Letters(title ?? ""), titles);
        if (rule.MostTags is { } letters)
            yield return new PreviewCount("tags", new VideoLabels(title, tags).TagLetters, letters);
        if (comment is not null)
            yield return new PreviewCount("first_comment", Letters(comment), rule.MostComment);
    }

    private static int Letters(string text) => text.EnumerateRunes().Count();

    private static IEnumerable<PreviewCall> Calls(
        PreviewAccount account, string format, string text, string? title, string? link, ContentVariant? variant, IReadOnlyList<PreviewFile> files, Func<PreviewFile, string> address)
    {
        var given = files.Select((f, i) => new PostFile(f.IsVideo, () => address(f), $"{{{(account.Platform == "instagram" ? "container" : "photo")} {i + 1}}}")).ToList();
        if (given.Count == 0 && format != "facebook_text")
            return [];
        var id = account.PlatformAccountId;
        return format switch
        {
            "instagram_carousel" =>
            [
                .. given.Select(f => Call($"{id}/media", PostForms.Child(f))), Call($"{id}/media", PostForms.Container(format, text, given)), Publish(id),
            ],
            _ when account.Platform == "instagram" => [Call($"{id}/media", PostForms.Container(format, text, given)), Publish(id)],
            "facebook_photo" => [Call($"{id}/photos", PostForms.Photo(text, given[0]))],
            "facebook_video" => [Call($"{id}/videos", PostForms.Finish("videos", text, "{session}", null))],
            "facebook_reel" => [Call($"{id}/video_reels", PostForms.Finish("video_reels", text, null, "{video}"))],
            "facebook_story" => [given[0].IsVideo ? Call($"{id}/video_stories", PostForms.Finish("video_stories", text, null, "{video}")) : Call($"{id}/photo_stories", [("photo_id", "{photo 1}")])],
            _ when account.Platform == "facebook" => [Call($"{id}/feed", PostForms.Feed(format, text, link, given))],
            _ => [new PreviewCall("PUT", "videos?part=snippet,status", [.. Fields(VideoWords.Of(title, text, JsonSerializer.Serialize(variant, ContentSql.VariantJson)).Shown("{video}"))])],
        };
    }

    private static PreviewCall Publish(string id) => Call($"{id}/media_publish", [("creation_id", "{container}")]);

    private static PreviewCall Call(string path, IEnumerable<(string Name, string Value)> form) => new("POST", path, [.. form.Select(f => new PreviewField(f.Name, f.Value))]);

    private static IEnumerable<PreviewField> Fields(byte[] body)
    {
        using var read = JsonDocument.Parse(body);
        foreach (var part in read.RootElement.EnumerateObject())
        {
            if (part.Value.ValueKind != JsonValueKind.Object)
                yield return new PreviewField(part.Name, part.Value.ToString());
            else
                foreach (var field in part.Value.EnumerateObject())
                    yield return new PreviewField($"{part.Name}.{field.Name}", field.Value.ValueKind == JsonValueKind.Array ? string.Join(", ", field.Value.EnumerateArray()) : field.Value.ToString());
        }
    }
}
