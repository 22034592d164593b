namespace SnsOps.Shared.Lanes;

/// <summary>Rows found by looking, every two seconds, in every replica.</summary>
public interface ISweep
{
    /// <summary>What is looked for, for the log.</summary>
    string Name { get; }

    /// <summary>Looks once. Idempotent, and quick.</summary>
    Task SweepAsync(CancellationToken ct);
}
