using System.Globalization;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Shared.Storage;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Sends a video's bytes to a page from where the platform has them, a chunk or a stream at a time, never held whole in memory.</summary>
/// <remarks>
/// What breaks off is looked at again: the platform knows how much arrived. A chunk is a call of the page's own edge and counts as one: the platform excepts none,
/// and where it counts less its usage headers say so.
/// </remarks>
internal sealed class PageUploads(MetaClient meta, MediaStore media)
{
    /// <summary>Of the first chunk after a break; the platform then says how much it wants.</summary>
    private const int FirstChunk = 1024 * 1024;

    /// <summary>Held in memory while it is sent; a platform that offers more is sent less.</summary>
    private const long LargestChunk = 8 * 1024 * 1024;
    private const int WrongOffset = 1363037;

    /// <summary>Sends what is missing.</summary>
    public Task<Preparation> ContinueAsync(string edge, OutgoingMedia file, long received, ConnectedAccount account, CancellationToken ct) =>
        edge == "videos" ? SendChunksAsync(file, received, account, ct) : SendRestAsync(file, received, account, ct);

    private async Task<Preparation> SendRestAsync(OutgoingMedia file, long received, ConnectedAccount account, CancellationToken ct)
    {
        if (!meta.MayUploadTo(file.Part!))
            return new Preparation.Failed(new Outcome.TryLater("upload_host", "영상을 올리던 주소를 더는 쓸 수 없어 처음부터 다시 올립니다.", TimeSpan.FromSeconds(1), Burns: false, DropsHandle: true));
        await using var rest = await file.OpenAsync(media, received, ct);
        var answer = await meta.UploadAsync(file.Part!, MetaCall.Publishing(account, "fb.rupload"), rest, received, file.Bytes, ct);
        return answer is MetaAnswer.Refused { Error.IsWrongOffset: false } or MetaAnswer.NotSent ? new Preparation.Failed(MetaOutcomes.OfPreparation(answer))
            : new Preparation.Pending(null, Trouble: answer is MetaAnswer.Ok ? null : answer.Summary);
    }

    private async Task<Preparation> SendChunksAsync(OutgoingMedia file, long received, ConnectedAccount account, CancellationToken ct)
    {
        await using var pieces = new Pieces(media, file);
        var (start, end) = (received, Math.Min(file.Bytes, received + FirstChunk));
        while (start < end)
        {
            var answer = await meta.PostPieceAsync($"{account.PlatformAccountId}/videos", MetaCall.Publishing(account, "fb.video_transfer"),
                [("upload_phase", "transfer"), ("upload_session_id", file.Part!), ("start_offset", start.ToString(CultureInfo.InvariantCulture))],
                "video_file_chunk", await pieces.ReadAsync(start, (int)(end - start), ct), ct);
            switch (answer)
            {
                case MetaAnswer.Ok ok when MetaJson.Number(ok.Body, "start_offset") is { } next && next > start && MetaJson.Number(ok.Body, "end_offset") is { } until:
                    (start, end) = (next, Math.Min(Math.Min(until, file.Bytes), next + LargestChunk));
                    break;
                case MetaAnswer.Refused { Error: { Subcode: WrongOffset, StartOffset: { } asked } } when asked != start:
                    (start, end) = (asked, Math.Min(file.Bytes, asked + FirstChunk));
                    break;
                case MetaAnswer.Refused or MetaAnswer.NotSent:
                    return new Preparation.Failed(MetaOutcomes.OfPreparation(answer));
                default:
                    return new Preparation.Pending(null, Trouble: answer.Summary);
            }
        }

        return new Preparation.Pending(null);
    }
}
