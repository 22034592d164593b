using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>How far a sweep has claimed, in the order of the index it reads: the next batch begins behind the last row of this one.</summary>
/// <remarks>Else each batch walks the dead versions of all that the batches before it have claimed.</remarks>
/// <param name="FreedAt">Of what was freed: <c>next_attempt_at</c>.</param>
/// <param name="FreedId">And its id.</param>
/// <param name="Since">Of what waits: <c>due_since</c>.</param>
/// <param name="At">Its <c>next_attempt_at</c>.</param>
/// <param name="Id">And its id.</param>
internal sealed record OverduePlace(DateTimeOffset FreedAt, Guid FreedId, DateTimeOffset Since, DateTimeOffset At, Guid Id)
{
    /// <summary>Accounts of which enough is claimed: theirs waits in the database.</summary>
    public Guid[] Crowded { get; init; } = [];

    /// <summary>Where a sweep begins.</summary>
    public static OverduePlace From(SweepMarks marks) => new(DateTimeOffset.MinValue, Guid.Empty, marks.Waiting, DateTimeOffset.MaxValue, Guid.AllBitsSet);

    /// <summary>Behind what was claimed from here, in any order.</summary>
    public OverduePlace Behind(IEnumerable<OutgoingPost> claimed)
    {
        var place = this;
        foreach (var post in claimed.OrderBy(p => p.DueSince).ThenBy(p => p.NextAttemptAt).ThenBy(p => p.Id))
            place = post.DueSince == DateTimeOffset.MinValue ? place with { FreedAt = post.NextAttemptAt, FreedId = post.Id } : place with { Since = post.DueSince, At = post.NextAttemptAt, Id = post.Id };
        return place;
    }
}
