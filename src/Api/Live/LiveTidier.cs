using Npgsql;

namespace SnsOps.Api.Live;

/// <summary>Ends connections whose token, user or patience has ended, twice a second.</summary>
internal sealed partial class LiveTidier(LiveHub hub, ILogger<LiveTidier> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await hub.TidyAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogUnread(e);
            }
        }
    }

    [LoggerMessage(5011, LogLevel.Warning, "Rights of connected users could not be read; the last ones are kept", EventName = "RightsUnread")]
    private partial void LogUnread(Exception e);
}
