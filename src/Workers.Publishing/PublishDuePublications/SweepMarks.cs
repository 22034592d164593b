namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>From where on a sweep looks: below its marks nothing waits, is claimed or is armed. Each minute one looks at everything.</summary>
/// <remarks>
/// A row comes into a state with the time of that moment, so what appears after a sweep lies above its marks. Without them each sweep walks the dead versions
/// of all that was published while somebody's long reading keeps them: 90,000 of them in a quarter of an hour of 100 posts a second.
/// </remarks>
/// <param name="Waiting">Of <c>due_since</c>; what was freed ('-infinity') is looked for beside it.</param>
/// <param name="Claimed">Of <c>updated_at</c>.</param>
/// <param name="Armed">Of <c>attempts.armed_at</c>.</param>
internal sealed record SweepMarks(DateTimeOffset Waiting, DateTimeOffset Claimed, DateTimeOffset Armed)
{
    /// <summary>At everything.</summary>
    public static readonly SweepMarks Everything = new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    /// <summary>What is written now is committed by then: a transaction that idles for ten seconds is ended by the server.</summary>
    public static readonly TimeSpan CommitsWithin = TimeSpan.FromSeconds(20);

    /// <summary>So often a sweep looks at everything.</summary>
    public static readonly TimeSpan EverythingEvery = TimeSpan.FromMinutes(1);
}
