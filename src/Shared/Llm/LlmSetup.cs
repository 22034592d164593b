using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Llm.Providers;

namespace SnsOps.Shared.Llm;

/// <summary>Wires the gateway to language models: one per process.</summary>
public static class LlmSetup
{
    /// <summary>Adds <see cref="LlmGateway"/> with section "Llm". The chain of external calls must be there; embedded writers are those registered as <see cref="IEmbeddedWriter"/>.</summary>
    public static WebApplicationBuilder AddLlm(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddCheckedOptions<LlmOptions>("Llm");
        services.AddSingleton<LlmLinks>();
        services.AddSingleton<LlmCache>();
        services.AddSingleton<LlmLedgerSql>();
        services.AddHosted<LlmLedger>();
        services.AddHosted<LlmHealth>();
        services.AddSingleton(p => new LlmGateway(
            p.GetRequiredService<LlmLinks>(), p.GetRequiredService<LlmHealth>(), p.GetRequiredService<LlmLedger>(), p.GetRequiredService<LlmCache>(), p.GetRequiredService<Breakers>(),
            p.GetRequiredService<CallLog>(), p.GetServices<IEmbeddedWriter>(), p.GetRequiredService<LlmOptions>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<LlmGateway>>()));
        return builder;
    }
}
