using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Collection.AnnounceComments;

/// <summary>How long a comment waits for its score. Section "AnnounceComments".</summary>
internal sealed class AnnounceCommentsOptions
{
    /// <summary>Seconds after its arrival at which staff are told of a comment without one.</summary>
    [Range(1, 3600)] public double UnscoredSeconds { get; init; } = 30;
}
