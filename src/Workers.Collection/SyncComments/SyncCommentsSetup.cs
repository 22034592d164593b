using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>Wires the comment sync.</summary>
internal static class SyncCommentsSetup
{
    /// <summary>Adds the schedule, the handler of its items and the platforms' readers.</summary>
    public static WebApplicationBuilder AddSyncComments(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<SyncCommentsOptions>("SyncComments");
        builder.Services.AddSingleton<SyncCommentsSql>();
        builder.Services.AddSingleton<WebhookWatch>();
        builder.Services.AddSingleton<CommentPass>();
        builder.Services.AddSingleton<ICommentPlatform, InstagramComments>();
        builder.Services.AddSingleton<ICommentPlatform, FacebookComments>();
        builder.Services.AddSingleton<ICommentPlatform, YouTubeComments>();
        builder.AddJobItems<SyncCommentsHandler>(Topics.Collection);
        return builder.AddSchedule<SyncCommentsSchedule>(SyncCommentsSchedule.Default);
    }
}
