using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Shared.Hosting;

namespace SnsOps.Shared.Platforms.Google;

/// <summary>Wires Google's client: one per process.</summary>
public static class GoogleSetup
{
    /// <summary>Adds <see cref="GoogleClient"/> with section "Google". The chain its calls pass must be there.</summary>
    public static WebApplicationBuilder AddGoogle(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<GoogleOptions>("Google");
        builder.Services.AddSingleton<GoogleClient>();
        return builder;
    }
}
