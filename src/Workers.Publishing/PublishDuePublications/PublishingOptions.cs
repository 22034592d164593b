using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>How publications are sent. Section "Publishing".</summary>
internal sealed class PublishingOptions
{
    /// <summary>Claimed publications in this process: being prepared, parked until their second, or being sent.</summary>
    [Range(1, 100_000)] public int Capacity { get; init; } = 20_000;

    /// <summary>Preparations (containers, polling) under way at once.</summary>
    [Range(1, 1000)] public int Preparations { get; init; } = 64;

    /// <summary>Milliseconds before its second at which a send is armed; at most one second.</summary>
    [Range(0, 1000)] public int ArmAheadMs { get; init; } = 400;

    /// <summary>A send that would start later than this after arming is abandoned, in seconds.</summary>
    [Range(1, 30)] public double GateSeconds { get; init; } = 5;

    /// <summary>A send is cancelled this long after arming, in seconds; longer than the client's own time-out.</summary>
    [Range(1, 900)] public double DeadlineSeconds { get; init; } = 90;

    /// <summary>What is on hold is looked at again after so many seconds, should the word that the hold was lifted be lost.</summary>
    [Range(0.1, 3600)] public double HeldSeconds { get; init; } = 60;

    /// <summary>The shortest pause between looks at a container that is being processed, in milliseconds; each pause is twice the last (<see cref="PollPace"/>).</summary>
    [Range(10, 60_000)] public int PollMs { get; init; } = 3000;

    /// <summary>So many posts of one account within <see cref="BrakeMinutes"/> are taken for a runaway: the rest waits. 0: never. What the platform itself blocks rests all the same (Meta:BlockedHours).</summary>
    [Range(0, 1_000_000)] public int BrakeSends { get; init; } = 25;

    /// <summary>Any stretch of so many minutes counts.</summary>
    [Range(0.1, 1440)] public double BrakeMinutes { get; init; } = 10;

    /// <summary>A container that is not ready after this many seconds is given up and made anew.</summary>
    [Range(1, 3600)] public double PrepareSeconds { get; init; } = 480;

    /// <summary>The same for what has a video in it: uploading and processing take minutes.</summary>
    [Range(1, 7200)] public double SlowPrepareSeconds { get; init; } = 1740;
}
