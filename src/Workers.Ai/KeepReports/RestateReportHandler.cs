using System.Globalization;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Live;
using SnsOps.Shared.Reports;
using SnsOps.Workers.Ai.Reports;

namespace SnsOps.Workers.Ai.KeepReports;

/// <summary>Counts one report again. What says something else becomes a new version, with what changed and why; the old one stays. Nobody is sent a second newsletter.</summary>
internal sealed partial class RestateReportHandler(FigureSql figures, ReportMaker maker, ReportSql reports, LiveEvents live, ILogger<RestateReportHandler> logger) : IJobItemHandler
{
    private static readonly string[] Charted = ["comments_by_day", "troubled_by_day", "views_by_day"];

    /// <inheritdoc />
    public string Job => ReportJobs.Restate;

    /// <inheritdoc />
    public async Task<JobItemOutcome> RunAsync(JobItem item, CancellationToken ct)
    {
        if (await reports.FindStandingAsync(item.ClientId, item.SubjectId, ct) is not { } old)
            return new JobItemOutcome.Done(new { skipped = "another version counts" });
        var counted = await figures.CountAsync(old.ClientId, old.Period, ct);
        var changes = FigureChange.Between(old.Figures, counted.Figures);
        if (changes.Count == 0)
        {
            var (pdf, trouble) = old.HasPdf ? (null, null) : await maker.PdfOfAsync(old.HtmlSha256, old.AsOf, ct);
            await reports.CheckedAsync(old.Id, counted.AsOf, pdf, trouble, ct);
            return new JobItemOutcome.Done(new { changes = 0, pdf_made = pdf is not null });
        }

        var made = await maker.MakeAsync(old.ClientId, old.Period, counted, old.Late, old.Version + 1, changes, ct);
        Failpoint.Hit("report.made");
        var own = changes.Where(c => !c.Name.StartsWith(FigureSql.Before, StringComparison.Ordinal) && !Charted.Contains(counted.Figures[c.Name].Query)).OrderBy(c => c.IsSameNumber).ToList();
        if (await reports.StoreVersionAsync(old, made, own.Count == 0 ? null : Telling(made.Document.Facts, own), ct) is not { } id)
            return new JobItemOutcome.Done(new { skipped = "another version counts" });
        live.Announce();
        LogRestated(id, old.ClientId, old.Version + 1, changes.Count);
        return new JobItemOutcome.Done(new { report_id = id, changes = changes.Count });
    }

    /// <summary>What the notification says of the changes.</summary>
    internal static string Telling(ReportFacts facts, IReadOnlyList<FigureChange> changes) => string.Create(CultureInfo.InvariantCulture,
        $"{facts.Client}, {facts.Period.Korean}: {changes[0].Label} {Said(changes[0].Before, changes[0].BeforeGiven, changes[0].Wanted)} → {Said(changes[0].After, changes[0].AfterGiven, changes[0].Wanted)}{(changes.Count > 1 ? $" 외 {changes.Count - 1}개" : "")}. 앞선 판은 그대로 남아 있습니다.");

    private static string Said(decimal? value, int? given, int? wanted) =>
        value is { } number ? ReportFacts.Number(number) + (ReportWords.Part(given, wanted) is { } part ? $" ({part})" : "") : "없음";

    [LoggerMessage(5152, LogLevel.Information, "Report {ReportId} of client {ClientId} is version {Version}: {Changes} figures changed", EventName = "ReportRestated")]
    private partial void LogRestated(Guid reportId, Guid clientId, int version, int changes);
}
