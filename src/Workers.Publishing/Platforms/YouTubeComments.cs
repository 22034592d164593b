using System.Text.Json;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Writing below videos: a reply hangs on the comment at the top of its thread, a first comment begins a thread.</summary>
/// <remarks>https://developers.google.com/youtube/v3/docs/comments/insert, https://developers.google.com/youtube/v3/docs/commentThreads/insert: 50 units each.</remarks>
internal sealed class YouTubeComments(GoogleClient google, KnownReplies known) : ICommentWriter
{
    private const int WriteUnits = 50;
    private const int MaxPages = 20;

    public IReadOnlyList<string> Platforms => ["youtube"];

    public async Task<(Outcome Outcome, string Response)> SendAsync(OutgoingReply reply, ConnectedAccount account, CancellationToken ct)
    {
        var (path, what) = reply.OnPost ? ("commentThreads?part=snippet", "첫 댓글") : ("comments?part=snippet", "답글");
        object body = reply.OnPost
            ? new { snippet = new { channelId = account.PlatformAccountId, videoId = reply.Thread, topLevelComment = new { snippet = new { textOriginal = reply.Text } } } }
            : new { snippet = new { parentId = reply.Thread, textOriginal = reply.Text } };
        var call = GoogleCall.Publishing(account, reply.OnPost ? "yt.comment" : "yt.reply", WriteUnits);
        var answer = await google.PostAsync(path, call, JsonSerializer.SerializeToUtf8Bytes(body), ct);
        if (answer is not GoogleAnswer.Ok ok)
            return (YouTubeCommentOutcomes.OfSend(answer, what, isRepeatable: false, google.UntilReset), answer.Summary);
        return (MetaJson.Text(Top(ok.Body), "id") is { Length: > 0 } id ? new Outcome.Published(id) : new Outcome.Unknown("no_id", $"{what} 번호가 없는 응답입니다."), ok.Body.GetRawText());
    }

    public async Task<Sighting> LookUpAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct)
    {
        var list = attempt.OnPost
            ? $"commentThreads?part=snippet&order=time&maxResults=100&textFormat=plainText&videoId={Uri.EscapeDataString(attempt.Thread!)}"
            : $"comments?part=snippet&maxResults=100&textFormat=plainText&parentId={Uri.EscapeDataString(attempt.Thread!)}";
        var matches = new List<string>();
        string? page = null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var answer = await google.GetAsync(page is null ? list : $"{list}&pageToken={Uri.EscapeDataString(page)}", GoogleCall.Publishing(account, "yt.replies", 1), ct);
            if (answer is not GoogleAnswer.Ok ok)
                return Sighting.Unclear.Of(answer);
            if (!ok.Body.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array)
                return new Sighting.Unclear("the answer has no list");
            var comments = items.EnumerateArray().Select(Top).ToList();
            matches.AddRange(comments.Where(c => Fits(c, attempt, account)).Select(c => MetaJson.Text(c, "id")).OfType<string>());
            page = MetaJson.Text(ok.Body, "nextPageToken");
            // The newest come first: once all of a page are older than the attempt, so is what follows.
            if (page is null || (comments.Count > 0 && comments.TrueForAll(c => GoogleTime.Parse(MetaJson.Text(Snippet(c), "publishedAt")) < attempt.Since)))
                return await known.JudgeAsync(attempt, matches, ct);
        }

        return new Sighting.Unclear("the thread is longer than was read");
    }

    private static bool Fits(JsonElement comment, UnknownAttempt attempt, ConnectedAccount account)
    {
        var snippet = Snippet(comment);
        return GoogleTime.Parse(MetaJson.Text(snippet, "publishedAt")) >= attempt.Since
               && MetaJson.Text(snippet, "authorChannelId", "value") == account.PlatformAccountId
               && Fingerprints.Of(MetaJson.Text(snippet, "textOriginal") ?? MetaJson.Text(snippet, "textDisplay")) == attempt.Fingerprint;
    }

    /// <summary>The comment of a thread, or the comment itself.</summary>
    private static JsonElement Top(JsonElement resource) => Snippet(resource) is { ValueKind: JsonValueKind.Object } snippet && snippet.TryGetProperty("topLevelComment", out var top) ? top : resource;

    private static JsonElement Snippet(JsonElement resource) => resource.ValueKind == JsonValueKind.Object && resource.TryGetProperty("snippet", out var snippet) ? snippet : default;
}
