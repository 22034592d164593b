using Microsoft.Extensions.Options;
using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.State;
using SnsOps.Sandbox.YouTube.Videos;

namespace SnsOps.Sandbox.YouTube.Uploads;

/// <summary>PUT to a session's address: chunks, or the question how far it is. What is complete answers the same again.</summary>
internal sealed class ReceiveUpload(Store store, IOptions<SandboxOptions> options)
{
    /// <summary>YouTube does not say how long a session lives; those of Google's storage live a week.</summary>
    private static readonly TimeSpan s_life = TimeSpan.FromDays(7);
    private static readonly HashSet<string> s_parts = ["snippet", "status"];
    private readonly UploadFiles _files = new(store);

    public async ValueTask<YouTubeReply> AnswerAsync(YouTubeCall call)
    {
        if (call.Upload is not { Lost: false } upload || call.Now - upload.Opened.At > s_life)
            throw YouTubeErrors.NotFound.Thrown();
        await upload.Writing.WaitAsync(call.Http.RequestAborted);
        try
        {
            if (upload.Video is null)
                await ReceiveAsync(call, upload, ContentRange.Read(call.Http.Request));
            return upload.Video is { } video ? Whole(video, call, s_parts) : YouTubeReply.Incomplete(upload.Kept);
        }
        finally
        {
            upload.Writing.Release();
        }
    }

    /// <summary>201 with the video.</summary>
    public YouTubeReply Whole(ChannelVideo video, YouTubeCall call, HashSet<string> parts) =>
        YouTubeReply.Json(StatusCodes.Status201Created, json => VideoWriter.Write(json, video, parts, call.Now, options.Value, call.Figures));

    /// <summary>Takes all there is to the end of the file and makes the video.</summary>
    public async Task<ChannelVideo> TakeAsync(YouTubeCall call, Upload upload, Stream bytes)
    {
        var sent = 0L;
        await _files.AppendAsync(upload, 0, bytes, long.MaxValue, count => sent = count, call.Http.RequestAborted);
        store.Commit(call.World, new UploadReceived(upload.Id, sent, sent, sent));
        return await InsertAsync(call, upload);
    }

    private async Task ReceiveAsync(YouTubeCall call, Upload upload, ContentRange range)
    {
        if (range.Asks)
            return;
        if (range.From > upload.Kept)
            throw YouTubeErrors.BadRequest($"Invalid request. According to the Content-Range header, the upload offset is {range.From} byte(s), which exceeds already uploaded size of {upload.Kept} byte(s).").Thrown();
        var of = range.Of ?? upload.Bytes;
        if (upload.Bytes is { } announced && of != announced)
            throw YouTubeErrors.BadRequest($"Content-Range names {of} bytes, the session was opened for {announced}.").Thrown();
        var most = call.Fault?.Kind is FaultKind.Short308 or FaultKind.ResetMidBody ? Floor((range.To - range.From) / 2) : range.To - range.From;
        var sent = 0L;
        try
        {
            await _files.AppendAsync(upload, range.From, call.Http.Request.Body, most, count => sent = count, call.Http.RequestAborted);
        }
        finally
        {
            var kept = range.From + sent;
            if (kept != of)
                kept = Math.Max(upload.Kept, range.From + Floor(sent));
            store.Commit(call.World, new UploadReceived(upload.Id, Math.Max(kept, upload.Kept), upload.Arrived + sent, of));
        }

        if (call.Fault?.Kind == FaultKind.Short308)
            await call.Http.Request.Body.CopyToAsync(Stream.Null, call.Http.RequestAborted);
        if (upload.Kept == of)
            await InsertAsync(call, upload);
    }

    private async Task<ChannelVideo> InsertAsync(YouTubeCall call, Upload upload)
    {
        var sha256 = await _files.HashAsync(upload, call.Http.RequestAborted);
        lock (upload.Owner.Gate)
            store.Commit(call.World, new VideoInserted(VideoIds.Next(), store.Ids.Next(), upload.Id, sha256, upload.Kept, call.Now, call.Fault?.Kind == FaultKind.ProcessingError));
        await store.FlushedAsync();
        _files.Remove(upload);
        return upload.Video!;
    }

    private static long Floor(long bytes) => bytes / ContentRange.Step * ContentRange.Step;
}
