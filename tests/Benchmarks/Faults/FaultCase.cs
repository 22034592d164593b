namespace SnsOps.Benchmarks.Faults;

/// <summary>A fault of the catalogue.</summary>
/// <param name="Id">As the fault table of deploy/docs/faults.md names it: K10, F20, …</param>
/// <param name="What">What happens.</param>
/// <param name="Formats">What it is let loose on; a format listed twice is drawn twice as often.</param>
/// <param name="RunAsync">Schedules its batch, strikes, and leaves once the fault is over; the rest of the round waits for the verdicts.</param>
internal sealed record FaultCase(string Id, string What, IReadOnlyList<string> Formats, Func<Round, CancellationToken, Task> RunAsync)
{
    /// <summary>A row that has no verdict after so many seconds is stuck.</summary>
    public double VerdictSeconds { get; init; } = 60;

    /// <summary>Looked at once every row has its verdict: rules of this fault alone, noted in <see cref="Round.Broken"/>.</summary>
    public Func<Round, CancellationToken, Task>? AssertAsync { get; init; }

    /// <summary>Why a person may have to be asked about a row whose platform decides by a handle; null: none may.</summary>
    public string? MayAsk { get; init; }

    /// <summary>Why it may run and hit nothing; null: then it has proven nothing, and the run fails.</summary>
    public string? MayMiss { get; init; }
}
