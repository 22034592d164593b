using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Discussion;

/// <summary>DELETE /{post} and DELETE /{comment}: nobody can see it any longer; the ledger keeps it as not visible.</summary>
internal sealed class DeleteNode(Store store)
{
    public GraphReply Answer(GraphCall call)
    {
        lock (call.Node!.Owner.Gate)
            store.Commit(call.World, new NodeDeleted(call.Node.Id));
        return GraphReply.Success;
    }
}
