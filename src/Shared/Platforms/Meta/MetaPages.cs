using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SnsOps.Shared.Platforms.Meta;

/// <summary>Reads a list of the Graph API page by page. https://developers.facebook.com/docs/graph-api/results</summary>
public static class MetaPages
{
    /// <summary>The pages in order, each as <see cref="MetaAnswer.Ok"/>. Anything else is the last answer: the list was not read whole.</summary>
    /// <param name="meta">The client.</param>
    /// <param name="path">The edge, such as "{page}/published_posts".</param>
    /// <param name="call">What it is.</param>
    /// <param name="query">Fields, limit and filters of the first page; the platform repeats them in its links.</param>
    /// <param name="ct">Stops reading.</param>
    public static async IAsyncEnumerable<MetaAnswer> PagesAsync(
        this MetaClient meta, string path, MetaCall call, IReadOnlyList<(string Name, string Value)> query, [EnumeratorCancellation] CancellationToken ct)
    {
        var first = await meta.GetAsync(path, call, query, ct);
        yield return first;
        if (first is not MetaAnswer.Ok page || Next(page.Body) is not { } next)
            yield break;
        await foreach (var following in meta.FollowAsync(next, call, ct))
            yield return following;
    }

    /// <summary>The pages from a link on, such as the one of a nested list.</summary>
    /// <param name="meta">The client.</param>
    /// <param name="link">As the platform gave it.</param>
    /// <param name="call">What it is.</param>
    /// <param name="ct">Stops reading.</param>
    public static async IAsyncEnumerable<MetaAnswer> FollowAsync(this MetaClient meta, string link, MetaCall call, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var next = link; next is not null;)
        {
            var answer = await meta.GetPageAsync(next, call, ct);
            yield return answer;
            var following = answer is MetaAnswer.Ok page ? Next(page.Body) : null;
            if (following == next)
            {
                yield return new MetaAnswer.Unclear("a page link points at its own page");
                yield break;
            }

            next = following;
        }
    }

    /// <summary>The items of a page; none when it has no <c>data</c>.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement page) =>
        page.ValueKind == JsonValueKind.Object && page.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array ? data.EnumerateArray() : [];

    /// <summary>The link to the page after this one; null on the last.</summary>
    public static string? Next(JsonElement page) =>
        page.ValueKind == JsonValueKind.Object && page.TryGetProperty("paging", out var paging) && paging.ValueKind == JsonValueKind.Object ? MetaJson.Text(paging, "next") : null;
}
