using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Collection.CheckAnalytics;

/// <summary>How much is looked at again. Section "CheckAnalytics".</summary>
internal sealed class CheckAnalyticsOptions
{
    /// <summary>Figures of each account a night.</summary>
    [Range(1, 100)] public int Figures { get; init; } = 6;
}
