using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Ai.ScoreComments;

/// <summary>How comments are scored. Section "ScoreComments".</summary>
internal sealed class ScoreCommentsOptions
{
    /// <summary>Clients drained at once in this process.</summary>
    [Range(1, 64)] public int Capacity { get; init; } = 16;

    /// <summary>A crisis comment older than this many days raises no alarm: a new account brings its past along.</summary>
    [Range(1, 365)] public double AlarmDays { get; init; } = 7;
}
