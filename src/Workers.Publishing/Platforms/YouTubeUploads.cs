using System.Globalization;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Shared.Storage;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Uploads a video where nobody sees it, by a resumable session, from where YouTube has it on. Never held whole in memory, and never twice.</summary>
/// <remarks>
/// https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol. The file's part tells how far it is: the session's address, stored before
/// its first byte; the mark of a session that was lost; or the video's id. A video exists from its last byte on, so a session that was never finished leaves nothing.
/// </remarks>
internal sealed class YouTubeUploads(GoogleClient google, MediaStore media, YouTubeListing listing, TimeProvider clock, YouTubeOptions options)
{
    private const string Lost = "lost:";

    /// <summary>The video a file has become; null while it is none.</summary>
    public static string? VideoOf(OutgoingMedia file) =>
        file.Part is null || file.Part.Contains("://", StringComparison.Ordinal) || file.Part.StartsWith(Lost, StringComparison.Ordinal) ? null : file.Part;

    /// <summary>The next step towards a video.</summary>
    public async Task<Preparation> ContinueAsync(OutgoingPost post, OutgoingMedia file, ConnectedAccount account, CancellationToken ct)
    {
        if (file.Part is not { } session)
            return await OpenAsync(post, file, account, ct);
        if (session.StartsWith(Lost, StringComparison.Ordinal))
            return await LookAgainAsync(post, file, session, account, ct);
        return await google.ProbeAsync(account, session, file.Bytes, ct) switch
        {
            GoogleAnswer.Ok ok => Finished(file, ok),
            GoogleAnswer.Incomplete there => await SendAsync(file, session, there.Received, account, ct),
            GoogleAnswer.Refused { Error.Status: 404 or 410 } => await LoseAsync(post, file, account, ct),
            var answer => Broken(answer),
        };
    }

    private async Task<Preparation> OpenAsync(OutgoingPost post, OutgoingMedia file, ConnectedAccount account, CancellationToken ct)
    {
        var answer = await google.OpenSessionAsync(account, "part=snippet,status", post.Words.Hidden(), file.Type, file.Bytes, ct);
        return answer switch
        {
            GoogleAnswer.Ok { Location: { } session } when google.IsOurs(session) => new Preparation.Made(null, NewPart.Of(file, session.AbsoluteUri)),
            GoogleAnswer.Ok => new Preparation.Failed(new Outcome.TryLater("no_session", "유튜브가 업로드 주소를 주지 않았습니다.")),
            // A session that was opened without our knowing is of no use and leaves nothing, but it costs one of the day's uploads: not at once again.
            GoogleAnswer.Unclear => new Preparation.Pending(null, TimeSpan.FromSeconds(4 * options.RepeatSeconds), answer.Summary),
            _ => Broken(answer),
        };
    }

    private async Task<Preparation> SendAsync(OutgoingMedia file, string session, long received, ConnectedAccount account, CancellationToken ct)
    {
        await using var pieces = new Pieces(media, file);
        for (var from = received; from < file.Bytes;)
        {
            var chunk = await pieces.ReadAsync(from, (int)Math.Min(google.ChunkBytes, file.Bytes - from), ct);
            var answer = await google.SendChunkAsync(account, session, chunk, from, file.Bytes, ct);
            Failpoint.Hit("upload.chunk-sent");
            switch (answer)
            {
                case GoogleAnswer.Ok ok:
                    return Finished(file, ok);
                case GoogleAnswer.Incomplete there when there.Received > from:
                    from = there.Received;
                    break;
                case GoogleAnswer.Refused { Error.Status: 404 or 410 }:
                    return new Preparation.Pending(null, TimeSpan.FromSeconds(options.RepeatSeconds));      // asked once more before it counts as lost
                default:
                    return Broken(answer);
            }
        }

        return new Preparation.Pending(null);
    }

    /// <summary>The session is gone. The first complete look that does not find its video is written down; a second one decides.</summary>
    private async Task<Preparation> LoseAsync(OutgoingPost post, OutgoingMedia file, ConnectedAccount account, CancellationToken ct)
    {
        var since = file.PartAt!.Value - TimeSpan.FromMinutes(1);       // platforms' clocks differ from ours
        return await LookAsync(post, file, since, account, ct) ?? new Preparation.Made(null, NewPart.Of(file, Mark(since, clock.GetUtcNow())));
    }

    /// <summary>The video may be there all the same; null: a complete look did not find it.</summary>
    private async Task<Preparation?> LookAsync(OutgoingPost post, OutgoingMedia file, DateTimeOffset since, ConnectedAccount account, CancellationToken ct) =>
        await listing.FindAsync(account, post.Words.Title, since, ct) switch
        {
            null => new Preparation.Pending(null, TimeSpan.FromSeconds(options.RepeatSeconds)),
            [] => null,
            [var id] => new Preparation.Made(id, NewPart.Of(file, id)),
            var several => new Preparation.Failed(new Outcome.Rejected("upload_ambiguous",
                $"업로드가 끊긴 뒤 채널에서 같은 제목의 영상 {several.Count}개를 찾았습니다. 어느 영상인지 알려 주시거나, 유튜브 스튜디오에서 남는 영상을 지우고 다시 보내 주세요.")),
        };

    /// <summary>What did not show itself in two complete looks some time apart is not there: it is uploaded anew.</summary>
    private async Task<Preparation> LookAgainAsync(OutgoingPost post, OutgoingMedia file, string mark, ConnectedAccount account, CancellationToken ct)
    {
        var (since, lookedAt) = Times(mark);
        if (lookedAt + TimeSpan.FromSeconds(options.AbsenceSeconds) - clock.GetUtcNow() is { Ticks: > 0 } wait)
            return new Preparation.Pending(null, wait);
        return await LookAsync(post, file, since, account, ct) ?? await OpenAsync(post, file, account, ct);
    }

    private Preparation Broken(GoogleAnswer answer) => answer is GoogleAnswer.Refused or GoogleAnswer.NotSent
        ? new Preparation.Failed(YouTubeOutcomes.OfPreparation(answer, google.UntilReset))
        : new Preparation.Pending(null, TimeSpan.FromSeconds(options.RepeatSeconds), answer.Summary);

    private static Preparation Finished(OutgoingMedia file, GoogleAnswer.Ok answer) =>
        MetaJson.Text(answer.Body, "id") is { Length: > 0 } id ? new Preparation.Made(id, NewPart.Of(file, id)) : new Preparation.Pending(null);

    private static string Mark(DateTimeOffset since, DateTimeOffset lookedAt) => string.Create(CultureInfo.InvariantCulture, $"{Lost}{since.ToUnixTimeMilliseconds()}:{lookedAt.ToUnixTimeMilliseconds()}");

    private static (DateTimeOffset Since, DateTimeOffset LookedAt) Times(string mark)
    {
        var times = mark[Lost.Length..].Split(':').Select(time => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(time, CultureInfo.InvariantCulture))).ToArray();
        return (times[0], times[1]);
    }
}
