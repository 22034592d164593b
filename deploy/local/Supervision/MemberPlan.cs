using SnsOps.Local.Processes;
using SnsOps.Local.State;

namespace SnsOps.Local.Supervision;

/// <summary>One child of the fleet before it runs.</summary>
internal sealed record MemberPlan
{
    internal required string Name { get; init; }

    /// <summary>Higher ones are stopped first.</summary>
    internal required int Tier { get; init; }

    internal required ProbeKind Kind { get; init; }

    /// <summary>Where it listens; empty for the broker, which binds a port of its own choice.</summary>
    internal required string Address { get; init; }

    internal required ChildStart Start { get; init; }

    /// <summary>Done before each start.</summary>
    internal Func<CancellationToken, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    /// <summary>Asked through the connection to the fleet's database, where its kind needs one.</summary>
    internal required string ConnectionString { get; init; }
}
