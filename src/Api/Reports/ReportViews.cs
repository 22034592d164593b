using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace SnsOps.Api.Reports;

/// <remarks>
/// Figures: name → {value, as_of, null_reason}; in lists only the most important, in one report all, each with the query that counts it, its key and its parameters. Late: It was made after its time,
/// because of an outage. State: waiting, ready or failed; Reason says why it failed. Version: more than 1 when figures changed afterwards.
/// </remarks>
public record ReportView(
    Guid Id, Guid ClientId, string Kind, DateOnly PeriodStart, DateOnly PeriodEnd, JsonElement Figures, bool Late, DateTimeOffset AsOf, DateTimeOffset CreatedAt, string State, string? Reason, int Version,
    string[] Summary, bool HasPage, bool HasPdf, string? PdfError);

/// <remarks>
/// Text: {summary, detail, strategy}, with figures in place. Engine: who wrote it. Changes: what differs from the version before: [{name, label, before, after, before_given, after_given, wanted (days), why, seen_at}].
/// CheckedAt: when its figures were last counted again. SupersededAt: since when a newer version counts. Versions: all of the period, the newest first.
/// </remarks>
public sealed record ReportDetail(
    Guid Id, Guid ClientId, string Kind, DateOnly PeriodStart, DateOnly PeriodEnd, JsonElement Figures, bool Late, DateTimeOffset AsOf, DateTimeOffset CreatedAt, string State, string? Reason, int Version,
    string[] Summary, bool HasPage, bool HasPdf, string? PdfError, JsonElement? Text, string? Engine, JsonElement Changes, DateTimeOffset? CheckedAt, DateTimeOffset? SupersededAt, Guid? RequestedBy,
    IReadOnlyList<ReportVersion> Versions)
    : ReportView(Id, ClientId, Kind, PeriodStart, PeriodEnd, Figures, Late, AsOf, CreatedAt, State, Reason, Version, Summary, HasPage, HasPdf, PdfError);

/// <remarks>Changes: how many figures differ from the version before.</remarks>
public sealed record ReportVersion(Guid Id, int Version, int Changes, DateTimeOffset AsOf, DateTimeOffset CreatedAt);

/// <remarks>From and To: days in Seoul, both of the period; up to 92 days, of the last five years, none in the future.</remarks>
public sealed record NewReport([Required] DateOnly? From, [Required] DateOnly? To);

/// <remarks>Restating: it was there already, and is counted again; what changed becomes a new version.</remarks>
public sealed record ReportRequested(Guid Id, string State, bool Restating);

/// <remarks>Name stands in the figures as their query; their names begin with Prefix. Sql takes client_id, start, end, from, to and as_of.</remarks>
public sealed record ReportQueryView(string Name, string Prefix, string DescriptionKo, string DescriptionEn, string Sql);

public sealed record ReportQueryList(IReadOnlyList<ReportQueryView> Items);

/// <remarks>Queued: newsletters made now. Recipients: who reads them; the others have this period's already.</remarks>
public sealed record NewsletterQueued(int Queued, int Recipients);
