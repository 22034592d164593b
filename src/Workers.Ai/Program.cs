using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Knowledge;
using SnsOps.Shared.Llm;
using SnsOps.Shared.Messages;
using SnsOps.Workers.Ai.AnswerQuestions;
using SnsOps.Workers.Ai.Commands;
using SnsOps.Workers.Ai.Copy;
using SnsOps.Workers.Ai.DailyReport;
using SnsOps.Workers.Ai.DetectCrisis;
using SnsOps.Workers.Ai.DraftReplies;
using SnsOps.Workers.Ai.Drafts;
using SnsOps.Workers.Ai.IndexKnowledge;
using SnsOps.Workers.Ai.KeepReports;
using SnsOps.Workers.Ai.MakeMetadata;
using SnsOps.Workers.Ai.MakeReport;
using SnsOps.Workers.Ai.RecommendTimes;
using SnsOps.Workers.Ai.ReplayRules;
using SnsOps.Workers.Ai.Reports;
using SnsOps.Workers.Ai.ScoreComments;
using SnsOps.Workers.Ai.Sentiment;
using SnsOps.Workers.Ai.Surges;
using SnsOps.Workers.Ai.WatchBuildUps;
using SnsOps.Workers.Ai.WriteCopy;

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
        builder.AddExternalCalls();
        builder.AddLlm();
        builder.AddDrafts();
        builder.AddSentiment();
        builder.AddKnowledge();
        builder.AddScoreComments();
        builder.AddDraftReplies();
        builder.AddCopy();
        builder.AddWriteCopy();
        builder.AddMakeMetadata();
        builder.AddIndexKnowledge();
        builder.AddAnswerQuestions();
        builder.AddSurges();
        builder.AddDetectCrisis();
        builder.AddWatchBuildUps();
        builder.AddReplayRules();
        builder.AddRecommendTimes();
        builder.AddReports();
        builder.AddDailyReport();
        builder.AddMakeReport();
        builder.AddKeepReports();
        builder.AddJobItemLane(Topics.Ai, capacity: 8);
        builder.AddJobItemLane(Topics.Reports, capacity: 4);

        var app = builder.Build();
        app.MapSnsOpsHealth();
        return app;
    }
}
