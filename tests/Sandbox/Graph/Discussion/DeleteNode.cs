using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Discussion;

/// <summary>DELETE /{post} and DELETE /{comment}: nobody can see it any longer; the ledger keeps it as not visible.</summary>
internal sealed class DeleteNode(Store store)
{
    public GraphReply Answer(GraphCall call)
    {
        lock (call.Node!.Owner.Gate)
            store.Commit(call.World, call.Node is Comment ? new CommentChanged(call.Node.Id, CommentChange.Delete, call.Now, ByCall: true, RequestId: call.RequestId) : new NodeDeleted(call.Node.Id));
        return GraphReply.Success;
    }
}
