using SnsOps.Local.Processes;

namespace SnsOps.Local.State;

/// <summary>What the host says about its fleet, for <c>status</c>, <c>down</c>, a detached <c>up</c> and the clean-up after a crash.</summary>
/// <param name="Phase">How far the host is.</param>
/// <param name="Failure">Why it failed.</param>
/// <param name="Members">In the order they start.</param>
public sealed record FleetReport(FleetPhase Phase, string? Failure, IReadOnlyList<MemberReport> Members)
{
    /// <summary>The last word of the host on this state folder; null if none ever ran.</summary>
    public static FleetReport? Read(LocalFolders folders) => StateFile.Read<FleetReport>(folders.ReportFile);

    internal void Write(LocalFolders folders) => StateFile.Write(folders.ReportFile, this);
}

/// <summary>How far a host is.</summary>
public enum FleetPhase
{
    Starting,
    Ready,
    Stopping,
    Stopped,
    Failed,
}

/// <summary>One member of the fleet.</summary>
/// <param name="Name">Its name in the table and of its log.</param>
/// <param name="Kind">How its readiness is asked.</param>
/// <param name="Address">A URL, or host:port for PostgreSQL; empty while it is not known.</param>
/// <param name="Process">Its process; null while there is none.</param>
/// <param name="StopSignal">What asks it to stop.</param>
/// <param name="Restarts">How often it came back.</param>
public sealed record MemberReport(string Name, ProbeKind Kind, string Address, ProcessIdentity? Process, UnixSignal StopSignal, int Restarts);

/// <summary>How readiness is asked.</summary>
public enum ProbeKind
{
    Http,
    Postgres,
    Broker,
}
