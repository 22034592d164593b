using SnsOps.Shared.Lanes;
using SnsOps.Shared.Messages;
using SnsOps.Workers.Publishing.Platforms;
using SnsOps.Workers.Publishing.Sending;

namespace SnsOps.Workers.Publishing.ModerateComments;

/// <summary>Carries out what staff want done to comments.</summary>
internal sealed class ModerateCommentsHandler(SendingLane<OutgoingAction> lane) : INudgeHandler
{
    public string Topic => Topics.Publishing;

    public string Kind => Kinds.CommentActionDue;

    public Task NudgedAsync(IReadOnlyDictionary<Guid, NudgeOrigin> nudged, CancellationToken ct) => lane.NudgedAsync(nudged, ct);

    public Task SweepAsync(CancellationToken ct) => lane.SweepAsync(ct);
}
