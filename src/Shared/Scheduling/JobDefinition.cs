namespace SnsOps.Shared.Scheduling;

/// <summary>A schedule: what it is called, when it fires, and what is done about firings nobody ran.</summary>
/// <param name="Name">Kebab-case, as in DESIGN: "sync-comments".</param>
/// <param name="Grid">Its instants.</param>
/// <param name="Missed">What happens to firings that were missed.</param>
public sealed record JobDefinition(string Name, Grid Grid, MissedFirings Missed);

/// <summary>The policy for firings that passed while nobody was there.</summary>
public enum MissedFirings
{
    /// <summary>Only the newest one runs, and knows since when firings are missing.</summary>
    Coalesce,

    /// <summary>Each one of the last 24 h runs, marked late.</summary>
    EachWithinADay,
}

/// <summary>One firing, ours to run.</summary>
/// <param name="Job">Name of the job.</param>
/// <param name="ScheduledFor">The instant on the grid.</param>
/// <param name="Epoch">Moves when another process takes the run over.</param>
/// <param name="Late">It runs clearly after its instant.</param>
/// <param name="MissedSince">The last firing that did run, when some between it and this one did not.</param>
public sealed record JobRun(string Job, DateTimeOffset ScheduledFor, int Epoch, bool Late, DateTimeOffset? MissedSince);

/// <summary>The work of a schedule. It may run twice for one firing (a take-over), so it must be idempotent.</summary>
public interface IScheduledJob
{
    /// <summary>When and how it fires.</summary>
    JobDefinition Definition { get; }

    /// <summary>Does the firing's work, or plans it as <c>job_items</c>.</summary>
    /// <returns>What staff should see of it in the history; serialised as JSON.</returns>
    Task<object> RunAsync(JobRun run, CancellationToken ct);
}
