using System.Globalization;
using Npgsql;
using SnsOps.Local.Output;
using SnsOps.Local.Processes;

namespace SnsOps.Local.Postgres;

/// <summary>A private PostgreSQL cluster: made once, reachable by password on one loopback port, run in the foreground as a child.</summary>
public sealed class PostgresCluster(PostgresOptions options)
{
    /// <summary>The application's database.</summary>
    public const string Database = "snsops";

    /// <summary>The cluster's only login.</summary>
    public const string Role = "snsops";

    /// <summary>A connection to one of its databases.</summary>
    public string ConnectionString(string database = Database) => ConnectionString(options.Port, options.Password, database);

    /// <summary>A connection to a cluster of this kind.</summary>
    public static string ConnectionString(int port, string password, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1", Port = port, Username = Role, Password = password, Database = database,
    }.ConnectionString;

    /// <summary>Runs initdb if there is no cluster yet.</summary>
    public async Task EnsureCreatedAsync(Action<string> line, CancellationToken ct)
    {
        if (Directory.Exists(options.Data))
        {
            await RequireSameMajorAsync(line, ct);
            return;
        }
        Directory.CreateDirectory(options.Folder);
        File.SetUnixFileMode(options.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var passwordFile = Path.Combine(options.Folder, "password");
        var draft = options.Data + ".new";
        if (Directory.Exists(draft))
            Directory.Delete(draft, recursive: true);      // a run that was killed while it made the cluster
        await using (var file = new FileStream(passwordFile, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            await using var writer = new StreamWriter(file);
            await writer.WriteAsync(options.Password);
        }
        if (options.User is { } user)
        {
            Posix.Own(options.Folder, user.Id, user.Group);
            Posix.Own(passwordFile, user.Id, user.Group);
        }
        IReadOnlyList<string> durability = options.Ephemeral ? ["--no-sync"] : [];
        var code = await ChildProcess.RunAsync(
            Run("initdb",
            [
                "--pgdata", draft, "--encoding=UTF8", "--locale=C.UTF-8", "--username", Role,
                "--auth=scram-sha-256", "--pwfile", passwordFile, .. durability,
            ]), line, ct);
        File.Delete(passwordFile);
        if (code != 0)
            throw new Failure(
                "PostgreSQL 클러스터를 만들지 못했습니다 / initdb failed",
                $"종료 코드 {code} / exit code {code}",
                "./snsops logs postgres");
        // Only a finished cluster gets the name that the next start looks for.
        Directory.Move(draft, options.Data);
    }

    /// <summary>How the server is started: in the foreground, so that its parent sees it die.</summary>
    public ChildStart Server()
    {
        List<string> settings =
        [
            "listen_addresses=127.0.0.1", $"port={options.Port.ToString(CultureInfo.InvariantCulture)}", "unix_socket_directories=",
            "max_connections=200", "timezone=UTC", "log_timezone=UTC", "jit=off", "random_page_cost=1.1", "logging_collector=off", "log_checkpoints=off",
            .. (IEnumerable<string>)(options.Ephemeral
                ? ["fsync=off", "full_page_writes=off", "shared_buffers=64MB", "max_wal_size=256MB"]
                : ["fsync=on", "shared_buffers=256MB", "max_wal_size=2GB", "wal_compression=on", "checkpoint_timeout=15min"]),
        ];
        // SIGINT is PostgreSQL's "fast shutdown": it ends sessions instead of waiting for them.
        return Run("postgres", ["-D", options.Data, .. settings.SelectMany(setting => (string[])["-c", setting])])
            with { StopSignal = UnixSignal.Interrupt };
    }

    /// <summary>Ends what an earlier server of this cluster left, so that a new one can start.</summary>
    /// <remarks>After kill -9 of the postmaster its backends leave on their own, but a new server refuses to start until
    /// the last one is gone; and a postmaster.pid from before a reboot may name somebody else's process.</remarks>
    public async Task ClearLeftoversAsync(CancellationToken ct)
    {
        var left = Descendants.WorkingIn(options.Data, "postgres");
        foreach (var process in left)
            process.Signal(UnixSignal.Quit);
        foreach (var process in left)
            await process.EndAsync(UnixSignal.Quit, TimeSpan.FromSeconds(5), ct);
        File.Delete(Path.Combine(options.Data, "postmaster.pid"));
    }

    /// <summary>Makes the database and its extension, and refuses a cluster that is not UTF-8.</summary>
    public async Task EnsureDatabaseAsync(CancellationToken ct)
    {
        await using (var server = await OpenAsync("postgres", ct))
        {
            await using var exists = new NpgsqlCommand("select count(*) from pg_database where datname = $1", server);
            exists.Parameters.AddWithValue(Database);
            if (await exists.ExecuteScalarAsync(ct) is 0L)
            {
                await using var create = new NpgsqlCommand($"create database {Database}", server);
                await create.ExecuteNonQueryAsync(ct);
            }
        }
        await using var database = await OpenAsync(Database, ct);
        await using var encoding = new NpgsqlCommand("show server_encoding", database);
        if (await encoding.ExecuteScalarAsync(ct) is not "UTF8")
            throw new Failure("PostgreSQL 클러스터를 쓸 수 없습니다 / the cluster is unusable", "UTF-8이 아닙니다 / it is not UTF-8", "./snsops up --fresh");
        await RequireVectorAsync(database, ct);
    }

    /// <summary>Answers queries; false while it starts, recovers or is away.</summary>
    public static async Task<bool> AnswersAsync(string connectionString, CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString + ";Timeout=2;Pooling=false");
            await connection.OpenAsync(ct);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw new Failure(
                "PostgreSQL이 암호를 거절했습니다 / PostgreSQL refused the password",
                "secrets.json이 이 클러스터의 것이 아닙니다 / secrets.json is not of this cluster", "./snsops up --fresh");
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync(ct);
        return connection;
    }

    private static async Task RequireVectorAsync(NpgsqlConnection database, CancellationToken ct)
    {
        try
        {
            await using var vector = new NpgsqlCommand("create extension if not exists vector", database);
            await vector.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedFile or PostgresErrorCodes.FeatureNotSupported)
        {
            throw new Failure("pgvector를 켤 수 없습니다 / pgvector cannot be enabled", e.MessageText, "./snsops doctor");
        }
    }

    private async Task RequireSameMajorAsync(Action<string> line, CancellationToken ct)
    {
        var made = (await File.ReadAllTextAsync(Path.Combine(options.Data, "PG_VERSION"), ct)).Trim();
        var version = "";
        await ChildProcess.RunAsync(Run("postgres", ["--version"]), text => version += text, ct);
        line(version);
        if (!version.Contains($") {made}.", StringComparison.Ordinal) && !version.Contains($") {made} ", StringComparison.Ordinal))
            throw new Failure(
                "PostgreSQL 클러스터를 열 수 없습니다 / the cluster cannot be opened",
                $"{made}에서 만들었는데 지금은 {version} / it was made by {made}, this is {version}",
                $"PostgreSQL {made}을(를) 설치하거나 / install PostgreSQL {made}, or: ./snsops up --fresh");
    }

    private ChildStart Run(string program, IReadOnlyList<string> arguments) => new()
    {
        Program = Path.Combine(options.Bin, program), Arguments = arguments, User = options.User, WorkingFolder = options.Folder,
        Environment = new Dictionary<string, string?>
        {
            ["LC_ALL"] = "C.UTF-8", ["PGDATA"] = null, ["PGPORT"] = null, ["PGHOST"] = null, ["PGUSER"] = null, ["PGOPTIONS"] = null,
        },
    };
}
