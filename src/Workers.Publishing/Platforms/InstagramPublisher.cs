using System.Text.Json;
using SnsOps.Shared.Effects;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Shared.Storage;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Instagram by container: created ahead, committed at its second, and asked for its own state when an answer is missing.</summary>
/// <remarks>https://developers.facebook.com/docs/instagram-platform/content-publishing</remarks>
internal sealed class InstagramPublisher(MetaClient meta, MediaStore media, TimeProvider clock, InstagramPosts posts, InstagramQuota quota) : IPublisher
{
    private static readonly TimeSpan LinkLife = TimeSpan.FromHours(3);
    private static readonly TimeSpan StoryNear = TimeSpan.FromMinutes(30);

    public IReadOnlyList<string> Formats { get; } = ["instagram_image", "instagram_carousel", "instagram_reel", "instagram_story"];

    public async Task<Preparation> PrepareAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (post.Handle is { } handle)
        {
            var known = await AskContainerAsync(handle, post.HandleAt, new Preparation.Ready(handle), post, account, ct);
            if (post.FreshHandle(now) is not null || !IsOfNoUse(known))
                return known;
        }

        if (post.Media.Count == 0)
            return new Preparation.Failed(new Outcome.Rejected("media.missing", "인스타그램 게시물에는 이미지나 영상이 필요합니다."));
        if (await quota.ExhaustedAsync(account, ct) is { } exhausted)
            return new Preparation.Failed(exhausted);
        if (post.Format == "instagram_carousel" && await PrepareChildrenAsync(post, account, now, ct) is { } step)
            return step;
        var (id, failed) = await CreateAsync(ContainerForms.Whole(post, Link), account, ct);
        return failed ?? new Preparation.Pending(id);
    }

    public Task ConnectAsync(ConnectedAccount account) => meta.ConnectAsync(account);

    public Task<HeldBack?> ReadyAsync(ConnectedAccount account, CancellationToken ct) => meta.ReadyAsync(MetaCall.Publishing(account, MetaCall.PublishContainer), ct);

    public async Task<(Outcome Outcome, string Response)> SendAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct)
    {
        var answer = await meta.PostAsync($"{account.PlatformAccountId}/media_publish", MetaCall.Publishing(account, MetaCall.PublishContainer), [("creation_id", post.Handle!)], ct);
        return answer is MetaAnswer.Ok ok
            ? (Id(ok.Body) is { } id ? new Outcome.Published(id) : new Outcome.Unknown("no_id", "게시물 번호가 없는 응답입니다."), ok.Body.GetRawText())
            : (MetaOutcomes.OfSend(answer), answer.Summary);
    }

    public async Task<Sighting> LookUpAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct)
    {
        var answer = await meta.GetAsync(attempt.Handle!, MetaCall.Publishing(account, "ig.container_status"), [("fields", "status_code,status")], ct);
        if (answer is not MetaAnswer.Ok ok)
            return Sighting.Unclear.Of(answer);     // 100/33 on a container of our own is transient too
        var status = MetaJson.Text(ok.Body, "status_code");
        return status switch
        {
            "PUBLISHED" => await FindPostAsync(attempt, account, ct) as Sighting.There ?? new Sighting.There(null, null),       // for certain; its id is looked for later
            "FINISHED" or "IN_PROGRESS" => new Sighting.Absent(MayRecommit: true),
            "EXPIRED" => new Sighting.Dead(new Outcome.TryLater("expired", "컨테이너가 게시되지 않은 채 만료되어 다시 만듭니다.", DropsHandle: true)),
            "ERROR" => new Sighting.Dead(new Outcome.Rejected("container_error", "인스타그램이 미디어를 처리하지 못했습니다: " + MetaJson.Text(ok.Body, "status"))),
            _ => new Sighting.Unclear($"status_code {status}"),
        };
    }

    public Task<Sighting> FindPostAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct) => posts.FindUniqueAsync(SoughtPost.Of(attempt), account, ct);

    public async Task<string?> FindUrlAsync(string platformPostId, ConnectedAccount account, CancellationToken ct) =>
        await meta.GetAsync(platformPostId, MetaCall.Publishing(account, "ig.media"), [("fields", "permalink")], ct) is MetaAnswer.Ok ok ? MetaJson.Text(ok.Body, "permalink") : null;

    /// <summary>One container per file, each stored before the next is made; null once all of them are ready to be put together.</summary>
    private async Task<Preparation?> PrepareChildrenAsync(OutgoingPost post, ConnectedAccount account, DateTimeOffset now, CancellationToken ct)
    {
        if (post.WithoutPart(now) is { } next)
        {
            var (id, failed) = await CreateAsync(ContainerForms.Child(next, Link), account, ct);
            return failed ?? new Preparation.Made(null, NewPart.Of(next, id!));
        }

        var finished = new List<int>();
        foreach (var child in post.Media.Where(m => !m.IsFinished))
        {
            if (await AskContainerAsync(child.Part!, child.PartAt, new Preparation.Ready(null), post, account, ct) is not Preparation.Ready and var step)
                return step is Preparation.Pending pending ? pending with { Handle = null, Finished = finished } : step;
            finished.Add(child.Position);
        }

        return null;
    }

    private async Task<(string? Id, Preparation? Failed)> CreateAsync(IReadOnlyList<(string Name, string Value)> form, ConnectedAccount account, CancellationToken ct)
    {
        var answer = await meta.PostAsync($"{account.PlatformAccountId}/media", MetaCall.Publishing(account, MetaCall.CreateContainer), form, ct);
        return answer is MetaAnswer.Ok ok && Id(ok.Body) is { } id ? (id, null)
            : (null, new Preparation.Failed(answer is MetaAnswer.Ok ? new Outcome.TryLater("no_id", "컨테이너 번호가 없는 응답입니다.") : MetaOutcomes.OfPreparation(answer)));
    }

    private async Task<Preparation> AskContainerAsync(string handle, DateTimeOffset? madeAt, Preparation whenFinished, OutgoingPost post, ConnectedAccount account, CancellationToken ct)
    {
        var answer = await meta.GetAsync(handle, MetaCall.Publishing(account, "ig.container_status") with { Retries = false }, [("fields", "status_code,status")], ct);
        if (answer is MetaAnswer.Refused { Error: { IsRateLimit: true } or { Code: 190 or 102 } } or MetaAnswer.NotSent { HeldBack: not null })
            return new Preparation.Failed(MetaOutcomes.OfPreparation(answer));
        if (answer is not MetaAnswer.Ok ok)
            return new Preparation.Pending(handle, Trouble: answer.Summary) { IsGone = answer is MetaAnswer.Refused { Error: { Code: 100, Subcode: 33 } } };       // the read failed: ask again
        return MetaJson.Text(ok.Body, "status_code") switch
        {
            "FINISHED" => whenFinished,
            "IN_PROGRESS" => new Preparation.Pending(handle),
            "PUBLISHED" => await FindOutAsync(post, madeAt, account, ct),
            "EXPIRED" => new Preparation.Failed(new Outcome.TryLater("expired", "컨테이너가 만료되어 다시 만듭니다.", TimeSpan.FromSeconds(1), DropsHandle: true)),
            _ => new Preparation.Failed(new Outcome.TryLater("container_error", "인스타그램이 미디어를 처리하지 못했습니다: " + MetaJson.Text(ok.Body, "status"), DropsHandle: true)),
        };
    }

    /// <summary>Of a container that is too old to be sent: it is not out, and nothing keeps it from being made anew.</summary>
    private static bool IsOfNoUse(Preparation step) =>
        step is Preparation.Ready or Preparation.Pending { Trouble: null } or Preparation.Pending { IsGone: true } or Preparation.Failed { Outcome: Outcome.TryLater { DropsHandle: true } };

    /// <summary>Our own container is public, so the post is: nothing is sent, and its id is looked for among what is newer than the container.</summary>
    /// <remarks>A story has no words to know it by, and the time of its send is not known here: its id is looked for later.</remarks>
    private async Task<Preparation> FindOutAsync(OutgoingPost post, DateTimeOffset? madeAt, ConnectedAccount account, CancellationToken ct)
    {
        if (post.Format == "instagram_story" && madeAt < clock.GetUtcNow() - StoryNear)
            return new Preparation.AlreadyOut(null);
        var sought = new SoughtPost(post.Id, post.AccountId, post.Format, post.Fingerprint, (madeAt ?? post.ScheduledAt) - UnknownAttempt.Skew);
        return await posts.FindUniqueAsync(sought, account, ct) is Sighting.There there
            ? new Preparation.AlreadyOut(there.PlatformPostId, there.PostUrl, there.At) : new Preparation.AlreadyOut(null);
    }

    private string Link(OutgoingMedia file) => media.Link(file.Sha256, file.Type, clock.GetUtcNow() + LinkLife);

    private static string? Id(JsonElement body) => MetaJson.Text(body, "id") is { Length: > 0 } id ? id : null;
}
