using System.Globalization;
using System.Text.Json;
using SnsOps.Shared.Effects;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Videos of a page in three phases: started and uploaded ahead of time, unseen; finished at their second.</summary>
/// <remarks>
/// https://developers.facebook.com/docs/graph-api/reference/page/videos and https://developers.facebook.com/docs/video-api/guides/reels-publishing.
/// The video's id is the handle. Its part is the session (videos) or the upload address (reels, stories); where an upload goes on is always asked, never remembered.
/// </remarks>
internal sealed class PageVideos(MetaClient meta, PageUploads uploads, TimeProvider clock)
{
    private const string Fields = "status,post_id,permalink_url";

    /// <summary>The next step towards an uploaded video.</summary>
    /// <param name="edge">videos, video_reels or video_stories.</param>
    /// <param name="post">With its one file.</param>
    /// <param name="account">The page.</param>
    /// <param name="ct">Stops the upload.</param>
    public async Task<Preparation> PrepareAsync(string edge, OutgoingPost post, ConnectedAccount account, CancellationToken ct)
    {
        if (post.Handle is not { } video)
            return await StartAsync(edge, post.Media[0], account, ct);
        var now = clock.GetUtcNow();
        var isFresh = post.FreshHandle(now) is not null && post.WithoutPart(now) is null;
        var answer = await meta.GetAsync(video, Status(account), [("fields", Fields)], ct);
        if (answer is MetaAnswer.Refused { Error: { IsRateLimit: true } or { Code: 190 or 102 } } or MetaAnswer.NotSent { HeldBack: not null })
            return new Preparation.Failed(MetaOutcomes.OfPreparation(answer));
        var isGone = answer is MetaAnswer.Refused { Error: { Code: 100, Subcode: 33 } or { Code: 803 } };
        if (answer is not MetaAnswer.Ok ok)
            return isGone && !isFresh ? await StartAsync(edge, post.Media[0], account, ct) : new Preparation.Pending(null, Trouble: answer.Summary) { IsGone = isGone };
        var status = VideoStatus.Read(ok.Body);
        if (status.HasFailed)
            return isFresh ? new Preparation.Failed(new Outcome.TryLater("video_" + status.State, "페이스북이 영상을 받지 못했습니다: " + status.Error, DropsHandle: true)) : await StartAsync(edge, post.Media[0], account, ct);
        if (status.IsPublished)
            return new Preparation.AlreadyOut(MetaJson.Text(ok.Body, "post_id") ?? video, MetaJson.Text(ok.Body, "permalink_url"), status.PublishedAt);
        if (status.IsFinished)
            return new Preparation.UnderWay(new Outcome.Unknown("processing", "페이스북이 이미 받은 영상을 처리하고 있습니다. 공개되면 알려 드립니다."));
        if (!isFresh)
            return await StartAsync(edge, post.Media[0], account, ct);      // not out, and too old to be sent
        return status.IsUploaded ? new Preparation.Ready(video) : await uploads.ContinueAsync(edge, post.Media[0], status.Received, account, ct);
    }

    /// <summary>Finishes: accepted at once, public when the platform has processed it, which its status tells.</summary>
    public async Task<(Outcome Outcome, string Response)> FinishAsync(string edge, OutgoingPost post, ConnectedAccount account, CancellationToken ct)
    {
        var form = PostForms.Finish(edge, post.Text, post.Media[0].Part, post.Handle);
        var answer = await meta.PostAsync($"{account.PlatformAccountId}/{edge}", MetaCall.Publishing(account, $"fb.{edge}_finish"), form, ct);
        return answer is MetaAnswer.Ok ok
            ? (new Outcome.Unknown("processing", "페이스북이 영상을 받아 처리하고 있습니다. 공개되면 알려 드립니다."), ok.Body.GetRawText())
            : (MetaOutcomes.OfSend(answer), answer.Summary);
    }

