using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;

namespace SnsOps.Workers.Publishing.SendReplies;

internal static class SendRepliesSetup
{
    public static void AddSendReplies(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<ReplyOptions>("Replies");
        builder.Services.AddSingleton<SendRepliesSql>();
        builder.Services.AddSingleton<ReplyRunner>();
        builder.Services.AddSingleton<INudgeHandler, SendRepliesHandler>();
    }
}
