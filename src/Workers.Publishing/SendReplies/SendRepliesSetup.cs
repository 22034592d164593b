using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;
using SnsOps.Workers.Publishing.Platforms;
using SnsOps.Workers.Publishing.Sending;

namespace SnsOps.Workers.Publishing.SendReplies;

internal static class SendRepliesSetup
{
    public static void AddSendReplies(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<ReplyOptions>("Replies");
        builder.AddSending<OutgoingReply, ReplyJob>();
        builder.Services.AddSingleton<INudgeHandler, SendRepliesHandler>();
    }
}
