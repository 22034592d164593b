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
        var answer = await google.PostFileAsync("thumbnails/set?uploadType=media&videoId=" + video, GoogleCall.Publishing(account, "yt.thumbnail", 50), await ReadAsync(picture, ct), picture.Type, ct);
        if (answer is GoogleAnswer.Ok)
            return new Preparation.Made(null, NewPart.Of(picture, video));
        var wait = (answer as GoogleAnswer.NotSent)?.HeldBack?.Wait ?? TimeSpan.FromSeconds(options.RepeatSeconds);
        if (answer is not GoogleAnswer.Refused && clock.GetUtcNow() + wait < post.SendAt - Least)
            return new Preparation.Pending(null, wait);
        LogNotSet(post.Id, answer.Summary);
        await TellAsync(post, answer, ct);
        return new Preparation.Made(null, NewPart.Of(picture, "!" + video));
    }

    /// <summary>Two megabytes at most: the rules saw to that.</summary>
    private async Task<byte[]> ReadAsync(OutgoingMedia picture, CancellationToken ct)
    {
        var bytes = new byte[picture.Bytes];
        await using var file = await media.OpenReadAsync(picture.Sha256, 0, ct);
        await file.ReadExactlyAsync(bytes, ct);
        return bytes;
    }

    private async Task TellAsync(OutgoingPost post, GoogleAnswer answer, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var told = await new Notice(post.ClientId, ["manager", "operator"], "publication.thumbnail", "섬네일을 설정하지 못했습니다: " + post.Title,
            $"영상은 예약대로 게시되고, 섬네일은 유튜브가 고른 것이 쓰입니다. 유튜브 스튜디오에서 직접 설정할 수 있습니다. (유튜브의 답: {answer.Summary})", "normal",
            $$"""{"content_id": "{{post.ContentId}}", "publication_id": "{{post.Id}}"}""").InsertAsync(connection, null, ct);
        if (told > 0)
            live.Announce();
    }

    [LoggerMessage(2080, LogLevel.Warning, "The thumbnail of publication {PublicationId} was not set: {Reason}", EventName = "ThumbnailNotSet")]
    private partial void LogNotSet(Guid publicationId, string reason);
}