    /// <summary>The video's own status decides what became of it.</summary>
    public async Task<Sighting> LookUpAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct)
    {
        var answer = await meta.GetAsync(attempt.Handle!, MetaCall.Publishing(account, "fb.video"), [("fields", Fields)], ct);
        if (answer is not MetaAnswer.Ok ok)
            return Sighting.Unclear.Of(answer);
        var status = VideoStatus.Read(ok.Body);
        return status switch
        {
            { IsPublished: true } => new Sighting.There(MetaJson.Text(ok.Body, "post_id") ?? attempt.Handle, MetaJson.Text(ok.Body, "permalink_url"), status.PublishedAt),
            { HasFailed: true } => new Sighting.Dead(new Outcome.Rejected("video_" + status.State, "페이스북이 영상을 처리하지 못했습니다: " + status.Error)),
            { State: "upload_complete" } => new Sighting.Absent(MayRecommit: true),        // uploaded, and never asked to be published
            _ => new Sighting.UnderWay(status.State),
        };
    }

    /// <summary>Whether the finishing call could be made now.</summary>
    public Task<HeldBack?> ReadyAsync(string edge, ConnectedAccount account, CancellationToken ct) => meta.ReadyAsync(MetaCall.Publishing(account, $"fb.{edge}_finish"), ct);

    private static MetaCall Status(ConnectedAccount account) => MetaCall.Publishing(account, "fb.video") with { Retries = false };

    private async Task<Preparation> StartAsync(string edge, OutgoingMedia file, ConnectedAccount account, CancellationToken ct)
    {
        (string, string)[] form = edge == "videos"
            ? [("upload_phase", "start"), ("file_size", file.Bytes.ToString(CultureInfo.InvariantCulture))]
            : [("upload_phase", "start")];
        var answer = await meta.PostAsync($"{account.PlatformAccountId}/{edge}", MetaCall.Publishing(account, $"fb.{edge}_start"), form, ct);
        if (answer is not MetaAnswer.Ok ok)
            return new Preparation.Failed(MetaOutcomes.OfPreparation(answer));
        return MetaJson.Text(ok.Body, "video_id") is { Length: > 0 } video && MetaJson.Text(ok.Body, edge == "videos" ? "upload_session_id" : "upload_url") is { Length: > 0 } part
            ? new Preparation.Made(video, NewPart.Of(file, part))
            : new Preparation.Failed(new Outcome.TryLater("no_id", "영상 번호가 없는 응답입니다."));
    }
}

/// <summary>What a video says of itself.</summary>
/// <param name="State">video_status: processing, upload_complete, ready, error, upload_failed or expired.</param>
/// <param name="Received">Bytes the platform has.</param>
/// <param name="IsUploaded">It has all of them.</param>
/// <param name="IsFinished">It was asked to be published.</param>
/// <param name="IsPublished">It is public.</param>
/// <param name="Error">What went wrong.</param>
internal sealed record VideoStatus(string State, long Received, bool IsUploaded, bool IsFinished, bool IsPublished, string? Error)
{
    /// <summary>Since when it is public, if it says so.</summary>
    public DateTimeOffset? PublishedAt { get; private init; }

    /// <summary>It never becomes public.</summary>
    public bool HasFailed => State is "error" or "upload_failed" or "expired";

    /// <summary>Reads the field <c>status</c>.</summary>
    public static VideoStatus Read(JsonElement video)
    {
        var status = Part(video, "status");
        var (uploading, processing, publishing) = (Part(status, "uploading_phase"), Part(status, "processing_phase"), Part(status, "publishing_phase"));
        var state = MetaJson.Text(status, "video_status") ?? "unknown";
        var uploaded = MetaJson.Text(uploading, "status") == "complete";
        return new VideoStatus(
            state, MetaJson.Number(uploading, "bytes_transferred") ?? 0, uploaded,
            uploaded && state != "upload_complete" && (state == "ready" || MetaJson.Text(processing, "status") is not (null or "not_started")),
            state == "ready" && MetaJson.Text(publishing, "publish_status") == "published",
            processing.ValueKind == JsonValueKind.Object && processing.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
                && errors.GetArrayLength() > 0 ? MetaJson.Text(errors[0], "message") : null)
        {
            PublishedAt = MetaJson.Number(publishing, "publish_time") is { } at and > 0 and < 100_000_000_000 ? DateTimeOffset.FromUnixTimeSeconds(at) : null,
        };
    }

    private static JsonElement Part(JsonElement node, string name) => node.ValueKind == JsonValueKind.Object && node.TryGetProperty(name, out var part) ? part : default;
}
