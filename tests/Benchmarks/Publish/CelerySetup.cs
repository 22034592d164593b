namespace SnsOps.Benchmarks.Publish;

/// <summary>How the peer's workers run.</summary>
/// <param name="Pool">prefork or gevent.</param>
/// <param name="Workers">Worker programs; a gevent worker uses one core.</param>
/// <param name="Concurrency">Tasks at once in each.</param>
/// <param name="Connections">To PostgreSQL, in each process that runs tasks.</param>
internal sealed record CelerySetup(string Pool, int Workers, int Concurrency, int Connections)
{
    /// <summary>What the calibration chooses from.</summary>
    public static IReadOnlyList<CelerySetup> All { get; } =
    [
        new("prefork", 1, 4, 1), new("prefork", 1, 16, 1), new("prefork", 1, 32, 1), new("gevent", 1, 200, 16), new("gevent", 2, 100, 16),
    ];

    /// <inheritdoc />
    public override string ToString() => Workers == 1 ? $"{Pool} {Concurrency}" : $"{Pool} {Workers} × {Concurrency}";
}
