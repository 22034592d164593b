using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;

namespace SnsOps.Workers.Publishing.SendFirstComments;

internal static class SendFirstCommentsSetup
{
    public static void AddSendFirstComments(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<FirstCommentOptions>("FirstComments");
        builder.Services.AddSingleton<SendFirstCommentsSql>();
        builder.Services.AddSingleton<FirstCommentRunner>();
        builder.Services.AddSingleton<ISweep, SendFirstCommentsSweep>();
    }
}
