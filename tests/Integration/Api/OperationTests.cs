using SnsOps.Integration.Scheduling;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Integration.Api;

/// <summary>What SRE does with the fleet: schedules run now and paused, dead letters tried dry, failed items done again.</summary>
public sealed class OperationTests(ApiServer api) : IClassFixture<ApiServer>
{
    private static readonly JobDefinition Hourly = new("count-flowers", Grid.Every(TimeSpan.FromHours(1)), MissedFirings.Coalesce);

    [Fact]
    public async Task A_schedule_is_run_now_once_and_the_run_is_in_the_history()
    {
        var job = new NotedJob(Hourly with { Name = "run-flowers" });
        await using var replica = await Replica.StartAsync(api.Database, job);
        await replica.Keeper.KeepAsync(default);
        var firings = job.Runs.Count;

        await api.Admin.PostAsync("/v1/operations/jobs/run-flowers/run", null, 202);
        Assert.Equal("job.running", await api.Admin.RefusedAsync(HttpMethod.Post, "/v1/operations/jobs/run-flowers/run", null, 409));
        await replica.Keeper.RunAskedAsync(default);
        await replica.Keeper.RunAskedAsync(default);
        await replica.Keeper.KeepAsync(default);

        Assert.Equal(firings + 1, job.Runs.Count);
        var seen = await JobAsync("run-flowers");
        Assert.Equal(("done", "manual", "every 01:00:00", true), ((string)seen["last_state"]!, (string)seen["last_cause"]!, (string)seen["fires"]!, (bool)seen["kept"]!));
        Assert.Equal("job.not_found", await api.Admin.RefusedAsync(HttpMethod.Post, "/v1/operations/jobs/no-such-job/run", null, 404));
    }

