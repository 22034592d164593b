using System.Globalization;
using Npgsql;
using SnsOps.Local.Processes;

namespace SnsOps.Benchmarks.Publish;

/// <summary>The peer's processes: Redis, workers, and beat where time is measured. They end with the bench.</summary>
internal sealed class CeleryPeer(string connectionString, Uri sandbox, int redisPort, string folder, byte[] tokenKey) : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";       // Debian's packages are this one's
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly string Sources = Path.Combine(AppContext.BaseDirectory, "peers", "celery");
    private readonly List<ChildProcess> _workers = [];
    private readonly List<string> _lines = [];
    private ChildProcess? _redis;
    private int _ready;

    /// <summary>Of all that runs.</summary>
    public IReadOnlyList<int> Processes => [.. _workers.Append(_redis!).Select(p => p.Identity.Pid)];

    /// <summary>The tables it works on.</summary>
    public static Task<string> SchemaAsync(CancellationToken ct) => File.ReadAllTextAsync(Path.Combine(Sources, "schema.sql"), ct);

    /// <summary>Starts the workers, and Redis if it does not run yet.</summary>
    public async Task StartAsync(CelerySetup setup, bool beat, CancellationToken ct)
    {
        _redis ??= await StartRedisAsync(ct);
        _ready = 0;
        for (var i = 1; i <= setup.Workers; i++)
            _workers.Add(await CeleryAsync(setup.Connections, "worker", "-P", setup.Pool, "-c", setup.Concurrency.ToString(CultureInfo.InvariantCulture), "-Q", "critical,medium",
                "-n", $"worker{i}@%h", "-O", "fair", "--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "INFO"));
        if (beat)
            _workers.Add(await CeleryAsync(1, "beat", "-s", Path.Combine(folder, "beat"), "-l", "WARNING"));
        await UntilAsync(() => Volatile.Read(ref _ready) >= setup.Workers, "the peer's workers did not start", ct);
    }

    /// <summary>Runs the scan now instead of at the minute.</summary>
    public async Task ScanAsync(CancellationToken ct)
    {
        var call = await CeleryAsync(1, "call", "publishing_tasks.scan_scheduled_posts", "--queue", "critical");
        await using (call)
        {
            if (await call.Exited.WaitAsync(ct) != 0)
                throw Trouble("the peer's scan could not be called");
        }
    }

    /// <summary>Puts comments into the queue, one task each. With no worker running they wait there.</summary>
    /// <param name="comments">A file of JSON lines, as <c>comment_tasks.py</c> reads it.</param>
    /// <param name="ct">Stops it.</param>
    public async Task EnqueueCommentsAsync(string comments, CancellationToken ct)
    {
        _redis ??= await StartRedisAsync(ct);
        await using var program = await PythonAsync(1, "comment_tasks.py", comments);
        if (await program.Exited.WaitAsync(ct) != 0)
            throw Trouble("the peer's queue could not be filled");
    }

    /// <summary>Stops the workers; Redis stays.</summary>
    public async Task StopWorkersAsync()
    {
        await Task.WhenAll(_workers.Select(w => w.StopAsync(Patience)));
        foreach (var worker in _workers)
            await worker.DisposeAsync();
        _workers.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await StopWorkersAsync();
        if (_redis is null)
            return;
        await _redis.StopAsync(Patience);
        await _redis.DisposeAsync();
    }

    /// <summary>Debian's redis-server is a name of the program in redis-tools, which starts no service of its own when it is installed.</summary>
    private async Task<ChildProcess> StartRedisAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        var program = Path.Combine(folder, "redis-server");
        File.CreateSymbolicLink(program, "/usr/bin/redis-check-rdb");
        var redis = await ChildProcess.StartAsync(new ChildStart
        {
            Program = program,
            Arguments = ["--bind", "127.0.0.1", "--port", redisPort.ToString(CultureInfo.InvariantCulture), "--dir", folder, "--save", "", "--appendonly", "yes", "--appendfsync", "everysec"],
        }, Note);
        await UntilAsync(() => Noted("Ready to accept connections"), "redis-server did not start", ct);
        return redis;
    }

    private Task<ChildProcess> CeleryAsync(int connections, params string[] arguments) => PythonAsync(connections, ["-m", "celery", "-A", "celery_app", .. arguments]);

    private Task<ChildProcess> PythonAsync(int connections, params string[] arguments)
    {
        var postgres = new NpgsqlConnectionStringBuilder(connectionString);
        return ChildProcess.StartAsync(new ChildStart
        {
            Program = Python, Arguments = arguments, WorkingFolder = Sources,
            Environment = new Dictionary<string, string?>
            {
                ["PGHOST"] = postgres.Host, ["PGPORT"] = postgres.Port.ToString(CultureInfo.InvariantCulture), ["PGUSER"] = postgres.Username, ["PGPASSWORD"] = postgres.Password,
                ["PGDATABASE"] = postgres.Database, ["PEER_REDIS"] = $"redis://127.0.0.1:{redisPort}/0", ["PEER_GRAPH"] = sandbox.GetLeftPart(UriPartial.Authority),
                ["PEER_CONNECTIONS"] = connections.ToString(CultureInfo.InvariantCulture), ["PEER_TOKEN_KEY"] = Convert.ToHexString(tokenKey), ["PYTHONDONTWRITEBYTECODE"] = "1",
            },
        }, Note);
    }

    private async Task UntilAsync(Func<bool> holds, string otherwise, CancellationToken ct)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var left = 1200; !holds(); left--)
        {
            if (left == 0)
                throw Trouble(otherwise);
            await tick.WaitForNextTickAsync(ct);
        }
    }

    private void Note(string line)
    {
        lock (_lines)
            _lines.Add(line);
        if (line.EndsWith(" ready.", StringComparison.Ordinal))
            Interlocked.Increment(ref _ready);
    }

    private bool Noted(string text)
    {
        lock (_lines)
            return _lines.Exists(l => l.Contains(text, StringComparison.Ordinal));
    }

    private InvalidOperationException Trouble(string what)
    {
        lock (_lines)
            return new InvalidOperationException($"{what}:\n{string.Join('\n', _lines.TakeLast(15))}");
    }
}
