using SnsOps.Integration.Fixtures;
using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Integration.ExternalCalls;

/// <summary>Breakers that all processes share: each <see cref="Chains"/> is a process.</summary>
public sealed class BreakerTests
{
    private const string Scope = "meta:graph.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Five_failures_in_a_row_open_it_in_all_processes_and_one_probe_finds_out()
    {
        await using var database = await TestDatabase.CreateAsync();
        var options = new ExternalCallOptions { BreakerSeconds = 60 };
        var processes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Chains.StartAsync(database, options)));
        for (var i = 0; i < 5; i++)
        {
            Assert.Null((await EnterAsync(processes[i % 2])).HeldBack);
            await ReportAsync(processes[i % 2], CallVerdict.Failed);
        }

        foreach (var process in processes)
        {
            await process.Breakers.SyncAsync(Ct);
            var heldBack = (await EnterAsync(process)).HeldBack;
            Assert.Equal(HeldBackBy.Breaker, heldBack?.By);
            Assert.InRange(heldBack!.Wait.TotalSeconds, 50, 60);
        }

        await OpenTimeIsOverAsync(database, processes);
        var passes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => EnterAsync(processes[i % 2])));
        var probe = Assert.Single(passes, p => p.HeldBack is null);
        Assert.NotNull(probe.Probe);

        var prober = processes.First(p => passes.Where((_, i) => processes[i % 2] == p).Contains(probe));
        await prober.Breakers.ReportAsync(probe, CallVerdict.Failed, "reset");
        Assert.NotNull((await EnterAsync(prober)).HeldBack);

        await OpenTimeIsOverAsync(database, processes);
        var second = await EnterAsync(processes[1]);
        await processes[1].Breakers.ReportAsync(second, CallVerdict.Answered, null);
        foreach (var process in processes)
        {
            await process.Breakers.SyncAsync(Ct);
            Assert.Equal(new BreakerPass(Scope, null, null), await EnterAsync(process));
        }

        Assert.True(await database.ScalarAsync<bool>("select failures = 0 and open_until is null from api_breakers"));
    }

    [Fact]
    public async Task An_answer_ends_the_row_and_being_asked_for_patience_neither_ends_nor_lengthens_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var process = await Chains.StartAsync(database);
        foreach (var verdict in Enumerable.Repeat(CallVerdict.Failed, 4).Append(CallVerdict.Answered).Concat(Enumerable.Repeat(CallVerdict.Failed, 4)))
        {
            await EnterAsync(process);
            await ReportAsync(process, verdict);
        }

        for (var i = 0; i < 20; i++)
            await ReportAsync(process, CallVerdict.Throttled);
        Assert.Null((await EnterAsync(process)).HeldBack);
        Assert.Equal(4, await database.ScalarAsync<int>("select failures from api_breakers"));

        await ReportAsync(process, CallVerdict.Failed);
        Assert.NotNull((await EnterAsync(process)).HeldBack);
    }

    [Fact]
    public async Task A_probe_whose_process_died_or_that_was_abandoned_is_free_for_another()
    {
        await using var database = await TestDatabase.CreateAsync();
        var options = new ExternalCallOptions { BreakerFailures = 1 };
        await using var dead = await Chains.StartAsync(database, options);
        await using var other = await Chains.StartAsync(database, options);
        await EnterAsync(dead);
        await ReportAsync(dead, CallVerdict.Failed);
        await OpenTimeIsOverAsync(database, [dead, other]);
        Assert.NotNull((await EnterAsync(dead)).Probe);
        Assert.NotNull((await EnterAsync(other)).HeldBack);

        await database.ExecuteAsync("update workers set lease_until = clock_timestamp() where id = @Id", new { dead.Identity.Id });
        var probe = await EnterAsync(other);
        Assert.NotNull(probe.Probe);

        await other.Breakers.AbandonAsync(probe);
        Assert.NotNull((await EnterAsync(other)).Probe);
    }

    [Fact]
    public async Task People_are_told_once_that_it_opened_and_once_that_it_closed()
    {
        await using var database = await TestDatabase.CreateAsync();
        var processes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Chains.StartAsync(database, new ExternalCallOptions { BreakerFailures = 1 })));
        await database.ExecuteAsync("""
            with client as (insert into clients (id, name) values (gen_random_uuid(), '온기카페'), (gen_random_uuid(), '맑은의원') returning id, name),
            account as (
                insert into platform_accounts (id, client_id, platform, platform_account_id, name)
                select gen_random_uuid(), id, case name when '온기카페' then 'facebook' else 'youtube' end::platform, '1', name from client),
            person as (
                insert into users (id, email, name, role, password_hash)
                select gen_random_uuid(), who || '@example', who, role::user_role, 'x'
                  from (values ('admin', 'admin'), ('온기카페', 'manager'), ('맑은의원', 'manager'), ('작성자', 'operator')) as p (who, role)
                returning id, name, role)
            insert into client_members (client_id, user_id) select c.id, p.id from client c join person p on p.name = c.name or p.role = 'operator'
            """);
        foreach (var process in processes)
            await EnterAsync(process);
        await ReportAsync(processes[0], CallVerdict.Failed);
        await TellAsync();
        Assert.Equal("admin platform.silent, 온기카페 platform.silent", await ToldAsync());

        await OpenTimeIsOverAsync(database, processes);
        var probe = await EnterAsync(processes[0]);
        await processes[0].Breakers.ReportAsync(probe, CallVerdict.Failed, "reset");
        await TellAsync();
        Assert.Equal("admin platform.silent, 온기카페 platform.silent", await ToldAsync());

        await OpenTimeIsOverAsync(database, processes);
        await processes[1].Breakers.ReportAsync(await EnterAsync(processes[1]), CallVerdict.Answered, null);
        await TellAsync();
        Assert.Equal("admin platform.back, admin platform.silent, 온기카페 platform.back, 온기카페 platform.silent", await ToldAsync());
        Assert.Equal(4, await database.ScalarAsync<int>("select count(*)::int from live_events e join notifications n on n.id = (e.payload ->> 'notification_id')::uuid and n.user_id = e.user_id where e.type = 'notification'"));

        Task TellAsync() => Task.WhenAll(processes.Select(p => p.Breakers.SyncAsync(Ct)));
        Task<string?> ToldAsync() => database.ScalarAsync<string>("select string_agg(u.name || ' ' || n.kind, ', ' order by u.name, n.kind) from notifications n join users u on u.id = n.user_id");
    }

    [Fact]
    public async Task While_all_is_well_a_call_costs_no_query()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var process = await Chains.StartAsync(database);
        await ReportAsync(process, CallVerdict.Answered);
        await EnterAsync(process);
        await database.ExecuteAsync("alter table api_breakers rename to hidden");

        for (var i = 0; i < 1000; i++)
        {
            Assert.Null((await EnterAsync(process)).HeldBack);
            await ReportAsync(process, CallVerdict.Answered);
        }
    }

    private static async Task<BreakerPass> EnterAsync(Chains process) => await process.Breakers.EnterAsync(Scope, Ct);

    private static async Task ReportAsync(Chains process, CallVerdict verdict) => await process.Breakers.ReportAsync(new BreakerPass(Scope, null, null), verdict, "status 502");

    private static async Task OpenTimeIsOverAsync(TestDatabase database, Chains[] processes)
    {
        await database.ExecuteAsync("update api_breakers set open_until = clock_timestamp(), updated_at = clock_timestamp()");
        foreach (var process in processes)
            await process.Breakers.SyncAsync(Ct);
    }
}
