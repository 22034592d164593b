using System.ComponentModel.DataAnnotations;

namespace SnsOps.Api.Auth;

/// <summary>How long sign-ins live. Section "Auth".</summary>
public sealed class AuthOptions
{
    /// <summary>Minutes an access token is good for.</summary>
    [Range(1, 60)] public int AccessMinutes { get; init; } = 15;

    /// <summary>Days a refresh token is good for; each use makes a new one.</summary>
    [Range(1, 90)] public int RefreshDays { get; init; } = 14;

    /// <summary>Seconds a WebSocket ticket is good for, once.</summary>
    [Range(5, 300)] public int TicketSeconds { get; init; } = 30;

    /// <summary>
    /// Rounds of PBKDF2 with HMAC-SHA512 that a new password's hash takes; those that are stored keep theirs, and until all have as many, the time of a refusal tells apart who exists.
    /// </summary>
    [Range(1000, 10_000_000)] public int HashRounds { get; init; } = 100_000;

    /// <summary>Sign-in calls a minute from one address.</summary>
    [Range(1, 100_000)] public int LoginsPerMinute { get; init; } = 120;
}
