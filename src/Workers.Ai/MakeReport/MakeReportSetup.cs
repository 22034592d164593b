using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;

namespace SnsOps.Workers.Ai.MakeReport;

/// <summary>Wires reports on demand.</summary>
internal static class MakeReportSetup
{
    /// <summary>Adds the handler of its items; the Api asks for them.</summary>
    public static WebApplicationBuilder AddMakeReport(this WebApplicationBuilder builder)
    {
        builder.AddJobItems<MakeReportHandler>(Topics.Reports);
        return builder;
    }
}
