using System.Text.Json;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Moderating below videos: hiding holds a comment for review, deleting rejects it for good, and only what the channel wrote itself is deleted.</summary>
/// <remarks>https://developers.google.com/youtube/v3/docs/comments/setModerationStatus, https://developers.google.com/youtube/v3/docs/comments/delete: 50 units each.</remarks>
internal sealed class YouTubeModerator(GoogleClient google) : ICommentModerator
{
    private const int WriteUnits = 50;

    public IReadOnlyList<string> Platforms => ["youtube"];

    public async Task<(Outcome Outcome, string Response)> SendAsync(OutgoingAction action, ConnectedAccount account, CancellationToken ct)
    {
        var id = Uri.EscapeDataString(action.PlatformCommentId);
        var answer = action is { Action: "delete", IsOwn: true }
            ? await google.DeleteAsync($"comments?id={id}", GoogleCall.Publishing(account, "yt.delete_comment", WriteUnits), ct)
            : await google.PostAsync(
                $"comments/setModerationStatus?id={id}&moderationStatus={Status(action.Action)}{(action.BanAuthor ? "&banAuthor=true" : "")}",
                GoogleCall.Publishing(account, "yt.moderate", WriteUnits), [], ct);
        return answer is GoogleAnswer.Ok
            ? (new Outcome.Published(null), "ok")
            : (YouTubeCommentOutcomes.OfSend(answer, "댓글 관리", isRepeatable: true, google.UntilReset), answer.Summary);
    }

    /// <summary>By its id; where the answer does not say who may see it, among those that wait for review.</summary>
    public async Task<CommentSight> ReadAsync(ModeratedComment comment, ConnectedAccount account, CancellationToken ct)
    {
        var answer = await google.GetAsync($"comments?part=snippet&id={Uri.EscapeDataString(comment.Id)}", GoogleCall.Publishing(account, "yt.comment_state", 1), ct);
        if (answer is not GoogleAnswer.Ok ok)
            return answer is GoogleAnswer.Refused { Error.Status: 404 } ? new CommentSight.Gone(answer.Summary) : CommentSight.Unclear.Of(answer);
        if (!ok.Body.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array)
            return new CommentSight.Unclear("the answer has no list");
        if (items.GetArrayLength() == 0)
            return new CommentSight.Gone("the comment is not there");
        return MetaJson.Text(items[0], "snippet", "moderationStatus") switch
        {
            "rejected" => new CommentSight.Gone("the comment is rejected"),
            "published" => new CommentSight.There(IsHidden: false),
            "heldForReview" or "likelySpam" => new CommentSight.There(IsHidden: true),
            _ => await ReadHeldAsync(comment, account, ct),
        };
    }

    private static string Status(string action) => action switch
    {
        "hide" => "heldForReview",
        "unhide" => "published",
        _ => "rejected",
    };

    /// <summary>The platform need not say it of a comment that is asked for by its id. A thread is listed there for a reply of it as well.</summary>
    private async Task<CommentSight> ReadHeldAsync(ModeratedComment comment, ConnectedAccount account, CancellationToken ct)
    {
        var list = $"commentThreads?part=snippet,replies&moderationStatus=heldForReview&maxResults=100&videoId={Uri.EscapeDataString(comment.PostId)}";
        string? page = null;
        do
        {
            var answer = await google.GetAsync(page is null ? list : $"{list}&pageToken={Uri.EscapeDataString(page)}", GoogleCall.Publishing(account, "yt.held", 1), ct);
            if (answer is not GoogleAnswer.Ok ok)
                return CommentSight.Unclear.Of(answer);
            if (!ok.Body.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array)
                return new CommentSight.Unclear("the answer has no list");
            if (items.EnumerateArray().SelectMany(Held).Contains(comment.Id))
                return new CommentSight.There(IsHidden: true);
            page = MetaJson.Text(ok.Body, "nextPageToken");
        }
        while (page is not null);
        return new CommentSight.There(IsHidden: false);
    }

    /// <summary>The ids in a listed thread that wait for review.</summary>
    private static IEnumerable<string?> Held(JsonElement thread)
    {
        if (thread.TryGetProperty("snippet", out var snippet) && snippet.TryGetProperty("topLevelComment", out var top) && IsHeld(top))
            yield return MetaJson.Text(top, "id");
        if (thread.TryGetProperty("replies", out var replies) && replies.TryGetProperty("comments", out var comments) && comments.ValueKind == JsonValueKind.Array)
            foreach (var reply in comments.EnumerateArray().Where(IsHeld))
                yield return MetaJson.Text(reply, "id");
    }

    private static bool IsHeld(JsonElement comment) => MetaJson.Text(comment, "snippet", "moderationStatus") == "heldForReview";
}
