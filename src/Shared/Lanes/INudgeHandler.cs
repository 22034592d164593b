namespace SnsOps.Shared.Lanes;

/// <summary>One kind of nudge: how its rows are claimed, and the sweep that finds them when the nudge was lost.</summary>
/// <remarks>Both must be idempotent and quick: claim rows, hand them to a <see cref="BoundedExecutor"/>, return.</remarks>
public interface INudgeHandler : ISweep
{
    /// <summary>The topic the nudges arrive on.</summary>
    string Topic { get; }

    /// <summary>One of <see cref="Messages.Kinds"/>.</summary>
    string Kind { get; }

    /// <summary>Claims the rows and starts their work. What the executor has no room for is left to the sweep.</summary>
    /// <param name="nudged">Row ids, each with the trace and flow its nudge came from; hand them to <see cref="NudgeOrigin.Begin"/>.</param>
    /// <param name="ct">Stops the claim.</param>
    Task NudgedAsync(IReadOnlyDictionary<Guid, NudgeOrigin> nudged, CancellationToken ct);

    /// <summary>Its sweep frees rows of dead owners and claims what has waited too long for a nudge, straight from PostgreSQL.</summary>
    string ISweep.Name => Kind;
}
