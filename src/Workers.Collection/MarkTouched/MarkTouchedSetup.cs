using SnsOps.Shared.Lanes;

namespace SnsOps.Workers.Collection.MarkTouched;

/// <summary>Wires the marking of comments that people have dealt with.</summary>
internal static class MarkTouchedSetup
{
    /// <summary>Adds the sweep.</summary>
    public static WebApplicationBuilder AddMarkTouched(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ISweep, MarkTouchedSweep>();
        return builder;
    }
}
