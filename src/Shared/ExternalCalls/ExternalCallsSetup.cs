using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Shared.Hosting;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>Wires the chain every external call passes: one per process.</summary>
public static class ExternalCallsSetup
{
    /// <summary>Adds it with section "ExternalCalls". Before the lanes, so that it stops after them.</summary>
    public static WebApplicationBuilder AddExternalCalls(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddCheckedOptions<ExternalCallOptions>("ExternalCalls");
        services.AddSingleton<BudgetSql>();
        services.AddSingleton<Budgets>();
        services.AddSingleton<BreakerSql>();
        services.AddSingleton<Breakers>();
        services.AddSingleton<CallLogSql>();
        services.AddHosted<CallLog>();
        services.AddHosted<LimitKeeper>();
        services.AddSingleton<ExternalCallChain>();
        services.AddSingleton<ResponseCacheSql>();
        services.AddSingleton<ResponseCache>();
        services.AddHosted<CacheKeeper>();
        return builder;
    }
}
