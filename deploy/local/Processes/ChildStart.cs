namespace SnsOps.Local.Processes;

/// <summary>How a child process is started and how it is asked to stop.</summary>
public sealed record ChildStart
{
    /// <summary>The program: a path, or a name found on PATH.</summary>
    public required string Program { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Added to this process's own environment; null removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where it starts; null for this process's own folder.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>Runs as this user instead of root; null keeps the user.</summary>
    public SystemUser? User { get; init; }

    /// <summary>SIGINT or SIGTERM: asks it to stop, and is also what the kernel sends it when this process dies.</summary>
    public UnixSignal StopSignal { get; init; } = UnixSignal.Terminate;

    /// <summary>A managed executable of ours, run by the same dotnet that runs this process.</summary>
    public static ChildStart Managed(string assembly, params IReadOnlyList<string> arguments) =>
        new() { Program = DotnetHost, Arguments = [assembly, .. arguments] };

    private static string DotnetHost =>
        System.Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path
        : System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : "dotnet";
}
