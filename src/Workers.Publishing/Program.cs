using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Publishing.Channels;
using SnsOps.Workers.Publishing.DeliverNotifications;
using SnsOps.Workers.Publishing.FindPendingIds;
using SnsOps.Workers.Publishing.ModerateComments;
using SnsOps.Workers.Publishing.Platforms;
using SnsOps.Workers.Publishing.PublishDuePublications;
using SnsOps.Workers.Publishing.ReadBackEffects;
using SnsOps.Workers.Publishing.ResolveUnknownOutcomes;
using SnsOps.Workers.Publishing.ScanScheduledPosts;
using SnsOps.Workers.Publishing.SendFirstComments;
using SnsOps.Workers.Publishing.SendReplies;
using SnsOps.Workers.Publishing.WatchApprovals;

namespace SnsOps.Workers.Publishing;

/// <summary>Every write people can see.</summary>
internal static class Program
{
    public static void Main(string[] args) => Build(args).Run();

    internal static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddSnsOps("publishing");
        builder.AddMeta();
        builder.AddGoogle();
        builder.AddPublishers();
        builder.AddEffects();
        builder.AddPublishDuePublications();
        builder.AddSendReplies();
        builder.AddSendFirstComments();
        builder.AddModerateComments();
        builder.AddScanScheduledPosts();
        builder.AddWatchApprovals();
        builder.AddResolveUnknownOutcomes();
        builder.AddFindPendingIds();
        builder.AddReadBackEffects();
        builder.AddChannels();
        builder.AddDeliverNotifications();
        builder.AddLane(Topics.Publishing);

        var app = builder.Build();
        app.MapSnsOpsHealth();
        return app;
    }
}
