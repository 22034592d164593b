using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>Drops what writes made stale for all processes within a tenth of a second, and keeps the kept answers few.</summary>
internal sealed partial class CacheKeeper(ResponseCache cache, ResponseCacheSql sql, ExternalCallOptions options, ILogger<CacheKeeper> logger) : BackgroundService
{
    private const int TicksToTidy = 600;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick);
        for (var tick = 1L; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            try
            {
                await cache.DropAsync(stoppingToken);
                if (tick % TicksToTidy == 0)
                    await sql.TidyAsync(options.CacheEntries, stoppingToken);
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
            await cache.DropAsync(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            LogMissed(e);       // what was kept expires by itself
        }
    }

    [LoggerMessage(8031, LogLevel.Warning, "Kept answers could not be dropped; tried again in a moment", EventName = "ResponseCacheNotDropped")]
    private partial void LogMissed(Exception e);
}
