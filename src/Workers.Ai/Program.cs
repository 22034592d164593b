using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;
using SnsOps.Workers.Ai.DailyReport;

namespace SnsOps.Workers.Ai;

/// <summary>Reads, counts and reports.</summary>
internal static class Program
{
    public static void Main(string[] args) => Build(args).Run();

    internal static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddSnsOps("ai");
        builder.AddDailyReport();
        builder.AddJobItemLane(Topics.Reports, capacity: 4);

        var app = builder.Build();
        app.MapSnsOpsHealth();
        return app;
    }
}
