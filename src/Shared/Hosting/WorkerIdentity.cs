using System.Reflection;

namespace SnsOps.Shared.Hosting;

/// <summary>Who this process is: one incarnation, from start to exit. Rows it holds carry <see cref="Id"/> as owner.</summary>
public sealed class WorkerIdentity(string process)
{
    /// <summary>The incarnation; a restart gets a new one.</summary>
    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>"publishing", "collection", "ai" or "api".</summary>
    public string Process { get; } = process;

    /// <summary>Informational version, with the commit when it was built from one.</summary>
    public static string Version { get; } =
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
