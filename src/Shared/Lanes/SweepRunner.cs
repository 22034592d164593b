using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using SnsOps.Shared.Hosting;

namespace SnsOps.Shared.Lanes;

/// <summary>Runs every sweep in turn, every two seconds. Sweeps are idempotent, so replicas need no agreement.</summary>
public sealed partial class SweepRunner(
    GoneWorkers gone, IEnumerable<INudgeHandler> handlers, IEnumerable<ISweep> others, LaneOptions options, WorkerHeartbeat heartbeat, ILogger<SweepRunner> logger) : BackgroundService
{
    private long _turnedAt = TimeProvider.System.GetTimestamp();

    /// <summary>How long ago the loop last turned: the liveness signal.</summary>
    public TimeSpan SinceTurn => TimeProvider.System.GetElapsedTime(Interlocked.Read(ref _turnedAt));

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await heartbeat.Registered.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.SweepSeconds));
        do
        {
            Interlocked.Exchange(ref _turnedAt, TimeProvider.System.GetTimestamp());
            await TryAsync("workers", gone.EndLeasesAsync, stoppingToken);
            foreach (var sweep in handlers.Concat(others))
                await TryAsync(sweep.Name, sweep.SweepAsync, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Lets the handlers finish or give back what they hold while this process still has its lease: the heartbeat stops after this service.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var handler in handlers.OfType<IAsyncDisposable>())
            await handler.DisposeAsync().AsTask().WaitAsync(cancellationToken);
    }

    private async Task TryAsync(string name, Func<CancellationToken, Task> sweep, CancellationToken ct)
    {
        try
        {
            await sweep(ct);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException && !ct.IsCancellationRequested)
        {
            LogFailed(e, name);
        }
    }

    [LoggerMessage(7020, LogLevel.Warning, "The sweep of {Sweep} failed and is tried again", EventName = "SweepFailed")]
    private partial void LogFailed(Exception e, string sweep);
}
