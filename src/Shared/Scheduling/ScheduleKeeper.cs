using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Kafka;

namespace SnsOps.Shared.Scheduling;

/// <summary>Turns instants into runs: each firing once over all replicas, missed ones by the job's policy, orphaned ones taken over.</summary>
/// <remarks>Quartz says when; this loop, once a minute, is what makes it true after an outage of anything.</remarks>
public sealed partial class ScheduleKeeper(
    IEnumerable<IScheduledJob> jobs, JobRunSql runs, WorkerHeartbeat heartbeat, ScheduleOptions options, ILogger<ScheduleKeeper> logger) : BackgroundService
{
    private const int MostTurns = 3;       // of a run whose statements take too long: then it has failed
    private static readonly TimeSpan LongestEarly = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, IScheduledJob> _jobs = jobs.ToDictionary(j => j.Definition.Name);
    private readonly ConcurrentDictionary<string, byte> _working = new();
    private readonly SemaphoreSlim _claiming = new(1, 1);   // a take-over must not see a run that has its row but is not yet in _working

    /// <summary>Fires what is due of one job and runs what this process won.</summary>
    public Task TickAsync(string job, CancellationToken ct) => TickAsync(job, null, ct);

    /// <summary>The same, when <paramref name="fired"/> by this machine's clock. The database's clock decides; it may be a little behind.</summary>
    internal async Task TickAsync(string job, DateTimeOffset? fired, CancellationToken ct)
    {
        await heartbeat.Registered.WaitAsync(ct);
        if (!heartbeat.IsAlive)
            return;
        var scheduled = _jobs[job];
        var (now, lastRun, paused) = await runs.PositionAsync(job, ct);
        if (paused)
            return;         // what was missed when it goes on is treated as after an outage
        if (fired - now is { } early && early > TimeSpan.Zero && early < LongestEarly)
        {
            await Task.Delay(early + TimeSpan.FromMilliseconds(1), ct);
            (now, lastRun, _) = await runs.PositionAsync(job, ct);
        }

        foreach (var (instant, missedSince) in await DueAsync(scheduled.Definition, now, lastRun, ct))
        {
            var cause = (now - instant).TotalSeconds > options.LateAfterSeconds ? "catch_up" : "schedule";
            foreach (var run in await ClaimAsync(() => runs.TryBeginAsync(job, instant, cause, missedSince, ct), ct))
                await RunAsync(scheduled, run, ct);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await heartbeat.Registered.WaitAsync(stoppingToken);
        await Task.WhenAll(
            EveryAsync(options.CatchUpSeconds, KeepAsync, stoppingToken),
            EveryAsync(options.AskedSeconds, RunAskedAsync, stoppingToken));
    }

    /// <summary>One turn of the loop: orphaned runs first, then missing firings.</summary>
    internal async Task KeepAsync(CancellationToken ct)
    {
        if (!heartbeat.IsAlive)
            return;
        await runs.NoteAsync([.. _jobs.Values.Select(j => j.Definition)], ct);
        await RunTakenAsync(await ClaimAsync(() => runs.TakeOverAsync(_jobs.Keys, _working.Keys.ToArray(), ct), ct), ct);
        foreach (var job in _jobs.Keys)
            await TickAsync(job, ct);
    }

    /// <summary>Runs what people asked for, also of a schedule that is paused.</summary>
    internal async Task RunAskedAsync(CancellationToken ct)
    {
        if (heartbeat.IsAlive)
            await RunTakenAsync(await ClaimAsync(() => runs.TakeAskedAsync(_jobs.Keys, ct), ct), ct);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _claiming.Dispose();
        base.Dispose();
    }

    private async Task EveryAsync(double seconds, Func<CancellationToken, Task> turn, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(seconds));
        do
        {
            try
            {
                await turn(ct);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException && !ct.IsCancellationRequested)
            {
                LogKeepFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    private async Task RunTakenAsync(IReadOnlyList<JobRun> taken, CancellationToken ct)
    {
        try
        {
            foreach (var run in taken)
            {
                if (run.Epoch > 1)
                    LogTakenOver(run.Job, run.ScheduledFor, run.Epoch);
                await RunAsync(_jobs[run.Job], run, ct);
            }
        }
        finally
        {
            foreach (var run in taken)
                _working.TryRemove(JobRunSql.Name(run), out _);
        }
    }

    private async Task<IReadOnlyList<JobRun>> ClaimAsync(Func<Task<IReadOnlyList<JobRun>>> claim, CancellationToken ct)
    {
        await _claiming.WaitAsync(ct);
        try
        {
            var claimed = await claim();
            foreach (var run in claimed)
                _working[JobRunSql.Name(run)] = 0;
            return claimed;
        }
        finally
        {
            _claiming.Release();
        }
    }

    private async Task<IReadOnlyList<(DateTimeOffset Instant, DateTimeOffset? MissedSince)>> DueAsync(
        JobDefinition definition, DateTimeOffset now, DateTimeOffset? lastRun, CancellationToken ct)
    {
        var latest = definition.Grid.LatestAt(now);
        if (definition.Missed == MissedFirings.Coalesce)
            return lastRun >= latest ? [] : [(latest, lastRun < definition.Grid.Before(latest) ? lastRun : null)];

        var instants = new List<DateTimeOffset>();
        for (var instant = latest; instant > now - TimeSpan.FromDays(1); instant = definition.Grid.Before(instant))
            instants.Add(instant);
        return [.. (await runs.MissingAsync(definition.Name, instants, ct)).Select(i => (i, (DateTimeOffset?)null))];
    }

    private async Task RunAsync(IScheduledJob job, JobRun run, CancellationToken ct)
    {
        using var activity = Tracing.Source.StartActivity("job " + run.Job);
        Correlation.Begin(null);
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            Failpoint.Hit("job.begun");
            var detail = await job.RunAsync(run, ct);
            Failpoint.Hit("job.ran");
            await runs.FinishAsync(run, null, JsonSerializer.Serialize(detail), ct);
            LogCompleted(run.Job, run.ScheduledFor, TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (Exception e) when (DatabaseAway.Is(e) || e is TimeoutException || (DatabaseAway.TookTooLong(e) && run.Epoch < MostTurns))
        {
            LogInterrupted(e, run.Job, run.ScheduledFor);       // stays running, and is taken over by whoever looks next
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            LogFailed(e, run.Job, run.ScheduledFor);
            await runs.FinishAsync(run, $"{e.GetType().Name}: {e.Message}", "{}", ct);
        }
        finally
        {
            _working.TryRemove(JobRunSql.Name(run), out _);
        }
    }

    [LoggerMessage(6001, LogLevel.Information, "{JobKey} for {ScheduledFor} done in {ElapsedMs} ms", EventName = "JobCompleted")]
    private partial void LogCompleted(string jobKey, DateTimeOffset scheduledFor, double elapsedMs);

    [LoggerMessage(6002, LogLevel.Error, "{JobKey} for {ScheduledFor} failed", EventName = "JobFailed")]
    private partial void LogFailed(Exception e, string jobKey, DateTimeOffset scheduledFor);

    [LoggerMessage(6003, LogLevel.Warning, "{JobKey} for {ScheduledFor} was interrupted and will be taken up again", EventName = "JobInterrupted")]
    private partial void LogInterrupted(Exception e, string jobKey, DateTimeOffset scheduledFor);

    [LoggerMessage(6004, LogLevel.Warning, "{JobKey} for {ScheduledFor} taken over, epoch {Epoch}", EventName = "JobTakenOver")]
    private partial void LogTakenOver(string jobKey, DateTimeOffset scheduledFor, int epoch);

    [LoggerMessage(6005, LogLevel.Warning, "Missing firings could not be looked for", EventName = "CatchUpFailed")]
    private partial void LogKeepFailed(Exception e);
}
