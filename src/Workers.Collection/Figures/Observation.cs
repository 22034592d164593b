using SnsOps.Workers.Collection.Accounts;

namespace SnsOps.Workers.Collection.Figures;

/// <summary>One figure as it was just seen.</summary>
/// <param name="Metric">Our word.</param>
/// <param name="Value">Null when the platform did not give it.</param>
/// <param name="NullReason">Why not: one of <see cref="Figures.NullReason"/>.</param>
internal sealed record Observation(Metric Metric, decimal? Value, string? NullReason)
{
    /// <summary>Which day it is about, as the platform counts days; null: now.</summary>
    public DateOnly? ForDate { get; init; }

    /// <summary>Whose: null: the account's own.</summary>
    public MeasuredPost? Post { get; init; }

    /// <summary>A part of the whole, such as one kind of reaction.</summary>
    public string Breakdown { get; init; } = "";

    /// <summary>The platform changes it no more.</summary>
    public bool Final { get; init; }
}

/// <summary>A published post of ours.</summary>
internal sealed record MeasuredPost(Guid PublicationId, string PlatformPostId, string Format);

/// <summary>What is to be read of an account.</summary>
/// <param name="ScheduledFor">The firing: its own answers may be used again when it is repeated.</param>
/// <param name="Now">By the database's clock.</param>
/// <param name="Metrics">The catalogue's current ones of the platform, those refused before left out.</param>
/// <param name="Refused">Those left out.</param>
/// <param name="Days">Days whose figures are not final.</param>
/// <param name="Posts">Whose turn it is.</param>
internal sealed record FigurePlan(
    DateTimeOffset ScheduledFor, DateTimeOffset Now, IReadOnlyList<Metric> Metrics, IReadOnlyList<KnownRefusal> Refused, IReadOnlyList<DateOnly> Days, IReadOnlyList<MeasuredPost> Posts)
{
    /// <summary>Read past every cache.</summary>
    public bool PastCache { get; init; }

    /// <summary>Those of a level and source that a format has and that were not refused for it.</summary>
    public IReadOnlyList<Metric> Of(string level, string source, string? format = null) =>
        [.. Metrics.Where(m => m.Level == level && m.Source == source && (format is null || m.IsOf(format)) && ReasonOf(m, format ?? "") is null)];

    /// <summary>Why a figure is not asked for; null: it is.</summary>
    public string? ReasonOf(Metric metric, string format) =>
        Refused.FirstOrDefault(r => r.Level == metric.Level && r.WireName == metric.WireName && (r.Format.Length == 0 || r.Format == format))?.Reason;
}

/// <summary>What was read. A trouble ends it early; what was read before it counts.</summary>
internal sealed class Reading
{
    /// <summary>What was seen.</summary>
    public List<Observation> Observations { get; } = [];

    /// <summary>What was refused, to be remembered.</summary>
    public List<NewRefusal> Refusals { get; } = [];

    /// <summary>What was answered, refusals of which are over.</summary>
    public HashSet<Metric> Answered { get; } = [];

    /// <summary>Posts whose turn is over.</summary>
    public List<MeasuredPost> Looked { get; } = [];

    /// <summary>Permissions that lack, as the platform said it.</summary>
    public string? PermissionMissing { get; set; }

    /// <summary>What ended it early: no figure and no refusal of one.</summary>
    public ReadTrouble? Trouble { get; set; }
}

/// <summary>Reads the figures of one kind of account.</summary>
internal interface IFigureSource
{
    /// <summary>Whether it is for a platform.</summary>
    bool Reads(string platform);

    /// <summary>The version of the API that is asked, which refusals are remembered by.</summary>
    string ApiVersion { get; }

    /// <summary>How long after its end a day may still change.</summary>
    TimeSpan Settles { get; }

    /// <summary>Reads.</summary>
    Task<Reading> ReadAsync(Shared.Platforms.ConnectedAccount account, FigurePlan plan, CancellationToken ct);
}
