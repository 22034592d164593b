namespace SnsOps.Workers.Ai.Surges;

/// <summary>Wires what all that looks for surges reads.</summary>
internal static class SurgesSetup
{
    /// <summary>Adds the counts and the rules.</summary>
    public static WebApplicationBuilder AddSurges(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SurgeSql>();
        builder.Services.AddSingleton<HourCounts>();
        return builder;
    }
}
