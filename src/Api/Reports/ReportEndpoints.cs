using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Reports;
using SnsOps.Shared.Storage;

namespace SnsOps.Api.Reports;

/// <summary>The reports made of each client: read, asked for, counted again, sent.</summary>
internal static partial class ReportEndpoints
{
    private const int MostDays = 92, MostYears = 5;

    public static void MapReports(this IEndpointRouteBuilder app)
    {
        var reports = app.MapGroup("/v1/reports").WithTags("Reports").RequireAuthorization().ProducesProblem(401);
        reports.MapGet("/", ListAsync).ProducesProblem(400).WithName("listReports").WithSummary("리포트 목록 | List reports, newest first");
        reports.MapGet("/queries", Queries).WithName("listReportQueries").WithSummary("리포트의 수치를 세는 질의 | The queries that figures of reports come from");
        reports.MapGet("/{id:guid}", GetAsync).ProducesProblem(404).WithName("getReport").WithSummary("리포트 하나 | One report");
        reports.MapGet("/{id:guid}/page", PageAsync).ProducesProblem(404).ProducesProblem(409).Produces(200, contentType: "text/html").WithName("getReportPage").WithSummary("리포트 페이지 (HTML) | The report as a page");
        reports.MapGet("/{id:guid}/pdf", PdfAsync).ProducesProblem(404).ProducesProblem(409).Produces(200, contentType: "application/pdf").WithName("getReportPdf").WithSummary("리포트 PDF | The report as a PDF");
        reports.MapPost("/{id:guid}/restate", RestateAsync).RequireAuthorization(Roles.Staff).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409)
            .WithName("restateReport").WithSummary("수치를 다시 세기. 바뀌었으면 새 판을 만듭니다 | Count it again; a new version if figures changed");
        reports.MapPost("/{id:guid}/newsletter", SendAsync).RequireAuthorization(Roles.Managers).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409)
            .WithName("sendReport").WithSummary("받는 사람마다 한 번씩 이메일로 보내기 | Send it by e-mail, once to each recipient");
        app.MapPost("/v1/clients/{id:guid}/reports", AskAsync).WithTags("Reports").RequireAuthorization(Roles.Staff)
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).WithName("askForReport").WithSummary("기간 리포트 부탁 | Ask for the report of a period");
    }

    private static async Task<Results<Ok<Page<ReportView>>, ProblemHttpResult>> ListAsync(
        Caller caller, PageRequest page, ReportSql reports, CancellationToken ct, Guid? client_id = null,
        [AllowedValues("daily", "period", null, ErrorMessage = "kind must be daily or period")] string? kind = null, DateOnly? from = null, DateOnly? to = null)
    {
        var rows = await reports.ListAsync(caller.Bounded(client_id), new ReportFilter(kind, from, to), page, ct);
        var cut = page.Cut(rows, r => new Cursor(r.ListedAt, r.Id.ToString()));
        return TypedResults.Ok(new Page<ReportView>([.. cut.Items.Select(r => r.View())], cut.NextPageToken));
    }

    private static Ok<ReportQueryList> Queries() => TypedResults.Ok(new ReportQueryList([.. ReportQueries.All.Select(q => new ReportQueryView(q.Name, q.Prefix, q.Korean, q.English, q.Sql))]));

    private static async Task<Results<Ok<ReportDetail>, ProblemHttpResult>> GetAsync(Guid id, Caller caller, ReportSql reports, CancellationToken ct) =>
        await reports.FindAsync(id, caller.ClientIds, ct) is { } report ? TypedResults.Ok(report.Detail()) : ProblemKinds.ReportNotFound.Plain().ToProblem();

    private static async Task<Results<ContentHttpResult, FileStreamHttpResult, ProblemHttpResult>> PageAsync(Guid id, Caller caller, ReportSql reports, MediaStore store, CancellationToken ct) =>
        await reports.FindFilesAsync(id, caller.ClientIds, ct) switch
        {
            null => ProblemKinds.ReportNotFound.Plain().ToProblem(),
            { State: not "ready" } waiting => NotReady(waiting.State),
            { HtmlSha256: { } sha256 } => TypedResults.Stream(await store.OpenReadAsync(sha256, 0, ct), "text/html; charset=utf-8", entityTag: Tag(sha256)),
            { Html: { } html } => TypedResults.Content(html, "text/html; charset=utf-8"),
            _ => ProblemKinds.ReportHasNoPage.Plain().ToProblem(),
        };

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> PdfAsync(Guid id, Caller caller, ReportSql reports, MediaStore store, CancellationToken ct) =>
        await reports.FindFilesAsync(id, caller.ClientIds, ct) switch
        {
            null => ProblemKinds.ReportNotFound.Plain().ToProblem(),
            { State: not "ready" } waiting => NotReady(waiting.State),
            { PdfSha256: { } sha256 } files => TypedResults.Stream(await store.OpenReadAsync(sha256, 0, ct), "application/pdf", files.Name, entityTag: Tag(sha256)),
            { PdfError: { } error } => ProblemKinds.ReportHasNoPdf.Because(error.Split(" | ")[0], error.Split(" | ")[^1]).ToProblem(),
            _ => ProblemKinds.ReportHasNoPdf.Plain().ToProblem(),
        };

    private static async Task<Results<Accepted<ReportRequested>, ProblemHttpResult>> AskAsync(Guid id, NewReport body, Caller caller, ReportSql reports, NudgeProducer nudges, ILogger<ReportSql> logger, CancellationToken ct)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        var (from, to, today) = (body.From!.Value, body.To!.Value, await reports.TodayAsync(ct));
        if (to < from || to > today || to.DayNumber - from.DayNumber >= MostDays || from < today.AddYears(-MostYears))
        {
            return ProblemKinds.Invalid.Because(
                string.Create(CultureInfo.InvariantCulture, $"기간은 오늘({today:yyyy-MM-dd})까지, {MostDays}일 이하, 최근 {MostYears}년 안이어야 합니다"),
                string.Create(CultureInfo.InvariantCulture, $"A period ends today ({today:yyyy-MM-dd}) or earlier, has up to {MostDays} days and lies in the last {MostYears} years")).ToProblem();
        }

        var asked = await reports.AskAsync(id, from, to, caller, ct);
        if (asked.Item is { } item)
            nudges.Send(Topics.Reports, Kinds.JobItemReady, id, item);
        LogAsked(logger, asked.Id, id, caller.UserId, asked.State);
        return TypedResults.Accepted($"/v1/reports/{asked.Id}", new ReportRequested(asked.Id, asked.State, asked.State == "ready"));
    }

    private static async Task<Results<Accepted<ReportRequested>, ProblemHttpResult>> RestateAsync(Guid id, Caller caller, ReportSql reports, NudgeProducer nudges, CancellationToken ct)
    {
        if (await reports.FindAsync(id, caller.ClientIds, ct) is not { } report)
            return ProblemKinds.ReportNotFound.Plain().ToProblem();
        if (report.State != "ready")
            return NotReady(report.State);
        if (report.SupersededAt is not null)
            return ProblemKinds.ReportSuperseded.Plain().ToProblem();
        if (await reports.RestateAsync(id, ct) is { } item)
            nudges.Send(Topics.Reports, Kinds.JobItemReady, report.ClientId, item);
        return TypedResults.Accepted($"/v1/reports/{id}", new ReportRequested(id, report.State, true));
    }

    private static async Task<Results<Accepted<NewsletterQueued>, ProblemHttpResult>> SendAsync(Guid id, Caller caller, ReportSql reports, ILogger<ReportSql> logger, CancellationToken ct)
    {
        if (await reports.FindAsync(id, caller.ClientIds, ct) is not { } report)
            return ProblemKinds.ReportNotFound.Plain().ToProblem();
        if (report.State != "ready" || report.Text is null)
            return NotReady(report.State);
        if (report.SupersededAt is not null || await reports.SendAsync(id, ct) is not { } queued)
            return ProblemKinds.ReportSuperseded.Plain().ToProblem();
        LogQueued(logger, id, report.ClientId, queued.Queued, caller.UserId);
        return TypedResults.Accepted($"/v1/reports/{id}", queued);
    }

    private static ProblemHttpResult NotReady(string state) => state == "failed"
        ? ProblemKinds.ReportNotReady.Because("리포트를 만들지 못했습니다. 다시 부탁하세요", "It could not be made: ask for it again").ToProblem()
        : ProblemKinds.ReportNotReady.Plain().ToProblem();

    /// <summary>Files are named by their bytes, so their tags are, too.</summary>
    private static EntityTagHeaderValue Tag(byte[] sha256) => new($"\"{Convert.ToHexStringLower(sha256)}\"");

    [LoggerMessage(5160, LogLevel.Information, "Report {ReportId} of client {ClientId} was asked for by {UserId}: {State}", EventName = "ReportAskedFor")]
    private static partial void LogAsked(ILogger logger, Guid reportId, Guid clientId, Guid userId, string state);

    [LoggerMessage(5161, LogLevel.Information, "{Newsletters} newsletters of report {ReportId} of client {ClientId} were asked for by {UserId}", EventName = "NewslettersQueued")]
    private static partial void LogQueued(ILogger logger, Guid reportId, Guid clientId, int newsletters, Guid userId);
}
