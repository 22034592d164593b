namespace SnsOps.Shared.Lanes;

/// <summary>One kind of nudge: how its rows are claimed, and the sweep that finds them when the nudge was lost.</summary>
/// <remarks>Both must be idempotent and quick: claim rows, hand them to a <see cref="BoundedExecutor"/>, return.</remarks>
public interface INudgeHandler
{
    /// <summary>The topic the nudges arrive on.</summary>
    string Topic { get; }

    /// <summary>One of <see cref="Messages.Kinds"/>.</summary>
    string Kind { get; }

    /// <summary>Claims the rows and starts their work. What the executor has no room for is left to the sweep.</summary>
    Task NudgedAsync(IReadOnlyList<Guid> ids, CancellationToken ct);

    /// <summary>Frees rows of dead owners and claims what has waited too long for a nudge, straight from PostgreSQL.</summary>
    Task SweepAsync(CancellationToken ct);
}
