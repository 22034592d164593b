namespace SnsOps.Shared.Live;

/// <summary>How live events get their numbers: whoever draws one holds one lock to the commit, so the order of seq is the order in which rows become visible.</summary>
public static class LiveSequence
{
    /// <summary>PostgreSQL's advisory lock: "SNSEV".</summary>
    public const string Lock = "357796365654";

    /// <summary>
    /// The seq of an event, as an expression of its insert: the next number, or null when something older waits for its own, and the Api's sequencer gives both.
    /// </summary>
    /// <remarks>
    /// For single statements, committed as they end: whoever writes events so waits for the commit of who came before, and nobody's are numbered meanwhile.
    /// And only where the statement has all other rows it changes by then: waiting for one with the lock held would hold up everybody's.
    /// </remarks>
    public const string Next = $"case when ({Waiting}) is null and (select pg_advisory_xact_lock({Lock})) is not null then nextval('live_event_seq') end";

    /// <summary>The oldest event without a number: when it was made.</summary>
    /// <remarks>The oldest, not whether there is one: the latter reads the whole table where the planner expects to meet one soon.</remarks>
    public const string Waiting = "select created_at from live_events where seq is null order by created_at, id limit 1";
}
