namespace SnsOps.Sandbox;

/// <summary>The simulated platforms as a process of their own.</summary>
internal static class Program
{
    public static Task Main(string[] args) => SandboxApp.Build(args).RunAsync();
}
