using System.ComponentModel.DataAnnotations;

namespace SnsOps.Api.Live;

/// <summary>How live events travel. Section "Live".</summary>
public sealed class LiveOptions
{
    /// <summary>Milliseconds between looks at the table when no nudge comes.</summary>
    [Range(20, 60_000)] public int PollMilliseconds { get; init; } = 500;

    /// <summary>Messages a connection may be behind before it is told to read everything anew.</summary>
    [Range(8, 65_536)] public int QueueLength { get; init; } = 256;

    /// <summary>Seconds without a word from a client before its connection is closed.</summary>
    [Range(1, 3600)] public double SilenceSeconds { get; init; } = 90;

    /// <summary>Seconds that who-may-see-what is believed before it is read again.</summary>
    [Range(0.1, 5)] public double RightsSeconds { get; init; } = 2;

    /// <summary>Connections one user may have open at this instance: pages in several tabs and on a phone, not a script gone wild.</summary>
    [Range(1, 10_000)] public int ConnectionsPerUser { get; init; } = 20;

    /// <summary>Seconds between looks at who has come and gone, for others to see.</summary>
    [Range(0.05, 60)] public double PresenceSeconds { get; init; } = 2;

    /// <summary>Events replayed to one who resumes; who missed more than that reads everything anew.</summary>
    [Range(1, 100_000)] public int ReplayLimit { get; init; } = 5000;
}
