using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>Exchanges with the shared rows every second what this process spent and learnt, and gives its chunks back when it stops.</summary>
internal sealed partial class LimitKeeper(Budgets budgets, Breakers breakers, ExternalCallOptions options, ILogger<LimitKeeper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.SyncSeconds));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await budgets.SyncAsync(stoppingToken);
                await breakers.SyncAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogMissed(e);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await budgets.ReturnAllAsync();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            LogMissed(e);       // the chunks expire by themselves
        }
    }

    [LoggerMessage(8002, LogLevel.Warning, "Budgets and breakers could not be exchanged with PostgreSQL; tried again in a moment", EventName = "LimitsNotExchanged")]
    private partial void LogMissed(Exception e);
}
