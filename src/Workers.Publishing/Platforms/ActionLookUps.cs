using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>What became of an action whose outcome is unknown: the comment's own state says it. What is not done yet may be done again, as twice is as good as once.</summary>
internal static class ActionLookUps
{
    /// <summary>Takes one look; two, <paramref name="pause"/> apart, where the first finds no comment.</summary>
    public static async Task<Sighting> LookAsync(this ICommentModerator platform, string action, ModeratedComment comment, ConnectedAccount account, TimeSpan pause, CancellationToken ct)
    {
        var sight = await platform.ReadAsync(comment, account, ct);
        if (sight is CommentSight.Gone)
        {
            await Task.Delay(pause, ct);
            sight = await platform.ReadAsync(comment, account, ct);
        }

        return (sight, action) switch
        {
            (CommentSight.Unclear unclear, _) => new Sighting.Unclear(unclear.Reason) { HeldBackFor = unclear.HeldBackFor },
            (CommentSight.Gone, "delete") => new Sighting.There(null, null),
            (CommentSight.Gone, _) => new Sighting.Dead(new Outcome.Rejected(Threads.Deleted, "댓글이 이미 삭제되어 있습니다.")),
            (CommentSight.There { IsHidden: true }, "hide") or (CommentSight.There { IsHidden: false }, "unhide") => new Sighting.There(null, null),
            _ => new Sighting.Absent(MayRecommit: true),
        };
    }
}
