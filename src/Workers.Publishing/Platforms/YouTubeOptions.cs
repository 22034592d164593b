using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>The pace of what is prepared on YouTube, where each look costs some of the day's quota. Section "YouTube".</summary>
internal sealed class YouTubeOptions
{
    /// <summary>Seconds between looks at a video that is being processed.</summary>
    [Range(0.01, 3600)] public double ProcessingSeconds { get; init; } = 60;

    /// <summary>Seconds before a step is repeated whose answer was lost.</summary>
    [Range(0.01, 600)] public double RepeatSeconds { get; init; } = 15;

    /// <summary>Two complete looks for a lost upload must be so many seconds apart before it is uploaded again.</summary>
    [Range(0, 3600)] public double AbsenceSeconds { get; init; } = 60;

    /// <summary>A video that is not listed so many seconds after it was uploaded is gone.</summary>
    [Range(0, 86_400)] public double GoneSeconds { get; init; } = 600;
}
