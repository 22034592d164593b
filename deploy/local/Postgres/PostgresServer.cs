using SnsOps.Local.Output;
using SnsOps.Local.Processes;

namespace SnsOps.Local.Postgres;

/// <summary>A cluster that runs until it is disposed of: for tests, which need no supervision.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private PostgresServer(PostgresCluster cluster, ChildProcess process) => (Cluster, _process) = (cluster, process);

    public PostgresCluster Cluster { get; }

    /// <summary>Makes the cluster if need be, starts it and waits until it answers.</summary>
    public static async Task<PostgresServer> StartAsync(PostgresOptions options, Action<string> line, CancellationToken ct)
    {
        var cluster = new PostgresCluster(options);
        await cluster.EnsureCreatedAsync(line, ct);
        await cluster.ClearLeftoversAsync(ct);
        var process = await ChildProcess.StartAsync(cluster.Server(), line);
        while (!await PostgresCluster.AnswersAsync(cluster.ConnectionString("postgres"), ct))
        {
            if (process.Exited.IsCompleted)
                throw new Failure(
                    "PostgreSQL이 시작되지 않습니다 / PostgreSQL does not start",
                    $"종료 코드 {await process.Exited} / it exited with {await process.Exited}", "위의 줄을 보세요 / see the lines above");
            await Task.Delay(20, ct);
        }
        return new PostgresServer(cluster, process);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync(TimeSpan.FromSeconds(10));
        await _process.DisposeAsync();
    }
}
