using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Database;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Integration.Scheduling;

/// <summary>A job that notes its firings, and does what the test says.</summary>
internal sealed class NotedJob(JobDefinition definition, Func<JobRun, Task<object>>? work = null) : IScheduledJob
{
    /// <summary>All runs, of whichever replica.</summary>
    public ConcurrentQueue<JobRun> Runs { get; } = new();

    public JobDefinition Definition => definition;

    public async Task<object> RunAsync(JobRun run, CancellationToken ct)
    {
        Runs.Enqueue(run);
        return work is null ? new { did = "일했음" } : await work(run);
    }
}

/// <summary>One process of a fleet as far as schedules go: a lease and a keeper, turned by hand.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly WorkerHeartbeat _heartbeat;

    private Replica(TestDatabase database, WorkerHeartbeat heartbeat, WorkerIdentity identity, IScheduledJob[] jobs)
    {
        _heartbeat = heartbeat;
        Identity = identity;
        Keeper = new ScheduleKeeper(jobs, new JobRunSql(database.DataSource, identity), heartbeat, new ScheduleOptions(), NullLogger<ScheduleKeeper>.Instance);
    }

    public WorkerIdentity Identity { get; }

    public ScheduleKeeper Keeper { get; }

    /// <summary>Starts one that has its lease.</summary>
    public static async Task<Replica> StartAsync(TestDatabase database, params IScheduledJob[] jobs)
    {
        var identity = new WorkerIdentity("test");
        var heartbeat = new WorkerHeartbeat(database.DataSource, identity, new DatabaseClock(), new WorkerOptions(), NullLogger<WorkerHeartbeat>.Instance);
        await heartbeat.StartAsync(default);
        await heartbeat.Registered;
        return new Replica(database, heartbeat, identity, jobs);
    }

    public async ValueTask DisposeAsync()
    {
        Keeper.Dispose();
        await _heartbeat.StopAsync(default);
        _heartbeat.Dispose();
    }
}
