using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Publishing.FindPendingIds;

/// <summary>How long the id of a post that is out is looked for. Section "PendingIds".</summary>
internal sealed class PendingIdOptions
{
    /// <summary>Seconds until the second look; doubles up to an hour.</summary>
    [Range(0.1, 3600)] public double FirstSeconds { get; init; } = 15;

    /// <summary>After so many looks it stays without one: a day.</summary>
    [Range(1, 1000)] public int Looks { get; init; } = 31;

    /// <summary>Looks under way at once.</summary>
    [Range(1, 500)] public int Capacity { get; init; } = 8;
}
