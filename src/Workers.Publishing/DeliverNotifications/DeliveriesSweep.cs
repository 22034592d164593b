using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Live;

namespace SnsOps.Workers.Publishing.DeliverNotifications;

/// <summary>Routes what people were told, sends what is due, frees what the dead held. Nobody is nudged for it: two seconds are soon enough.</summary>
internal sealed partial class DeliveriesSweep(
    RouteSql routes, DeliverySql rows, DeliveryOutcomeSql outcomes, DeliveryRunner runner, LiveEvents live, SmsLooks looks, WorkerHeartbeat heartbeat, DeliveryOptions options, ILogger<DeliveriesSweep> logger) : ISweep, IAsyncDisposable
{
    private readonly ClaimedWork _work = new("deliveries", options.Capacity, logger);

    public string Name => "deliveries";

    public Task SweepAsync(CancellationToken ct) => _work.InTurnAsync(
        async () =>
        {
            var (freed, doubted) = await rows.RecoverAsync(_work.Working, ct);
            foreach (var attempt in doubted)
                await outcomes.WriteAsync(attempt, new Outcome.Unknown("worker_died", DeliverySql.Died), "gate", null);
            if (freed + doubted.Count > 0)
                LogRecovered(freed, doubted.Count);
            await routes.RouteAsync(ct);
            await routes.DropReadAsync(ct);
            var given = await rows.ExpireAsync(ct);
            if (given > 0)
                LogExpired(given);
            if (doubted.Count + given > 0)
                live.Announce();
            looks.Start();
            await ClaimAsync(ct);
        }, ct);

    public async ValueTask DisposeAsync()
    {
        await looks.DisposeAsync();
        await _work.DisposeAsync();
    }

    private async Task ClaimAsync(CancellationToken ct)
    {
        if (!heartbeat.IsAlive || _work.Free is not (> 0 and var free))
            return;
        // A claim that is called off half-way may have been committed: nobody would work on it.
        ct.ThrowIfCancellationRequested();
        foreach (var row in await rows.ClaimAsync(free, CancellationToken.None))
            await _work.StartAsync(row.Id, stopping => runner.RunAsync(row, stopping), () => rows.ReleaseAsync(row));
    }

    [LoggerMessage(5123, LogLevel.Warning, "Deliveries: {Freed} claimed rows freed, {Doubted} armed ones are unknown: their owners are gone", EventName = "DeliveriesRecovered")]
    private partial void LogRecovered(int freed, int doubted);

    [LoggerMessage(5124, LogLevel.Warning, "{Deliveries} deliveries could not be sent in time and were given up, or their codes forgotten", EventName = "DeliveriesExpired")]
    private partial void LogExpired(int deliveries);
}
