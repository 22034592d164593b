using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;
using SnsOps.Workers.Publishing.Sending;

namespace SnsOps.Workers.Publishing.SendFirstComments;

internal static class SendFirstCommentsSetup
{
    public static void AddSendFirstComments(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<FirstCommentOptions>("FirstComments");
        builder.AddSending<OutgoingFirstComment, FirstCommentJob>();
        builder.Services.AddSingleton<ISweep, SendFirstCommentsSweep>();
    }
}
