using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Publishing.Sending;

/// <summary>How one kind of thing below posts is sent.</summary>
internal abstract class SendingOptions
{
    /// <summary>So many are under way at once in this process.</summary>
    [Range(1, 10_000)] public int Capacity { get; init; } = 64;

    /// <summary>What could not be sent this many minutes after it was asked for is given up and people are told.</summary>
    [Range(1, 10_080)] public double GraceMinutes { get; init; } = 60;

    /// <summary>What is on hold is looked at again after so many seconds, should the word that the hold was lifted be lost.</summary>
    [Range(0.1, 3600)] public double HeldSeconds { get; init; } = 60;

    /// <summary>A send that would start later than this after arming is abandoned, in seconds.</summary>
    [Range(1, 30)] public double GateSeconds { get; init; } = 5;

    /// <summary>A send is cancelled this long after arming, in seconds; longer than the client's own time-out.</summary>
    [Range(1, 900)] public double DeadlineSeconds { get; init; } = 90;
}
