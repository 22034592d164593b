using SnsOps.Shared.Llm;
using SnsOps.Shared.Llm.Providers;
using SnsOps.Shared.Storage;

namespace SnsOps.Workers.Ai.MakeMetadata;

/// <summary>Has a model look at a content's pictures, if one that sees is configured. What none can say is made of the file's facts, and a note says why.</summary>
internal sealed partial class AltTextWriter(LlmGateway gateway, LlmLinks links, MediaStore store, ILogger<AltTextWriter> logger)
{
    /// <summary>
    /// Larger files are not sent. Anthropic takes 5 MiB of base64 for a picture where others serve its models (10 MiB itself), which is three quarters of that as a file, and no more than
    /// 8,000 pixels on a side (https://platform.claude.com/docs/en/build-with-claude/vision); OpenAI and Google take more. One limit for all, so that whoever is asked next can take it, too.
    /// </summary>
    public const int MostBytes = 5 * 1024 * 1024 / 4 * 3, MostPixels = 8000;

    private static readonly string[] Seen = ["image/jpeg", "image/png", "image/webp"];

    /// <summary>A text for each file.</summary>
    public async Task<AltTexts> WriteAsync(ContentToDescribe content, CancellationToken ct)
    {
        var texts = content.Media.Select((media, place) => AltText.Of(content, media, place)).ToArray();
        var notes = new List<string>();
        if (!links.AnySees(LlmTasks.AltText))
            return new AltTexts(texts, notes);
        for (var place = 0; place < texts.Length; place++)
        {
            var media = content.Media[place];
            if (!Seen.Contains(media.Type))
                continue;
            var (text, trouble) = await LookAsync(content, media, ct);
            if (text is not null)
                texts[place] = text;
            else
                notes.Add($"{place + 1}번째 파일의 대체 텍스트는 그림을 보지 않고 썼습니다: {trouble!.Korean} | The alt text of file {place + 1} was written without looking at it: {trouble.English}");
        }

        return new AltTexts(texts, notes);
    }

    private async Task<(MediaAltText? Text, Unseen? Trouble)> LookAsync(ContentToDescribe content, MediaToDescribe media, CancellationToken ct)
    {
        if (media.Bytes > MostBytes || media.Width > MostPixels || media.Height > MostPixels)
            return (null, new Unseen("그림이 너무 큽니다", "the picture is too large"));
        if (await ReadAsync(media, ct) is not { } bytes)
            return (null, new Unseen("파일을 읽을 수 없습니다", "the file could not be read"));
        var answer = await gateway.GenerateAsync(PicturePrompt.Of(content, new LlmImage(media.Type, bytes)), ct);
        if (answer is not LlmAnswer.Written { Response: var response })
        {
            LogUnseen(media.Id, content.Id, "unanswered");
            return (null, Why(answer));
        }

        var (text, trouble) = PictureText.Checked(response.Content, response.IsCutShort, content.Banned);
        if (text is null)
            LogUnseen(media.Id, content.Id, "unusable");
        return (text is null ? null : new MediaAltText(media.Id, text, "picture", response.Engine), trouble);
    }

    private static Unseen Why(LlmAnswer answer) => answer is LlmAnswer.Unanswered { Misses: [.., var last] } ? last.Error switch
    {
        LlmError.BudgetUsedUp => new("이번 달 AI 예산을 모두 썼습니다", "this month's AI budget is used up"),
        LlmError.Filtered => new("AI 제공사가 이 그림에 대해 쓰지 않습니다", "the AI provider will not write about it"),
        LlmError.BadRequest or LlmError.TooLong => new("AI 제공사가 이 그림을 받지 않습니다", "the AI provider does not take the picture"),
        _ => new("응답한 AI 제공사가 없습니다", "no AI provider answered"),
    } : new("응답한 AI 제공사가 없습니다", "no AI provider answered");

    /// <summary>The file's bytes; null if they cannot be had. Whatever the store's trouble is, it costs this picture its text and nothing else.</summary>
    private async Task<byte[]?> ReadAsync(MediaToDescribe media, CancellationToken ct)
    {
        try
        {
            await using var stream = await store.OpenReadAsync(media.Sha256, 0, ct);
            var bytes = new byte[media.Bytes];
            await stream.ReadExactlyAsync(bytes, ct);
            return bytes;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            LogUnread(e, media.Id);
            return null;
        }
    }

    [LoggerMessage(4073, LogLevel.Warning, "Picture {MediaId} of content {ContentId} was described without looking at it: the model's answer was {Trouble}", EventName = "AltTextWithoutLooking")]
    private partial void LogUnseen(Guid mediaId, Guid contentId, string trouble);

    [LoggerMessage(4074, LogLevel.Warning, "Picture {MediaId} could not be read to be described", EventName = "AltTextPictureUnread")]
    private partial void LogUnread(Exception e, Guid mediaId);
}
