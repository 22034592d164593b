using System.Globalization;
using Microsoft.Extensions.Options;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Instagram;

/// <summary>POST /{ig-user}/media_publish: makes a finished container visible, once.
/// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media_publish</summary>
internal sealed class PublishContainer(Store store, IOptions<SandboxOptions> options)
{
    private const int IdPrefix = 179;

    public GraphReply Answer(GraphCall call)
    {
        var account = (Account)call.Node!;
        if (call.World.Find(call.Parameters.Required("creation_id")) is not Container container || container.Owner != account)
            throw GraphErrors.MediaNotFound.Thrown();
        if (container.Created.IsItem)
            throw GraphErrors.BadMediaType("A carousel item can only be published in its carousel").Thrown();
        lock (account.Gate)
        {
            var now = call.Now;
            switch (container.StatusAt(now, options.Value))
            {
                case "PUBLISHED": return SecondPublish(container);
                case "EXPIRED": throw GraphErrors.ContainerGone.Thrown();
                case "ERROR": throw GraphErrors.CreateFailed.Thrown();
                case "IN_PROGRESS": throw GraphErrors.NotReady.Thrown();
            }
            if (Account.CountSince(account.PublishTimes, now - TimeSpan.FromDays(1)) >= (account.PublishQuota ?? options.Value.PublishQuota))
                throw GraphErrors.QuotaReached.Thrown();
            var seq = store.Ids.Next();
            var id = IdSource.Id(IdPrefix, seq);
            store.Commit(call.World, new PostCreated(
                id, seq, account.Id, container.Created.Form, container.Created.Caption, now, Published: true,
                MediaSha256: container.Created.MediaSha256, MediaUrl: container.Created.MediaUrl, ContainerId: container.Id, RequestId: call.RequestId,
                Media: container.Created.Children?.Select(c => call.World.Get<Container>(c).Created.MediaSha256!).ToArray(), IsVideo: container.Created.IsVideo));
            return GraphReply.Created(id);
        }
    }

    private GraphReply SecondPublish(Container container)
    {
        if (options.Value.SecondPublish.Split('/') is not [var code, var subcode])
            return GraphReply.Created(container.Media!.Id);
        var (number, sub) = (int.Parse(code, CultureInfo.InvariantCulture), int.Parse(subcode, CultureInfo.InvariantCulture));
        throw (number == 9007 ? GraphErrors.NotReady : GraphErrors.ContainerGone with { Code = number, Subcode = sub }).Thrown();
    }
}
