using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Ai.DetectCrisis;

/// <summary>What holds for clients without a rule of their own. Section "DetectCrisis".</summary>
internal sealed class DetectCrisisOptions
{
    /// <summary>After somebody has taken an incident, minutes of quiet about the same storm.</summary>
    [Range(0, 10_080)] public int CoolDownMinutes { get; init; } = 360;

    /// <summary>While nobody has taken an incident, people are told again after these minutes: managers first, then admins.</summary>
    [MaxLength(5)] public int[] EscalateMinutes { get; init; } = [];

    /// <summary>When nothing is said above.</summary>
    public static readonly int[] UsualEscalation = [15, 60];

    /// <summary>The minutes that hold.</summary>
    public int[] Escalation => EscalateMinutes.Length > 0 ? EscalateMinutes : UsualEscalation;
}
