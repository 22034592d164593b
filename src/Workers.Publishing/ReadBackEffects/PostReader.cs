using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.ReadBackEffects;

/// <summary>Asks a platform for one post by its id.</summary>
/// <remarks>https://developers.facebook.com/docs/graph-api/guides/error-handling: 100/33 is an object that does not exist or may not be seen, 803 an unknown alias.</remarks>
internal sealed class PostReader(MetaClient meta, GoogleClient google)
{
    public Task<View> ReadAsync(ReadBack post, ConnectedAccount account, CancellationToken ct) =>
        post.Platform == "youtube" ? ReadVideoAsync(post, account, ct) : ReadPostAsync(post, account, ct);

    private async Task<View> ReadPostAsync(ReadBack post, ConnectedAccount account, CancellationToken ct)
    {
        var link = post.Platform == "instagram" ? "permalink" : "permalink_url";
        return await meta.GetAsync(post.PlatformId!, MetaCall.Publishing(account, "read_back"), [("fields", "id," + link)], ct) switch
        {
            MetaAnswer.Ok ok when MetaJson.Text(ok.Body, "id") is { Length: > 0 } => new View.Seen(MetaJson.Text(ok.Body, link)),
            MetaAnswer.Ok => new View.Unclear("the answer names no post"),
            MetaAnswer.Refused { Error: { Code: 100, Subcode: 33 } or { Code: 803 } } refused => new View.Absent(refused.Summary),
            var other => new View.Unclear(other.Summary) { HeldBackFor = (other as MetaAnswer.NotSent)?.HeldBack?.Wait },
        };
    }

    /// <summary>Deleted videos are silently missing; one that was made private, or that YouTube rejected, is seen by nobody.</summary>
    private async Task<View> ReadVideoAsync(ReadBack post, ConnectedAccount account, CancellationToken ct) =>
        await google.GetAsync(VideoState.Query(post.PlatformId!), GoogleCall.Publishing(account, "read_back", 1), ct) switch
        {
            GoogleAnswer.Ok ok when VideoState.Read(ok.Body, out var video) => video switch
            {
                null => new View.Absent("the video is not there"),
                { IsDead: true } dead => new View.Absent($"the video is {dead.Upload}: {dead.Reason ?? "no reason given"}"),
                { IsPrivate: true } => new View.Absent("the video is private"),
                _ => new View.Seen(null),
            },
            GoogleAnswer.Ok => new View.Unclear("the answer has no list"),
            var other => new View.Unclear(other.Summary) { HeldBackFor = (other as GoogleAnswer.NotSent)?.HeldBack?.Wait },
        };
}
