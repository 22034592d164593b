using SnsOps.Shared.Hosting;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>Wires what all jobs of reports share.</summary>
internal static class ReportsSetup
{
    /// <summary>Adds counting, writing, drawing and keeping, with section "Reports".</summary>
    public static WebApplicationBuilder AddReports(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<ReportsOptions>("Reports");
        builder.Services.AddSingleton<FigureSql>().AddSingleton<ReportWriter>().AddSingleton<PdfMaker>().AddSingleton<ReportMaker>().AddSingleton<ReportSql>();
        return builder;
    }
}
