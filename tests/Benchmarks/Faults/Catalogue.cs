namespace SnsOps.Benchmarks.Faults;

/// <summary>Every fault there is.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<FaultCase> All { get; } = [.. WorkerFaults.All, .. PlatformFaults.All, .. YouTubeFaults.All, .. HouseFaults.All, .. BrokerFaults.All, .. NetworkFaults.All, .. ClockFaults.All, .. ApiFaults.All];
}
