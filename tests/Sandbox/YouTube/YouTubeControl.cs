using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Sandbox.State;
using SnsOps.Sandbox.YouTube.Limits;
using SnsOps.Sandbox.YouTube.Videos;

namespace SnsOps.Sandbox.YouTube;

/// <summary>What tests set, and what was uploaded to channels, seen by nobody yet or by all.</summary>
internal static class YouTubeControl
{
    public static void MapYouTubeControl(this IEndpointRouteBuilder control)
    {
        control.MapGet("/youtube/uploads", UploadsAsync);
        control.MapGet("/youtube/settings", (QuotaBuckets quota) => TypedResults.Ok(quota.Settings));
        control.MapPost("/youtube/settings", (YouTubeSettings body, QuotaBuckets quota) => TypedResults.Ok(quota.Settings = body));
    }

    /// <summary>Oldest first; of one channel if named.</summary>
    private static async Task<Ok<UploadsView>> UploadsAsync(Store store, string? account = null)
    {
        var world = store.World;
        foreach (var channel in world.Accounts.Values.Where(a => a.Platform == Platform.YouTube))
            lock (channel.Gate)
                PublishAt.Settle(store, world, channel);
        await store.FlushedAsync();
        return TypedResults.Ok(new UploadsView([.. world.Uploads.Values.Where(u => u.Video is not { Inserted.Seed: true } && (account is null || u.Owner.Id == account)).OrderBy(u => u.Opened.Seq).Select(UploadView.Of)]));
    }
}

/// <summary>One upload session.</summary>
/// <param name="Arrived">Bytes that were sent, again ones included.</param>
/// <param name="VideoId">Once it was whole.</param>
internal sealed record UploadView(
    string AccountId, string Title, long? Bytes, long Kept, long Arrived, bool Lost, string? VideoId, string? Sha256, string? Privacy, string? ThumbnailSha256, string? VideoTitle,
    string? Description, string[] Tags, bool MadeForKids)
{
    public static UploadView Of(Upload upload) => new(
        upload.Owner.Id, upload.Opened.Snippet.Title, upload.Bytes, upload.Kept, upload.Arrived, upload.Lost, upload.Video?.Id, upload.Video?.Inserted.Sha256, upload.Video?.Status.Privacy,
        upload.Video?.ThumbnailSha256, upload.Video?.Snippet.Title, upload.Video?.Snippet.Description, upload.Video?.Snippet.Tags ?? [], upload.Video?.Status.MadeForKids ?? false);
}

internal sealed record UploadsView(UploadView[] Uploads);
