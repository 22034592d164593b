using SnsOps.Local.Postgres;
using SnsOps.Local.State;

namespace SnsOps.Local.Testing;

/// <summary>The throw-away PostgreSQL cluster that the tests share.</summary>
internal sealed class TestServers : IAsyncDisposable
{
    private readonly PostgresServer _postgres;

    private TestServers(PostgresServer postgres) => _postgres = postgres;

    internal static async Task<TestServers> StartAsync(LocalFolders folders, Action<string> line, CancellationToken ct)
    {
        var postgres = await PostgresServer.StartAsync(
            new PostgresOptions
            {
                Bin = PostgresOptions.BinFromEnvironment(), Folder = LocalFolders.HasMemory ? folders.PostgresInMemory : folders.Postgres, Ephemeral = true,
                Port = new PortBook(folders.PortsFile).PortOf("postgres"),
                Password = Secrets.LoadOrCreate(folders.SecretsFile).PostgresPassword,
            }, line, ct);
        return new TestServers(postgres);
    }

    /// <summary>What the test executables are told.</summary>
    internal Dictionary<string, string?> Environment() => new()
    {
        ["SNSOPS_TEST_POSTGRES"] = _postgres.Cluster.ConnectionString("postgres"),
    };

    public ValueTask DisposeAsync() => _postgres.DisposeAsync();
}
