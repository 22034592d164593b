using System.ComponentModel.DataAnnotations;

namespace SnsOps.Shared.Hosting;

/// <summary>How long a process counts as alive. Section "Workers".</summary>
public sealed class WorkerOptions
{
    /// <summary>Seconds between heartbeats.</summary>
    [Range(0.2, 60)] public double HeartbeatSeconds { get; init; } = 4;

    /// <summary>Seconds after the last heartbeat when others may take this process's rows. At least twice the heartbeat.</summary>
    [Range(0.5, 300)] public double LeaseSeconds { get; init; } = 10;
}
