using System.Globalization;
using System.Text.Json;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Live;

namespace SnsOps.Workers.Ai.DailyReport;

/// <summary>Writes one client's report of one day, and tells its people once.</summary>
internal sealed partial class DailyReportHandler(DailyReportSql reports, LiveEvents live, ILogger<DailyReportHandler> logger) : IJobItemHandler
{
    /// <inheritdoc />
    public string Job => DailyReportSchedule.Name;

    /// <inheritdoc />
    public async Task<JobItemOutcome> RunAsync(JobItem item, CancellationToken ct)
    {
        var day = ReportDay.Of(item.ScheduledFor);
        var late = JsonSerializer.Deserialize<DailyReportInput>(item.Input)?.Late ?? false;
        var reportId = await reports.WriteAsync(item.ClientId, day, late, Telling, ct);
        if (reportId is null)
            return new JobItemOutcome.Done(new { day = day.Date, skipped = "the report exists" });
        live.Announce();
        LogWritten(item.ClientId, day.Date, late);
        return new JobItemOutcome.Done(new { day = day.Date, report_id = reportId });
    }

    /// <summary>What the notification says of the figures.</summary>
    private static string Telling(ReportDay day, IReadOnlyDictionary<string, Figure> figures)
    {
        var trouble = new[] { ("실패", "publications_failed"), ("놓침", "publications_missed"), ("확인 필요", "publications_unknown") }
            .Where(t => figures[t.Item2].Value > 0)
            .Select(t => $", {t.Item1} {figures[t.Item2].Value}건");
        var alarm = figures["comments_crisis"].Value > 0 ? string.Create(CultureInfo.InvariantCulture, $"(위기 {figures["comments_crisis"].Value}건)") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{day.Date:yyyy-MM-dd}: 게시 {figures["publications_published"].Value}건{string.Concat(trouble)}, 새 댓글 {figures["comments_received"].Value}건{alarm}. 눌러서 리포트를 여세요.");
    }

    [LoggerMessage(4001, LogLevel.Information, "Daily report of client {ClientId} for {Day} written (late: {Late})", EventName = "DailyReportWritten")]
    private partial void LogWritten(Guid clientId, DateOnly day, bool late);
}
