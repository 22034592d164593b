using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Hosting;

namespace SnsOps.Shared.Platforms.Meta;

/// <summary>Wires the Graph API client: one per process.</summary>
public static class MetaSetup
{
    /// <summary>Adds <see cref="MetaClient"/> with section "Meta", and the chain its calls pass.</summary>
    public static WebApplicationBuilder AddMeta(this WebApplicationBuilder builder)
    {
        builder.AddExternalCalls();
        builder.Services.AddCheckedOptions<MetaOptions>("Meta");
        builder.Services.AddSingleton<MetaClient>();
        builder.Services.AddSingleton<AccountTokens>();
        return builder;
    }
}
