using Npgsql;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Integration.Scheduling;

/// <summary>A firing happens once, whoever is there; and what nobody was there for is made up by the job's policy.</summary>
public sealed class ScheduleKeeperTests
{
    private static readonly JobDefinition EveryMinute = new("tell-time", Grid.Every(TimeSpan.FromMinutes(1)), MissedFirings.Coalesce);
    private static readonly JobDefinition EachMorning = new("morning", Grid.Cron("0 0 8 * * ?", "Asia/Seoul"), MissedFirings.EachWithinADay);

    [Fact]
    public async Task Five_replicas_fire_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var job = new NotedJob(EveryMinute);
        var replicas = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Replica.StartAsync(database, job)));

        await Task.WhenAll(replicas.SelectMany(r => new[] { r.Keeper.TickAsync("tell-time", default), r.Keeper.KeepAsync(default), r.Keeper.TickAsync("tell-time", default) }));

        var run = Assert.Single(job.Runs);
        Assert.Equal(1, run.Epoch);
        Assert.Equal(0, run.ScheduledFor.Ticks % TimeSpan.TicksPerMinute);
        Assert.Equal("done 일했음", await database.ScalarAsync<string>("select state::text || ' ' || (detail ->> 'did') from job_runs"));
        await StopAsync(replicas);
    }

    [Fact]
    public async Task A_run_whose_owner_died_is_taken_over_under_a_higher_epoch_and_the_dead_cannot_close_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        var dead = new JobRunSql(database.DataSource, new Shared.Hosting.WorkerIdentity("test"));
        var instant = EveryMinute.Grid.LatestAt(await NowAsync(database));
        var lost = Assert.Single(await dead.TryBeginAsync("tell-time", instant, "schedule", null, default));
        var job = new NotedJob(EveryMinute);
        var replicas = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Replica.StartAsync(database, job)));

        await Task.WhenAll(replicas.Select(r => r.Keeper.KeepAsync(default)));

        var run = Assert.Single(job.Runs, r => r.ScheduledFor == instant);
        Assert.Equal(2, run.Epoch);
        Assert.False(await dead.FinishAsync(lost, "too late", "{}", default));
        Assert.Equal("done", await database.ScalarAsync<string>("select state::text from job_runs where scheduled_for = @instant", new { instant }));
        await StopAsync(replicas);
    }

    [Fact]
    public async Task A_run_in_progress_is_left_to_its_own_process_however_often_others_and_it_look()
    {
        await using var database = await TestDatabase.CreateAsync();
        var go = new TaskCompletionSource<object>();
        var job = new NotedJob(EveryMinute, _ => go.Task.WaitAsync(TimeSpan.FromSeconds(60)));
        await using var one = await Replica.StartAsync(database, job);
        await using var two = await Replica.StartAsync(database, new NotedJob(EveryMinute with { Name = "other" }), job);

        var running = one.Keeper.TickAsync("tell-time", default);
        await database.UntilAsync("it runs", "select exists (select from job_runs where job = 'tell-time' and state = 'running')");
        var instant = job.Runs.Single().ScheduledFor;
        await database.ExecuteAsync("insert into job_runs (job, scheduled_for, cause, owner, state, finished_at) select 'tell-time', @instant + make_interval(mins => n), 'schedule', @owner, 'done', now() from generate_series(1, 60) n",
            new { instant, owner = one.Identity.Id });
        for (var i = 0; i < 3; i++)
        {
            await one.Keeper.KeepAsync(default);
            await two.Keeper.KeepAsync(default);
        }

        go.SetResult(new { });
        await running;
        Assert.Equal(1, Assert.Single(job.Runs).Epoch);
        Assert.Equal("done", await database.ScalarAsync<string>("select state::text from job_runs where job = 'tell-time' and scheduled_for = @instant", new { instant }));
    }

    [Fact]
    public async Task Missed_firings_of_a_scan_become_one_that_knows_since_when()
    {
        await using var database = await TestDatabase.CreateAsync();
        var job = new NotedJob(EveryMinute);
        await using var replica = await Replica.StartAsync(database, job);
        await replica.Keeper.KeepAsync(default);
        await database.ExecuteAsync("select snsops.turn_clock('3 hours')");

        await replica.Keeper.KeepAsync(default);
        await replica.Keeper.KeepAsync(default);

        Assert.Equal(2, job.Runs.Count);
        var (first, second) = (job.Runs.First(), job.Runs.Last());
        Assert.Null(first.MissedSince);
        Assert.Equal(first.ScheduledFor, second.MissedSince);
        Assert.InRange((second.ScheduledFor - first.ScheduledFor).TotalMinutes, 180, 182);
    }

    [Fact]
    public async Task Each_missed_morning_of_the_last_day_runs_once_and_is_late()
    {
        await using var database = await TestDatabase.CreateAsync();
        // 09:30 in Seoul, some days ahead: this morning's firing was missed an hour and a half ago.
        await database.ExecuteAsync("select snsops.turn_clock(((((now() at time zone 'Asia/Seoul')::date + 3) + time '09:30') at time zone 'Asia/Seoul') - now())");
        var job = new NotedJob(EachMorning);
        await using var one = await Replica.StartAsync(database, job);
        await using var two = await Replica.StartAsync(database, job);

        await Task.WhenAll(one.Keeper.KeepAsync(default), two.Keeper.KeepAsync(default));
        Assert.True(Assert.Single(job.Runs).Late);

        // Down for two days: only what lies within 24 h is made up, this time on the way back from a full outage.
        await database.ExecuteAsync("select snsops.turn_clock(turned_by + interval '2 days') from snsops.clock");
        await Task.WhenAll(one.Keeper.KeepAsync(default), two.Keeper.KeepAsync(default));
        Assert.Equal(2, job.Runs.Count);
        Assert.Equal(2, (job.Runs.Last().ScheduledFor - job.Runs.First().ScheduledFor).TotalDays);
    }

    [Fact]
    public async Task A_job_that_fails_is_written_down_with_its_reason_and_the_next_firing_comes()
    {
        await using var database = await TestDatabase.CreateAsync();
        var job = new NotedJob(EveryMinute, _ => throw new InvalidDataException("읽을 수 없는 값"));
        await using var replica = await Replica.StartAsync(database, job);

        await replica.Keeper.KeepAsync(default);
        await database.ExecuteAsync("select snsops.turn_clock('1 minute')");
        await replica.Keeper.KeepAsync(default);

        Assert.Equal(2, job.Runs.Count);
        Assert.Equal(2, await database.ScalarAsync<int>("select count(*)::int from job_runs where state = 'failed' and error like '%읽을 수 없는 값'"));
    }

    [Fact]
    public async Task A_reason_that_PostgreSQL_stores_no_text_with_is_written_down_without_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var replica = await Replica.StartAsync(database, new NotedJob(EveryMinute, _ => throw new InvalidDataException("읽을 수 없는\0 값")));

        await replica.Keeper.TickAsync("tell-time", default);

        Assert.Equal("failed InvalidDataException: 읽을 수 없는 값", await database.ScalarAsync<string>("select state || ' ' || error from job_runs"));
    }

    [Fact]
    public async Task A_run_whose_statements_take_too_long_is_taken_up_again_twice_and_has_failed_then()
    {
        await using var database = await TestDatabase.CreateAsync();
        var job = new NotedJob(EachMorning, _ => throw new NpgsqlException("Exception while reading from stream", new TimeoutException()));
        await using var replica = await Replica.StartAsync(database, job);
        var instant = EachMorning.Grid.LatestAt(await NowAsync(database));
        await replica.Keeper.TickAsync("morning", default);
        Assert.Equal("running", await StateAsync());

        for (var turn = 0; turn < 3; turn++)
            await replica.Keeper.KeepAsync(default);

        Assert.Equal([1, 2, 3], job.Runs.Where(r => r.ScheduledFor == instant).Select(r => r.Epoch));
        Assert.Equal("failed", await StateAsync());

        Task<string?> StateAsync() => database.ScalarAsync<string>("select state::text from job_runs where scheduled_for = @instant", new { instant });
    }

    [Fact]
    public async Task A_firing_whose_time_has_not_come_does_not_begin()
    {
        await using var database = await TestDatabase.CreateAsync();
        var runs = new JobRunSql(database.DataSource, new Shared.Hosting.WorkerIdentity("test"));

        Assert.Empty(await runs.TryBeginAsync("tell-time", await NowAsync(database) + TimeSpan.FromSeconds(5), "schedule", null, default));
    }

    private static Task<DateTimeOffset> NowAsync(TestDatabase database) => database.ScalarAsync<DateTimeOffset>("select snsops.now()");

    private static async Task StopAsync(IEnumerable<Replica> replicas)
    {
        foreach (var replica in replicas)
            await replica.DisposeAsync();
    }
}
