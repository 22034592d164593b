using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using SnsOps.Shared.Database;

namespace SnsOps.Shared.Hosting;

/// <summary>Keeps this process's lease in <c>workers</c>, and the clock offset fresh.</summary>
/// <remarks>
/// When the lease could not be renewed, <see cref="IsAlive"/> turns false before the lease ends, so the process stops taking work that others will take over.
/// It beats on a session of its own, which ends with the process: others see that at once (<see cref="GoneWorkers"/>) and need not wait for the lease.
/// A session that ends while the process lives is replaced by the next beat.
/// </remarks>
public sealed partial class WorkerHeartbeat(
    NpgsqlDataSource database, WorkerIdentity identity, DatabaseClock clock, WorkerOptions options, ILogger<WorkerHeartbeat> logger) : BackgroundService
{
    /// <summary>Seconds until a beat that failed is tried again.</summary>
    private const double AgainSeconds = 1;

    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, long> _lag = new();
    private readonly KeptConnection _session = new(database);
    private long _renewedAt;

    /// <summary>Completes once the process has a row in <c>workers</c>; claims before that would have no owner.</summary>
    public Task Registered => _registered.Task;

    /// <summary>True while the last renewal is younger than the lease.</summary>
    public bool IsAlive => _renewedAt != 0 && TimeProvider.System.GetElapsedTime(_renewedAt).TotalSeconds < options.LeaseSeconds * 0.9;

    /// <summary>Notes the consumer lag of a topic, published with the next heartbeat.</summary>
    public void ReportLag(string topic, long messages) => _lag[topic] = messages;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var (started, pause) = (TimeProvider.System.GetTimestamp(), options.HeartbeatSeconds);
            using var beat = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            beat.CancelAfter(TimeSpan.FromSeconds(options.LeaseSeconds));      // one that takes longer renews nothing
            try
            {
                await BeatAsync(await _session.OpenAsync(beat.Token), beat.Token);
                _registered.TrySetResult();
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException || (e is OperationCanceledException && !stoppingToken.IsCancellationRequested))
            {
                LogMissed(e, identity.Process);
                pause = Math.Min(pause, AgainSeconds);
            }

            if (TimeSpan.FromSeconds(pause) - TimeProvider.System.GetElapsedTime(started) is { Ticks: > 0 } left)
                await Task.Delay(left, stoppingToken);
        }
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _session.DisposeAsync();
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition(
                "update workers set lease_until = clock_timestamp() where id = @Id", new { identity.Id }, cancellationToken: cancellationToken));
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            LogMissed(e, identity.Process);
        }
    }

    /// <remarks>Behind a pooler the server's session is not this process's, as the ids show: then only the lease tells of its end.</remarks>
    private async Task BeatAsync(NpgsqlConnection session, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        var skew = await clock.RefreshAsync(database, ct);
        await session.ExecuteAsync(new CommandDefinition("""
            insert into workers (id, process, host, pid, version, lease_until, clock_skew_ms, lag, session_pid, session_began)
            select @Id, @Process, @Host, @Pid, @Version, clock_timestamp() + make_interval(secs => @LeaseSeconds), @skew, @lag::jsonb,
                   a.pid, a.backend_start
              from (values (1)) as one left join pg_stat_activity a on a.pid = pg_backend_pid() and a.pid = @ProcessID
            on conflict (id) do update
               set heartbeat_at = clock_timestamp(), lease_until = excluded.lease_until, clock_skew_ms = excluded.clock_skew_ms, lag = excluded.lag,
                   session_pid = excluded.session_pid, session_began = excluded.session_began
            """,
            new
            {
                identity.Id, identity.Process, Host = Environment.MachineName, Pid = Environment.ProcessId, WorkerIdentity.Version,
                options.LeaseSeconds, skew, lag = JsonSerializer.Serialize(_lag), session.ProcessID,
            },
            commandTimeout: (int)Math.Ceiling(options.LeaseSeconds), cancellationToken: ct));
        _renewedAt = started;
        if (Math.Abs(skew) > 1000)
            LogSkew(skew);
    }

    [LoggerMessage(1001, LogLevel.Warning, "Heartbeat of {Process} missed", EventName = "HeartbeatMissed")]
    private partial void LogMissed(Exception e, string process);

    [LoggerMessage(1002, LogLevel.Warning, "This machine's clock differs from the database's by {SkewMs} ms", EventName = "ClockSkewed")]
    private partial void LogSkew(double skewMs);
}
