using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Workers.Collection.RefreshExpiringTokens;

/// <summary>Wires the token refresh.</summary>
internal static class RefreshExpiringTokensSetup
{
    /// <summary>Adds the schedule and the handler of its items.</summary>
    public static WebApplicationBuilder AddRefreshExpiringTokens(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<RefreshOptions>("Tokens");
        builder.Services.AddSingleton<RefreshExpiringTokensSql>();
        builder.Services.AddSingleton<TokenVersionsSql>();
        builder.AddJobItems<RefreshExpiringTokensHandler>(Topics.Collection);
        return builder.AddSchedule<RefreshExpiringTokensSchedule>(RefreshExpiringTokensSchedule.Default);
    }
}
