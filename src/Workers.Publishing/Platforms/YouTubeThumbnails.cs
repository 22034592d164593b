using Npgsql;
using SnsOps.Shared.Live;
using SnsOps.Shared.Notifications;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Storage;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Gives a video the picture its content has for it. Cosmetic: without it the video goes out with one of its own, and people are told.</summary>
/// <remarks>https://developers.google.com/youtube/v3/docs/thumbnails/set. The picture's part is the video that has it, with a ! where it was refused.</remarks>
internal sealed partial class YouTubeThumbnails(
    GoogleClient google, MediaStore media, NpgsqlDataSource database, LiveEvents live, TimeProvider clock, YouTubeOptions options, ILogger<YouTubeThumbnails> logger)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(10);

    /// <summary>The next step towards it; null when there is none, for it is set, refused, or there is no picture.</summary>
    public async Task<Preparation?> SetAsync(OutgoingPost post, string video, ConnectedAccount account, CancellationToken ct)
    {
        if (post.Media.FirstOrDefault(m => !m.IsVideo) is not { } picture || picture.Part == video || picture.Part == "!" + video)
            return null;
        var repeat = TimeSpan.FromSeconds(options.RepeatSeconds);
        if (await ReadAsync(post, picture, ct) is not { } bytes)
            return clock.GetUtcNow() + repeat < post.SendAt - Least ? new Preparation.Pending(null, repeat) : await LeaveOutAsync(post, picture, video, "저장소에서 그림을 읽지 못했습니다.", ct);
        var answer = await google.PostFileAsync("thumbnails/set?uploadType=media&videoId=" + video, GoogleCall.Publishing(account, "yt.thumbnail", 50), bytes, picture.Type, ct);
        if (answer is GoogleAnswer.Ok)
            return new Preparation.Made(null, NewPart.Of(picture, video));
        var wait = (answer as GoogleAnswer.NotSent)?.HeldBack?.Wait ?? repeat;
        if (answer is not GoogleAnswer.Refused && clock.GetUtcNow() + wait < post.SendAt - Least)
            return new Preparation.Pending(null, wait);
        return await LeaveOutAsync(post, picture, video, "유튜브의 답: " + answer.Summary, ct);
    }

    private async Task<Preparation> LeaveOutAsync(OutgoingPost post, OutgoingMedia picture, string video, string why, CancellationToken ct)
    {
        LogNotSet(post.Id, why);
        await TellAsync(post, why, ct);
        return new Preparation.Made(null, NewPart.Of(picture, "!" + video));
    }

    /// <summary>Two megabytes at most: the rules saw to that. Null: the storage does not give it.</summary>
    private async Task<byte[]?> ReadAsync(OutgoingPost post, OutgoingMedia picture, CancellationToken ct)
    {
        try
        {
            var bytes = new byte[picture.Bytes];
            await using var file = await media.OpenReadAsync(picture.Sha256, 0, ct);
            await file.ReadExactlyAsync(bytes, ct);
            return bytes;
        }
        catch (IOException e)
        {
            LogUnreadable(e, post.Id);
            return null;
        }
    }

    private async Task TellAsync(OutgoingPost post, string why, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var told = await new Notice(post.ClientId, ["manager", "operator"], "publication.thumbnail", "섬네일을 설정하지 못했습니다: " + post.Title,
            $"영상은 예약대로 게시되고, 섬네일은 유튜브가 고른 것이 쓰입니다. 유튜브 스튜디오에서 직접 설정할 수 있습니다. ({why})", "normal",
            $$"""{"content_id": "{{post.ContentId}}", "publication_id": "{{post.Id}}"}""").InsertAsync(connection, null, ct);
        if (told > 0)
            live.Announce();
    }

    [LoggerMessage(2080, LogLevel.Warning, "The thumbnail of publication {PublicationId} was not set: {Reason}", EventName = "ThumbnailNotSet")]
    private partial void LogNotSet(Guid publicationId, string reason);

    [LoggerMessage(2081, LogLevel.Error, "The thumbnail of publication {PublicationId} cannot be read from the storage", EventName = "ThumbnailUnreadable")]
    private partial void LogUnreadable(Exception e, Guid publicationId);
}
