using SnsOps.Shared.Lanes;
using SnsOps.Workers.Publishing.Sending;

namespace SnsOps.Workers.Publishing.SendFirstComments;

/// <summary>Sends first comments. Nobody is nudged for them: two seconds are soon enough.</summary>
internal sealed class SendFirstCommentsSweep(SendingLane<OutgoingFirstComment> lane) : ISweep
{
    public string Name => "first comments";

    public Task SweepAsync(CancellationToken ct) => lane.SweepAsync(ct);
}
