using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Photo stories of a page, and the list of its stories, which names the photo or video each one shows.</summary>
internal sealed class PageStories(MetaClient meta)
{
    private const int MaxPages = 20;

    /// <summary>The one visible write.</summary>
    public async Task<(Outcome Outcome, string Response)> ShowAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct)
    {
        var answer = await meta.PostAsync($"{account.PlatformAccountId}/photo_stories", MetaCall.Publishing(account, "fb.photo_story"), [("photo_id", post.Handle!)], ct);
        if (answer is not MetaAnswer.Ok ok)
            return (MetaOutcomes.OfSend(answer), answer.Summary);
        return (MetaJson.Text(ok.Body, "post_id") is { Length: > 0 } id ? new Outcome.Published(id) : new Outcome.Unknown("no_id", "스토리 번호가 없는 응답입니다."), ok.Body.GetRawText());
    }

    /// <summary>A photo is shown once at most, so the story that shows ours is ours.</summary>
    public async Task<Sighting> LookUpAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct)
    {
        var pages = 0;
        await foreach (var answer in meta.PagesAsync($"{account.PlatformAccountId}/stories", MetaCall.Publishing(account, "fb.stories"), [("fields", "post_id,media_id,url"), ("limit", "100")], ct))
        {
            if (answer is not MetaAnswer.Ok page)
                return Sighting.Unclear.Of(answer);
            if (++pages > MaxPages)
                return new Sighting.Unclear("the listing is longer than was read");
            foreach (var story in MetaPages.Items(page.Body))
            {
                if (MetaJson.Text(story, "media_id") == attempt.Handle)
                    return new Sighting.There(MetaJson.Text(story, "post_id"), MetaJson.Text(story, "url"));
            }
        }

        return new Sighting.Absent(MayRecommit: false);
    }

    /// <summary>The story's address among the newest.</summary>
    public async Task<string?> FindUrlAsync(string platformPostId, ConnectedAccount account, CancellationToken ct) =>
        await meta.GetAsync($"{account.PlatformAccountId}/stories", MetaCall.Publishing(account, "fb.stories"), [("fields", "post_id,url"), ("limit", "25")], ct) is MetaAnswer.Ok ok
            ? MetaPages.Items(ok.Body).Where(s => MetaJson.Text(s, "post_id") == platformPostId).Select(s => MetaJson.Text(s, "url")).FirstOrDefault() : null;
}
