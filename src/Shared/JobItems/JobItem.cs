namespace SnsOps.Shared.JobItems;

/// <summary>The part of a run that concerns one client or account, claimed by this process.</summary>
/// <param name="Id">Row id.</param>
/// <param name="Job">Which job; picks the handler.</param>
/// <param name="ScheduledFor">The firing it belongs to.</param>
/// <param name="ClientId">Whose it is.</param>
/// <param name="SubjectId">The account, or the client itself.</param>
/// <param name="Epoch">Moves with every claim; the outcome counts only under it.</param>
/// <param name="Tries">This one included.</param>
/// <param name="Input">JSON the planner left.</param>
public sealed record JobItem(Guid Id, string Job, DateTimeOffset ScheduledFor, Guid ClientId, Guid SubjectId, int Epoch, int Tries, string Input);

/// <summary>How an item ended: a closed set.</summary>
public abstract record JobItemOutcome
{
    private JobItemOutcome()
    {
    }

    /// <summary>Finished; <paramref name="Detail"/> is serialised for the history.</summary>
    public sealed record Done(object Detail) : JobItemOutcome;

    /// <summary>To be tried again, after <paramref name="Wait"/> or the usual 30, 60, 120 s; after the third it is failed, unless it merely had to wait.</summary>
    public sealed record TryLater(string Reason, TimeSpan? Wait = null, bool Burns = true) : JobItemOutcome;

    /// <summary>Will not work however often it is tried.</summary>
    public sealed record Failed(string Reason) : JobItemOutcome;
}

/// <summary>Does the items of one job. May run twice for one item (a take-over), so it must be idempotent.</summary>
public interface IJobItemHandler
{
    /// <summary>The job whose items these are.</summary>
    string Job { get; }

    /// <summary>Does one item.</summary>
    Task<JobItemOutcome> RunAsync(JobItem item, CancellationToken ct);
}
