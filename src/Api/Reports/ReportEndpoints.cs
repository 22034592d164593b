using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Reports;

/// <summary>The reports made of each client.</summary>
internal static class ReportEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder app)
    {
        var reports = app.MapGroup("/v1/reports").WithTags("Reports").RequireAuthorization().ProducesProblem(401);
        reports.MapGet("/", ListAsync).ProducesProblem(400).WithName("listReports").WithSummary("리포트 목록 | List reports, newest first");
        reports.MapGet("/{id:guid}", GetAsync).ProducesProblem(404).WithName("getReport").WithSummary("리포트 하나 | One report");
        reports.MapGet("/{id:guid}/page", PageAsync).ProducesProblem(404).Produces(200, contentType: "text/html").WithName("getReportPage").WithSummary("리포트 페이지 (HTML) | The report as a page");
    }

    private static async Task<Ok<Page<ReportView>>> ListAsync(Caller caller, PageRequest page, ReportSql reports, CancellationToken ct, Guid? client_id = null)
    {
        var rows = await reports.ListAsync(caller.Bounded(client_id), page, ct);
        return TypedResults.Ok(page.Cut([.. rows.Select(View)], r => new Cursor(r.CreatedAt, r.Id.ToString())));
    }

    private static async Task<Results<Ok<ReportView>, ProblemHttpResult>> GetAsync(Guid id, Caller caller, ReportSql reports, CancellationToken ct) =>
        await reports.FindAsync(id, caller.ClientIds, ct) is { } report ? TypedResults.Ok(View(report)) : ProblemKinds.ReportNotFound.Plain().ToProblem();

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> PageAsync(Guid id, Caller caller, ReportSql reports, CancellationToken ct) =>
        await reports.FindPageAsync(id, caller.ClientIds, ct) switch
        {
            null => ProblemKinds.ReportNotFound.Plain().ToProblem(),
            { Html: null } => ProblemKinds.ReportHasNoPage.Plain().ToProblem(),
            { Html: { } html } => TypedResults.Content(html, "text/html; charset=utf-8"),
        };

    private static ReportView View(ReportRow r)
    {
        using var figures = JsonDocument.Parse(r.Figures);
        return new ReportView(r.Id, r.ClientId, r.Kind, DateOnly.FromDateTime(r.PeriodStart), DateOnly.FromDateTime(r.PeriodEnd), figures.RootElement.Clone(), r.Late, r.AsOf, r.CreatedAt);
    }
}

/// <remarks>Figures: Name → {value, as_of, null_reason}. Late: It was made after its time, because of an outage.</remarks>
public sealed record ReportView(Guid Id, Guid ClientId, string Kind, DateOnly PeriodStart, DateOnly PeriodEnd, JsonElement Figures, bool Late, DateTimeOffset AsOf, DateTimeOffset CreatedAt);
