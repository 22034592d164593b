using SnsOps.Shared.Hosting;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Live;
using SnsOps.Shared.Reports;
using SnsOps.Workers.Ai.Reports;

namespace SnsOps.Workers.Ai.MakeReport;

/// <summary>Makes the report that somebody asked for, and tells them.</summary>
internal sealed partial class MakeReportHandler(ReportMaker maker, ReportSql reports, LiveEvents live, ILogger<MakeReportHandler> logger) : IJobItemHandler
{
    /// <inheritdoc />
    public string Job => ReportJobs.Make;

    /// <inheritdoc />
    public async Task<JobItemOutcome> RunAsync(JobItem item, CancellationToken ct)
    {
        if (await reports.FindWaitingAsync(item.ClientId, item.SubjectId, ct) is not var (period, late))
            return new JobItemOutcome.Done(new { skipped = "nobody waits for it" });
        var made = await maker.MakeAsync(item.ClientId, period, late, ct);
        Failpoint.Hit("report.made");
        if (!await reports.CloseAsync(item.ClientId, item.SubjectId, made, ct))
            return new JobItemOutcome.Done(new { skipped = "it was made meanwhile" });
        Failpoint.Hit("report.stored");
        live.Announce();
        LogMade(item.SubjectId, item.ClientId, period.From, period.To, made.Document.Written.Engine, made.PdfError ?? "made");
        return new JobItemOutcome.Done(new { report_id = item.SubjectId, engine = made.Document.Written.Engine });
    }

    [LoggerMessage(5151, LogLevel.Information, "Report {ReportId} of client {ClientId}, {From} to {To}, was written by {Engine} (PDF: {Pdf})", EventName = "ReportMade")]
    private partial void LogMade(Guid reportId, Guid clientId, DateOnly from, DateOnly to, string engine, string pdf);
}
