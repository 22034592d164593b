using Npgsql;
using SnsOps.Local.Postgres;
using SnsOps.Local.State;
using SnsOps.Shared.Database;

namespace SnsOps.Benchmarks;

/// <summary>A migrated database on a durable PostgreSQL of its own, for measuring parts of a process without the fleet.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly LocalFolders _folders;

    private BenchDatabase(PostgresServer server, LocalFolders folders)
    {
        (_server, _folders) = (server, folders);
        ConnectionString = server.Cluster.ConnectionString("postgres");
        DataSource = DatabaseSetup.Open(ConnectionString, "bench");
    }

    /// <summary>What a process under measurement needs to be built; it is not started.</summary>
    public static string[] ProcessSettings { get; } =
    [
        "--Security:CurrentKey=bench", $"--Security:TokenKeys:bench={Convert.ToBase64String(new byte[32])}", $"--Security:JwtSecret={Convert.ToBase64String(new byte[32])}",
        $"--Storage:Folder={Path.GetTempPath()}", "--Storage:PublicBaseUrl=http://127.0.0.1:9", $"--Storage:SigningKey={Convert.ToBase64String(new byte[32])}",
        "--Serilog:MinimumLevel:Default=Warning",
    ];

    /// <summary>For the process.</summary>
    public string ConnectionString { get; }

    /// <summary>For the bench.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>Removed at the end.</summary>
    public string Folder => _folders.State;

    /// <summary>A port of this run for another server beside it.</summary>
    public int PortOf(string name) => new PortBook(_folders.PortsFile).PortOf(name);

    /// <summary>Starts it in a folder of its own, removed at the end.</summary>
    public static async Task<BenchDatabase> StartAsync(CancellationToken ct)
    {
        var folders = LocalFolders.FromEnvironment().ThrowAway($"bench-{Environment.ProcessId}").Create();
        var server = await PostgresServer.StartAsync(
            new PostgresOptions
            {
                Bin = PostgresOptions.BinFromEnvironment(), Folder = folders.Postgres,
                Port = new PortBook(folders.PortsFile).PortOf("postgres"), Password = Secrets.LoadOrCreate(folders.SecretsFile).PostgresPassword,
            }, _ => { }, ct);
        var bench = new BenchDatabase(server, folders);
        await new Migrator(bench.DataSource).MigrateAsync(ct);
        return bench;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await _server.DisposeAsync();
        _folders.Remove();
    }
}
