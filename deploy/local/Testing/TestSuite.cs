namespace SnsOps.Local.Testing;

/// <summary>One test executable.</summary>
/// <param name="Name">As in <c>./snsops test NAME</c>.</param>
/// <param name="Project">Its project and assembly.</param>
/// <param name="NeedsServers">Wants a PostgreSQL.</param>
internal sealed record TestSuite(string Name, string Project, bool NeedsServers)
{
    /// <summary>In the order they run.</summary>
    internal static readonly TestSuite[] All =
    [
        new("unit", "SnsOps.Unit", false), new("integration", "SnsOps.Integration", true), new("e2e", "SnsOps.EndToEnd", false),
    ];
}