    [Fact]
    public async Task A_paused_schedule_does_not_fire_runs_when_asked_and_catches_up_when_resumed()
    {
        var job = new NotedJob(Hourly with { Name = "pause-flowers" });
        await using var replica = await Replica.StartAsync(api.Database, job);
        await replica.Keeper.KeepAsync(default);
        var before = job.Runs.Count;
        await api.Admin.PostAsync("/v1/operations/jobs/pause-flowers/pause", null, 204);
        await api.Database.ExecuteAsync("update job_runs set scheduled_for = scheduled_for - interval '3 hours' where job = 'pause-flowers'");

        await replica.Keeper.KeepAsync(default);
        Assert.Equal(before, job.Runs.Count);
        await api.Admin.PostAsync("/v1/operations/jobs/pause-flowers/run", null, 202);
        await replica.Keeper.RunAskedAsync(default);
        Assert.Equal(before + 1, job.Runs.Count);
        Assert.Equal("관리자", (string?)(await JobAsync("pause-flowers"))["paused_by_name"]);

        await api.Admin.PostAsync("/v1/operations/jobs/pause-flowers/resume", null, 204);
        await replica.Keeper.KeepAsync(default);
        Assert.Equal(before + 2, job.Runs.Count);
        Assert.NotNull(job.Runs.Last().MissedSince);
        Assert.Equal(["pauseJob", "resumeJob"], (await api.Admin.GetAsync("/v1/audit?subject=job_schedules&subject_id=pause-flowers"))["items"]!.AsArray().Select(a => (string)a!["operation"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Dead_letters_are_tried_dry_first_and_say_what_would_happen()
    {
        var (good, bad) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await api.Database.ExecuteAsync("""
            insert into dead_letters (id, cluster_id, topic, "partition", "offset", kind, body, reason)
            values (@good, 'd', 'snsops.publishing', 0, 1, 'publication.due', convert_to('{"ids":["0192d3a0-0000-7000-8000-000000000001"]}', 'UTF8'), '잠깐 고장'),
                   (@bad, 'd', 'snsops.publishing', 0, 2, 'no.such.kind', convert_to('엉뚱한 말', 'UTF8'), '모르는 종류')
            """, new { good, bad });
        var plan = await api.Admin.PostAsync("/v1/operations/dead-letters/redrive", new { ids = new[] { good, bad, Guid.Empty } });
        Assert.Equal((true, 0), ((bool)plan["dry_run"]!, (int)plan["good"]!));
        Assert.Equal(["broker_away", "still_unreadable", "unknown"], plan["items"]!.AsArray().Select(i => (string)i!["state"]!));
        Assert.Equal(1, (int)plan["items"]![0]!["rows"]!);
        Assert.Equal(2, await api.Database.ScalarAsync<long>("select count(*) from dead_letters where cluster_id = 'd' and redriven_at is null"));
        Assert.Equal("request.invalid", await api.Admin.RefusedAsync(HttpMethod.Post, "/v1/operations/dead-letters/redrive", new { ids = Array.Empty<Guid>() }, 400));
    }

    [Fact]
    public async Task A_failed_item_is_listed_and_done_again()
    {
        var team = await api.SharedTeamAsync();
        var id = Guid.CreateVersion7();
        await api.Database.ExecuteAsync("""
            insert into job_items (id, job, scheduled_for, client_id, subject_id, state, tries, next_attempt_at, error, finished_at)
            values (@id, 'water-flowers', snsops.now(), @Client, @Account, 'failed', 4, snsops.now(), '물이 없습니다', clock_timestamp())
            """, new { id, team.Client, team.Account });
        Assert.Equal("물이 없습니다", (string?)(await api.Admin.GetAsync("/v1/operations/job-items?job=water-flowers"))["items"]!.AsArray().Single()!["error"]);
        await api.Admin.PostAsync($"/v1/operations/job-items/{id}/retry", null, 202);
        Assert.Equal("job_item.not_failed", await api.Admin.RefusedAsync(HttpMethod.Post, $"/v1/operations/job-items/{id}/retry", null, 409));
        Assert.Equal("ready 0", await api.Database.ScalarAsync<string>("select state || ' ' || tries from job_items where id = @id", new { id }));
        Assert.Equal("job_item.not_found", await api.Admin.RefusedAsync(HttpMethod.Post, $"/v1/operations/job-items/{Guid.NewGuid()}/retry", null, 404));
    }

    [Fact]
    public async Task Fleet_and_lanes_name_all_there_should_be()
    {
        await api.Database.UntilAsync("the process has its lease", "select exists (select from workers where process = 'api' and lease_until > clock_timestamp())");
        await api.Database.ExecuteAsync("""
            insert into workers (id, process, host, pid, version, lease_until, lag) values (gen_random_uuid(), 'ai', 'h', 1, '다른판', clock_timestamp() + interval '1 minute', '{"snsops.ai": 7}'),
                                                                                     (gen_random_uuid(), 'ai', 'h', 2, '다른판', clock_timestamp() + interval '1 minute', '{"snsops.ai": 5}')
            """);
        var fleet = await api.Admin.GetAsync("/v1/operations/fleet");
        Assert.Equal(["api", "publishing", "collection", "ai"], fleet["processes"]!.AsArray().Select(p => (string)p!["process"]!));
        Assert.Equal([1, 0, 0, 2], fleet["processes"]!.AsArray().Select(p => (int)p!["alive"]!));
        Assert.Equal((false, true), ((bool)fleet["complete"]!, (bool)fleet["mixed_versions"]!));
        var lane = (await api.Admin.GetAsync("/v1/operations/lanes"))["items"]!.AsArray().Single(l => (string)l!["topic"]! == "snsops.ai")!;
        Assert.Equal((2, 12L), ((int)lane["consumers"]!, (long)lane["lag"]!));
    }

    private async Task<System.Text.Json.Nodes.JsonNode> JobAsync(string job) =>
        (await api.Admin.GetAsync("/v1/operations/jobs"))["items"]!.AsArray().Single(j => (string)j!["job"]! == job)!;
}
