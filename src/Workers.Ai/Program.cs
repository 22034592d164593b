using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;
using SnsOps.Workers.Ai.Commands;
using SnsOps.Workers.Ai.DailyReport;
using SnsOps.Workers.Ai.DetectCrisis;
using SnsOps.Workers.Ai.RecommendTimes;
using SnsOps.Workers.Ai.ReplayRules;
using SnsOps.Workers.Ai.ScoreComments;
using SnsOps.Workers.Ai.Sentiment;
using SnsOps.Workers.Ai.Surges;
using SnsOps.Workers.Ai.WatchBuildUps;

namespace SnsOps.Workers.Ai;

/// <summary>Reads comments, raises alarms and reports.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        if (AiCommands.TryRun(args) is { } exitCode)
            return exitCode;
        Build(args).Run();
        return 0;
    }

    internal static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddSnsOps("ai");
        builder.AddSentiment();
        builder.AddScoreComments();
        builder.AddSurges();
        builder.AddDetectCrisis();
        builder.AddWatchBuildUps();
        builder.AddReplayRules();
        builder.AddRecommendTimes();
        builder.AddDailyReport();
        builder.AddLane(Topics.Ai);
        builder.AddJobItemLane(Topics.Reports, capacity: 4);

        var app = builder.Build();
        app.MapSnsOpsHealth();
        return app;
    }
}
