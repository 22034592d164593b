using Microsoft.Extensions.Options;
using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.Graph.Fields;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Instagram;

/// <summary>GET /{container}?fields=status_code,status: where a container stands.
/// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-container</summary>
internal sealed class ContainerStatus(Store store, IOptions<SandboxOptions> options)
{
    private static readonly NodeType<Seen> s_type = new NodeType<Seen>("IGContainer", "id")
        .Text("id", s => s.Id)
        .Text("status_code", s => s.StatusCode)
        .Text("status", s => s.StatusCode switch
        {
            "IN_PROGRESS" => "In Progress: Media is still being processed.",
            "FINISHED" => "Finished: Media has been uploaded and it is ready to be published.",
            "PUBLISHED" => "Published: Media has been published.",
            "EXPIRED" => "Expired: The container was not published within 24 hours.",
            _ => "Error: Media upload has failed with error code 2207082",
        })
        .Nested("copyright_check_status", new NodeType<Seen>("IGCopyrightCheck", "status,matches_found")
            .Text("status", _ => "completed").Flag("matches_found", _ => false), (s, _) => s);

    public GraphReply Answer(GraphCall call)
    {
        var container = (Container)call.Node!;
        var selection = s_type.Bind(call.Parameters["fields"]);
        if (call.Fault?.Kind == FaultKind.ProcessingError)
        {
            lock (container.Owner.Gate)
                if (container.Media is null)
                    store.Commit(call.World, new ContainerFailed(container.Id));
        }
        var status = call.Fault?.Kind == FaultKind.StuckInProgress ? "IN_PROGRESS" : container.StatusAt(call.Now, options.Value);
        return selection.Reply(call, new Seen(container.Id, status));
    }

    private sealed record Seen(string Id, string StatusCode);
}
