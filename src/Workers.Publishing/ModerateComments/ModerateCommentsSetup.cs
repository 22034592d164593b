using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;
using SnsOps.Workers.Publishing.Platforms;
using SnsOps.Workers.Publishing.Sending;

namespace SnsOps.Workers.Publishing.ModerateComments;

internal static class ModerateCommentsSetup
{
    public static void AddModerateComments(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<ModerationOptions>("Moderation");
        builder.AddSending<OutgoingAction, ActionJob>();
        builder.Services.AddSingleton<INudgeHandler, ModerateCommentsHandler>();
    }
}
