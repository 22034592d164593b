using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.ReadBackEffects;

/// <summary>Asks a platform how a comment stands that we wrote, or did something to.</summary>
internal sealed class CommentReader(CommentModerators platforms, CommentTargets targets)
{
    /// <summary>An answer of ours: there, and hidden from nobody.</summary>
    public async Task<View> ReadReplyAsync(ReadBack look, ConnectedAccount account, CancellationToken ct) =>
        await platforms.Of(look.Platform).ReadAsync(await targets.OfReplyAsync(look.SubjectId, ct), account, ct) switch
        {
            CommentSight.There { IsHidden: false } => new View.Seen(null),
            CommentSight.There => new View.Absent("the reply is hidden"),
            CommentSight.Gone gone => new View.Absent(gone.Reason),
            CommentSight.Unclear unclear => new View.Unclear(unclear.Reason) { HeldBackFor = unclear.HeldBackFor },
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>What was done to a comment. One that is gone is as hidden as can be.</summary>
    public async Task<View> ReadActionAsync(ReadBack look, ConnectedAccount account, CancellationToken ct)
    {
        var (action, comment) = await targets.OfActionAsync(look.SubjectId, ct);
        return (await platforms.Of(look.Platform).ReadAsync(comment, account, ct), action) switch
        {
            (CommentSight.Unclear unclear, _) => new View.Unclear(unclear.Reason) { HeldBackFor = unclear.HeldBackFor },
            (CommentSight.Gone gone, "unhide") => new View.Absent(gone.Reason),
            (CommentSight.Gone, _) or (CommentSight.There { IsHidden: true }, "hide") or (CommentSight.There { IsHidden: false }, "unhide") => new View.Seen(null),
            (CommentSight.There there, _) => new View.Absent(there.IsHidden ? "the comment is hidden" : "the comment is visible"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
