using Npgsql;

namespace SnsOps.Api.Live;

/// <summary>Numbers events, reads what is new and hands it to the connections: on every nudge, and by the clock when none comes.</summary>
/// <remarks>On a thread of its own, and waiting there: among the sends to a thousand pages, each change of threads would queue behind all of them.</remarks>
internal sealed partial class EventPump(EventSql events, EventSignal signal, LiveHub hub, LiveOptions options, ILogger<EventPump> logger) : BackgroundService
{
    private const int Batch = 500;
    private const int Rush = 64, Crowd = 250;

    /// <summary>A crowd is told in so many parts, one after the other: each of its pages every 25 ms, and none waits for the sends to all the others.</summary>
    private const int Parts = 4;

    private static readonly TimeSpan RushApart = TimeSpan.FromMilliseconds(20), PartApart = TimeSpan.FromMilliseconds(25.0 / Parts);
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);
    private bool _started;
    private int _part, _partsDue;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(() => Pump(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Pump(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                // What comes in a rush is read together, each turn costs the database as much as a few events; and what many are told goes to each of them together.
                var began = TimeProvider.System.GetTimestamp();
                var (passed, told) = Turn(ct);
                var apart = Wake(passed, told);
                if (apart - TimeProvider.System.GetElapsedTime(began) is { Ticks: > 0 } pause)
                    ct.WaitHandle.WaitOne(pause);
                if (_partsDue == 0)
                    signal.Wait(TimeSpan.FromMilliseconds(options.PollMilliseconds), ct);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogOutage(e);
                hub.Wake();
                ct.WaitHandle.WaitOne(OutagePause);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Sends what was told to everybody, or to the next part of a crowd.</summary>
    /// <returns>How long after this turn's begin the next one may begin.</returns>
    private TimeSpan Wake(long passed, int told)
    {
        if (told >= Crowd)
            _partsDue = Parts;
        if (passed >= Rush || _partsDue == 0)
        {
            _partsDue = 0;
            hub.Wake();
            return passed >= Rush ? RushApart : TimeSpan.Zero;
        }

        _partsDue--;
        _part = (_part + 1) % Parts;
        if (_partsDue > 0)
            hub.Wake(_part, Parts);
        else
            hub.Wake();         // who came or went meanwhile moved others from one part to another
        return PartApart;
    }

    private (long Passed, int Told) Turn(CancellationToken ct)
    {
        if (!_started)
        {
            hub.StartAt(events.Newest().Seq);
            _started = true;
        }

        var position = hub.Position;
        if (hub.Count == 0)
        {
            var (newest, more) = events.Newest();
            if (hub.TrySkipTo(newest))
            {
                if (more)
                    signal.Pulse();
                return (hub.Position - position, 0);
            }
        }

        IReadOnlyList<LiveEventRow> rows;
        bool waited;
        var told = 0;
        do
        {
            (rows, waited) = events.Read(hub.Position, Batch);
            if (rows.Count > 0)
                told += hub.OfferAsync(rows, ct).GetAwaiter().GetResult();
        }
        while (rows.Count == Batch && !ct.IsCancellationRequested);
        // What has its number now is the next turn's, which comes after the pause that this one has earned.
        if (waited)
            signal.Pulse();
        return (hub.Position - position, told);
    }

    [LoggerMessage(5010, LogLevel.Warning, "Live events wait: PostgreSQL is away", EventName = "LiveEventsWait")]
    private partial void LogOutage(Exception e);
}
