using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Publishing.ResolveUnknownOutcomes;

internal static class ResolveUnknownOutcomesSetup
{
    public static void AddResolveUnknownOutcomes(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<ResolveOptions>("Resolve");
        builder.Services.AddSingleton<ResolveUnknownOutcomesSql>();
        builder.Services.AddSingleton<UnknownOutcomeResolver>();
        builder.Services.AddSingleton<INudgeHandler, ResolveUnknownOutcomesHandler>();
        builder.AddSchedule<ResolveUnknownOutcomesSchedule>(ResolveUnknownOutcomesSchedule.Default);
    }
}
