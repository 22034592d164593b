namespace SnsOps.Workers.Ai.Copy;

/// <summary>Wires the writers of captions, for all jobs that need one.</summary>
internal static class CopySetup
{
    /// <summary>Adds them. The gateway must be there.</summary>
    public static WebApplicationBuilder AddCopy(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CopyWriter>();
        return builder;
    }
}
