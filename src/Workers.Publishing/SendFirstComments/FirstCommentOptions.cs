using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Publishing.SendFirstComments;

/// <summary>How first comments are sent. Section "FirstComments".</summary>
internal sealed class FirstCommentOptions
{
    /// <summary>First comments under way at once in this process.</summary>
    [Range(1, 10_000)] public int Capacity { get; init; } = 64;

    /// <summary>One that could not be sent this many minutes after its post is given up and people are told.</summary>
    [Range(1, 10_080)] public double GraceMinutes { get; init; } = 60;

    /// <summary>What is on hold is looked at again after so many seconds.</summary>
    [Range(0.1, 3600)] public double HeldSeconds { get; init; } = 60;

    /// <summary>A send that would start later than this after arming is abandoned, in seconds.</summary>
    [Range(1, 30)] public double GateSeconds { get; init; } = 5;

    /// <summary>A send is cancelled this long after arming, in seconds; longer than the client's own time-out.</summary>
    [Range(1, 900)] public double DeadlineSeconds { get; init; } = 90;
}
