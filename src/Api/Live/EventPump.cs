using Npgsql;

namespace SnsOps.Api.Live;

/// <summary>Numbers events, reads what is new and hands it to the connections: on every nudge, and by the clock when none comes.</summary>
internal sealed partial class EventPump(EventSql events, EventSignal signal, LiveHub hub, LiveOptions options, ILogger<EventPump> logger) : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);
    private bool _started;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TurnAsync(stoppingToken);
                await signal.WaitAsync(TimeSpan.FromMilliseconds(options.PollMilliseconds), stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogOutage(e);
                await Task.Delay(OutagePause, stoppingToken);
            }
        }
    }

    private async Task TurnAsync(CancellationToken ct)
    {
        if (!_started)
        {
            hub.StartAt((await events.RangeAsync(ct)).Newest);
            _started = true;
        }

        await events.NumberAsync(ct);
        IReadOnlyList<LiveEventRow> rows;
        do
        {
            rows = await events.ReadAsync(hub.Position, long.MaxValue, Batch, ct);
            if (rows.Count > 0)
                await hub.DispatchAsync(rows, ct);
        }
        while (rows.Count == Batch);
    }

    [LoggerMessage(5010, LogLevel.Warning, "Live events wait: PostgreSQL is away", EventName = "LiveEventsWait")]
    private partial void LogOutage(Exception e);
}
