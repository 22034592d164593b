using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

internal static class PublishDuePublicationsSetup
{
    public static void AddPublishDuePublications(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddCheckedOptions<PublishingOptions>("Publishing");
        services.AddSingleton<PublishDuePublicationsSql>();
        services.AddSingleton<GiveBackSql>();
        services.AddSingleton<EarlierSendSql>();
        services.AddSingleton<EarlierSends>();
        services.AddSingleton<AccountLanes>();
        services.AddSingleton<DueTimer>();
        services.AddSingleton<PublicationPreparer>();
        services.AddSingleton<TokenOpening>();
        services.AddSingleton<VelocityBrake>();
        services.AddSingleton<Clearance>();
        services.AddSingleton<PublicationRunner>();
        services.AddSingleton<INudgeHandler, PublishDuePublicationsHandler>();
    }
}
