using Microsoft.Extensions.Options;
using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.Media;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Instagram;

/// <summary>POST /{ig-user}/media: fetches an image or a video and keeps it in an invisible container, or puts such containers together.
/// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media</summary>
internal sealed class CreateContainer(Store store, MediaFetcher media, IOptions<SandboxOptions> options)
{
    private const int IdPrefix = 178;

    public async ValueTask<GraphReply> AnswerAsync(GraphCall call)
    {
        var (account, parameters) = ((Account)call.Node!, call.Parameters);
        var caption = parameters["caption"];
        CheckCaption(caption);
        if (parameters["alt_text"] is { Length: > 1000 })
            throw GraphErrors.BadParameter("Param alt_text must be no more than 1000 characters").Thrown();
        var draft = await ContainerDraft.ReadAsync(call, media);

        lock (account.Gate)
        {
            var now = call.Now;
            if (Account.CountSince(account.ContainerTimes, now - TimeSpan.FromDays(1)) >= options.Value.ContainerQuota)
                throw GraphErrors.QuotaReached.Thrown();
            if (draft.Children is { } children)
                CheckChildren(call, account, children, now);
            var seq = store.Ids.Next();
            var created = new ContainerCreated(
                IdSource.Id(IdPrefix, seq), seq, account.Id, caption, draft.Url, draft.Sha256, now,
                Stuck: call.Fault?.Kind == FaultKind.StuckInProgress, Failing: call.Fault?.Kind == FaultKind.ProcessingError,
                draft.Form ?? PostForm.Media, IsItem: draft.Form is null, draft.IsVideo, draft.Children);
            store.Commit(call.World, created);
            return GraphReply.Created(created.Id);
        }
    }

    private static void CheckCaption(string? caption)
    {
        if (caption is not null && (caption.Length > 2200 || caption.Count(c => c == '#') > 30 || caption.Count(c => c == '@') > 20))
            throw GraphErrors.BadImage(36004, 2207010, "The caption was too long: at most 2,200 characters, 30 hashtags and 20 @ tags").Thrown();
    }

    /// <summary>Two to ten items of this account, each of them ready.</summary>
    private void CheckChildren(GraphCall call, Account account, string[] children, DateTimeOffset now)
    {
        if (children.Length is < 2 or > 10 || children.Distinct().Count() != children.Length)
            throw new GraphError(100, "(#100) A carousel takes 2 to 10 items") { Subcode = 2207028 }.Thrown();
        foreach (var id in children)
        {
            if (call.World.Find(id) is not Container { Created.IsItem: true } child || child.Owner != account)
                throw GraphErrors.MediaNotFound.Thrown();
            switch (child.StatusAt(now, options.Value))
            {
                case "IN_PROGRESS": throw GraphErrors.NotReady.Thrown();
                case "EXPIRED": throw GraphErrors.ContainerGone.Thrown();
                case "ERROR": throw GraphErrors.CreateFailed.Thrown();
            }
        }
    }
}
