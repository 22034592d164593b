using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Collection.Accounts;
using SnsOps.Workers.Collection.AnnounceComments;
using SnsOps.Workers.Collection.CheckAnalytics;
using SnsOps.Workers.Collection.CollectAnalytics;
using SnsOps.Workers.Collection.Figures;
using SnsOps.Workers.Collection.ForgetSignIns;
using SnsOps.Workers.Collection.Inbox;
using SnsOps.Workers.Collection.KeepPartitions;
using SnsOps.Workers.Collection.MarkTouched;
using SnsOps.Workers.Collection.ReceiveWebhooks;
using SnsOps.Workers.Collection.RefreshExpiringTokens;
using SnsOps.Workers.Collection.SyncComments;
using SnsOps.Workers.Collection.WarnPostsAtRisk;

namespace SnsOps.Workers.Collection;

/// <summary>Collects what comes back from the platforms, and keeps their tokens and our tables fresh.</summary>
internal static class Program
{
    public static void Main(string[] args) => Build(args).Run();

    internal static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddSnsOps("collection");
        builder.AddMeta();
        builder.AddGoogle();
        builder.AddAccountTroubles();
        builder.AddInbox();
        builder.AddFigures();
        builder.AddSyncComments();
        builder.AddReceiveWebhooks();
        builder.AddAnnounceComments();
        builder.AddMarkTouched();
        builder.AddForgetSignIns();
        builder.AddCollectAnalytics();
        builder.AddCheckAnalytics();
        builder.AddRefreshExpiringTokens();
        builder.AddWarnPostsAtRisk();
        builder.AddKeepPartitions();
        builder.AddJobItemLane(Topics.Collection, capacity: 16);

        var app = builder.Build();
        app.MapSnsOpsHealth();
        return app;
    }
}
