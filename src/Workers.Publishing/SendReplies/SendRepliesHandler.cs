using SnsOps.Shared.Lanes;
using SnsOps.Shared.Messages;
using SnsOps.Workers.Publishing.Platforms;
using SnsOps.Workers.Publishing.Sending;

namespace SnsOps.Workers.Publishing.SendReplies;

/// <summary>Sends what staff answer.</summary>
internal sealed class SendRepliesHandler(SendingLane<OutgoingReply> lane) : INudgeHandler
{
    public string Topic => Topics.Publishing;

    public string Kind => Kinds.ReplyDue;

    public Task NudgedAsync(IReadOnlyDictionary<Guid, NudgeOrigin> nudged, CancellationToken ct) => lane.NudgedAsync(nudged, ct);

    public Task SweepAsync(CancellationToken ct) => lane.SweepAsync(ct);
}
