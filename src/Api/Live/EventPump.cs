using Npgsql;

namespace SnsOps.Api.Live;

/// <summary>Numbers events, reads what is new and hands it to the connections: on every nudge, and by the clock when none comes.</summary>
internal sealed partial class EventPump(EventSql events, EventSignal signal, LiveHub hub, LiveOptions options, ILogger<EventPump> logger) : BackgroundService
{
    private const int Batch = 500;
    private const int Rush = 64, Crowd = 500;
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);
    private bool _started;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // What comes in a rush is numbered together, each turn costs the database as much as a few events; and what many are told goes to each of them together.
                var began = TimeProvider.System.GetTimestamp();
                var (numbered, told) = await TurnAsync(stoppingToken);
                if ((numbered >= Rush || told >= Crowd) && Apart - TimeProvider.System.GetElapsedTime(began) is { Ticks: > 0 } pause)
                    await Task.Delay(pause, stoppingToken);
                await signal.WaitAsync(TimeSpan.FromMilliseconds(options.PollMilliseconds), stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogOutage(e);
                await Task.Delay(OutagePause, stoppingToken);
            }
        }
    }

    private async Task<(int Numbered, int Told)> TurnAsync(CancellationToken ct)
    {
        if (!_started)
        {
            hub.StartAt(await events.NewestAsync(ct));
            _started = true;
        }

        var numbered = await events.NumberAsync(ct);
        if (hub.Count == 0 && hub.TrySkipTo(await events.NewestAsync(ct)))
            return (numbered, 0);
        IReadOnlyList<LiveEventRow> rows;
        var told = 0;
        do
        {
            rows = await events.ReadAsync(hub.Position, Batch, ct);
            if (rows.Count > 0)
                told += await hub.DispatchAsync(rows, ct);
        }
        while (rows.Count == Batch);
        return (numbered, told);
    }

    [LoggerMessage(5010, LogLevel.Warning, "Live events wait: PostgreSQL is away", EventName = "LiveEventsWait")]
    private partial void LogOutage(Exception e);
}
