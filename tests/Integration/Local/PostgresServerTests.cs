using Npgsql;
using SnsOps.Local.Postgres;
using SnsOps.Local.Processes;
using SnsOps.Local.State;

namespace SnsOps.Integration.Local;

public sealed class PostgresServerTests : IDisposable
{
    private readonly TestFolders _folders = new();
    private readonly PostgresOptions _options;

    public PostgresServerTests() => _options = new PostgresOptions
    {
        Bin = PostgresOptions.BinFromEnvironment(), Folder = _folders.Folders.Postgres, Ephemeral = true, Password = "비밀-password",
        Port = new PortBook(_folders.Folders.PortsFile).PortOf("postgres"),
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folders.Dispose();

    [Fact]
    public async Task A_killed_server_comes_back_with_all_that_was_committed()
    {
        await using (var server = await StartAsync())
        {
            await server.Cluster.EnsureDatabaseAsync(Ct);
            await ExecuteAsync(server, "create table kept(word text)");
            await ExecuteAsync(server, "insert into kept values ('남는다')");
            foreach (var process in Descendants.WorkingIn(_options.Data, "postgres").Take(1))
                process.Signal(UnixSignal.Kill);
        }

        await using var again = await StartAsync();

        Assert.Equal("남는다", await ExecuteAsync(again, "select word from kept"));
    }

    [Fact]
    public async Task A_pid_file_that_names_somebody_else_does_not_keep_it_from_starting()
    {
        await using (await StartAsync())
        {
        }
        await File.WriteAllTextAsync(
            Path.Combine(_options.Data, "postmaster.pid"), $"{Environment.ProcessId}\n{_options.Data}\n1\n{_options.Port}\n\n127.0.0.1\n  1 1\nready\n", Ct);

        await using var server = await StartAsync();

        Assert.Equal("UTF8", await ExecuteAsync(server, "show server_encoding", "postgres"));
    }

    [Fact]
    public async Task A_wrong_password_is_a_clear_failure_and_not_a_wait()
    {
        await using var server = await StartAsync();
        var wrong = PostgresCluster.ConnectionString(_options.Port, "틀림", "postgres");

        var failure = await Assert.ThrowsAsync<SnsOps.Local.Output.Failure>(() => PostgresCluster.AnswersAsync(wrong, Ct));

        Assert.Contains("secrets.json", failure.Message, StringComparison.Ordinal);
    }

    private Task<PostgresServer> StartAsync() => PostgresServer.StartAsync(_options, _ => { }, Ct);

    private static async Task<object?> ExecuteAsync(PostgresServer server, string sql, string database = PostgresCluster.Database)
    {
        await using var connection = new NpgsqlConnection(server.Cluster.ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }
}
