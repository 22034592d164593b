namespace SnsOps.Workers.Collection.CheckAnalytics;

/// <summary>A kept figure that is to be looked at again.</summary>
internal sealed record Sample
{
    public required string Metric { get; init; }

    public required string Period { get; init; }

    public required DateOnly ForDate { get; init; }

    public Guid? PublicationId { get; init; }

    public required string PlatformPostId { get; init; }

    public string? Format { get; init; }

    public required decimal Stored { get; init; }

    public required DateTimeOffset StoredAt { get; init; }

    /// <summary>post or account.</summary>
    public string Level => PlatformPostId.Length == 0 ? "account" : "post";

    /// <summary>
    /// A day that has settled is to be the same to the percent. What is counted on may have grown since, but not shrunk, nor doubled;
    /// what is counted now may have moved by a tenth.
    /// </summary>
    public bool Agrees(decimal seen) => Period switch
    {
        "day" => Math.Abs(seen - Stored) <= Math.Max(1, Stored / 100),
        "lifetime" => seen >= Stored - Math.Max(1, Stored / 100) && seen <= (Stored * 2) + 10,
        _ => Math.Abs(seen - Stored) <= Math.Max(10, Stored / 10),
    };
}

/// <summary>What a look at the source found.</summary>
/// <param name="Sample">What was looked at.</param>
/// <param name="Seen">Null: the source did not give it.</param>
/// <param name="Verdict">agrees, drift or unreadable.</param>
internal sealed record Check(Sample Sample, decimal? Seen, string Verdict);
