using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace SnsOps.Benchmarks.Scan;

/// <summary>Runs the product's own code and reads the plans PostgreSQL made of its statements: auto_explain sends them back as notices.</summary>
internal sealed class PlanWatch : ILoggerProvider, ILogger
{
    private const string Settings = """
        -c session_preload_libraries=auto_explain -c client_min_messages=log -c auto_explain.log_min_duration=0 -c auto_explain.log_analyze=on
        -c auto_explain.log_buffers=on -c auto_explain.log_wal=on -c auto_explain.log_timing=off -c auto_explain.log_format=json
        """;

    private readonly List<(double Ms, long Buffers, long Wal)> _plans = [];

    /// <summary>A pool whose statements are watched, set up as the product's for its rounds.</summary>
    public NpgsqlDataSource Open(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.MaxAutoPrepare = 128;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        builder.ConnectionStringBuilder.SearchPath = "public";
        builder.ConnectionStringBuilder.Options = Settings.ReplaceLineEndings(" ");
        builder.ConnectionStringBuilder.MaxPoolSize = 1;
        builder.UseLoggerFactory(LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(this)));
        return builder.Build();
    }

    /// <summary>What a piece of work cost the server.</summary>
    public async Task<ServerCost> CostAsync(Func<Task> work)
    {
        lock (_plans)
            _plans.Clear();
        await work();
        lock (_plans)
            return _plans.Count > 0 ? new ServerCost(_plans.Sum(p => p.Ms), _plans.Sum(p => p.Buffers), _plans.Max(p => p.Buffers), _plans.Sum(p => p.Wal))
                : throw new InvalidOperationException("PostgreSQL sent no plans: is auto_explain (postgresql-contrib) there?");
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        var (duration, plan) = (text.IndexOf("duration: ", StringComparison.Ordinal), text.IndexOf("plan:", StringComparison.Ordinal));
        if (duration < 0 || plan < 0)
            return;
        var ms = double.Parse(text[(duration + 10)..].Split(' ')[0], CultureInfo.InvariantCulture);
        using var json = JsonDocument.Parse(text[(plan + 5)..]);
        var root = json.RootElement.GetProperty("Plan");
        lock (_plans)
            _plans.Add((ms, root.GetProperty("Shared Hit Blocks").GetInt64() + root.GetProperty("Shared Read Blocks").GetInt64(), root.GetProperty("WAL Bytes").GetInt64()));
    }

    void IDisposable.Dispose()
    {
    }
}

/// <summary>Of a piece of work, in PostgreSQL.</summary>
/// <param name="Ms">Of all its statements.</param>
/// <param name="Buffers">Pages touched by all of them.</param>
/// <param name="Dearest">Pages touched by the statement that touched most.</param>
/// <param name="Wal">Bytes of write-ahead log of all of them; their commits are not in it.</param>
internal sealed record ServerCost(double Ms, long Buffers, long Dearest, long Wal);
