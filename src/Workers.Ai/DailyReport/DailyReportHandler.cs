using System.Globalization;
using System.Text.Json;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Live;
using SnsOps.Workers.Ai.Reports;

namespace SnsOps.Workers.Ai.DailyReport;

/// <summary>Makes one client's report of one day, and tells its people once.</summary>
/// <remarks>Nothing is seen of it before the one transaction at its end: who takes it over from a dead process makes it anew, or finds it made.</remarks>
internal sealed partial class DailyReportHandler(ReportMaker maker, ReportSql reports, LiveEvents live, ILogger<DailyReportHandler> logger) : IJobItemHandler
{
    /// <inheritdoc />
    public string Job => DailyReportSchedule.Name;

    /// <inheritdoc />
    public async Task<JobItemOutcome> RunAsync(JobItem item, CancellationToken ct)
    {
        var period = ReportPeriod.DayBefore(item.ScheduledFor);
        if (await reports.ExistsAsync(item.ClientId, period, ct))
            return new JobItemOutcome.Done(new { day = period.To, skipped = "the report exists" });
        var late = JsonSerializer.Deserialize<DailyReportInput>(item.Input)?.Late ?? false;
        var made = await maker.MakeAsync(item.ClientId, period, late, ct);
        Failpoint.Hit("report.made");
        var reportId = await reports.StoreDailyAsync(item.ClientId, made, "일간 리포트가 준비되었습니다", Telling(made.Document.Facts), ct);
        Failpoint.Hit("report.stored");
        if (reportId is null)
            return new JobItemOutcome.Done(new { day = period.To, skipped = "the report exists" });
        live.Announce();
        LogWritten(item.ClientId, period.To, late, made.Document.Written.Engine, made.PdfError ?? "made");
        return new JobItemOutcome.Done(new { day = period.To, report_id = reportId });
    }

    /// <summary>What the notification says of the figures.</summary>
    private static string Telling(ReportFacts facts)
    {
        var trouble = new[] { ("실패", "publications_failed"), ("놓침", "publications_missed"), ("확인 필요", "publications_unknown") }
            .Where(t => facts[t.Item2] > 0)
            .Select(t => $", {t.Item1} {facts[t.Item2]}건");
        var alarm = facts["comments_crisis"] > 0 ? string.Create(CultureInfo.InvariantCulture, $"(위기 {facts["comments_crisis"]}건)") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{facts.Period.To:yyyy-MM-dd}: 게시 {facts["publications_published"]}건{string.Concat(trouble)}, 새 댓글 {facts["comments_received"]}건{alarm}. 눌러서 리포트를 여세요.");
    }

    [LoggerMessage(4001, LogLevel.Information, "Daily report of client {ClientId} for {Day} written by {Engine} (late: {Late}; PDF: {Pdf})", EventName = "DailyReportWritten")]
    private partial void LogWritten(Guid clientId, DateOnly day, bool late, string engine, string pdf);
}
