using Npgsql;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Integration.ExternalCalls;

/// <summary>Budgets that all processes share: each <see cref="Chains"/> is a process.</summary>
public sealed class BudgetTests
{
    private static readonly Budget Hundred = new("test:hundred", "시험 호출", 100, TimeSpan.FromHours(1));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_tasks_in_four_processes_together_spend_all_of_a_limit_and_never_more()
    {
        await using var database = await TestDatabase.CreateAsync();
        var processes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Chains.StartAsync(database)));
        var spent = 0;

        await Parallel.ForEachAsync(Enumerable.Range(0, 400), new ParallelOptions { MaxDegreeOfParallelism = 24, CancellationToken = Ct }, async (i, ct) =>
        {
            if (await processes[i % 4].Budgets.SpendAsync(Hundred, CallPriority.Publishing, ct) is null)
                Interlocked.Increment(ref spent);
        });
        Assert.InRange(spent, 100 - (4 * 5), 100);

        foreach (var process in processes)
            await process.Budgets.ReturnAllAsync();
        spent += await SpendAllAsync(await Chains.StartAsync(database), Hundred, CallPriority.Publishing);
        Assert.Equal(100, spent);
    }

    /// <summary>The driver takes the type of nullable times from the first of them.</summary>
    [Fact]
    public async Task One_exchange_serves_an_open_and_a_closed_budget_together()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var process = await Chains.StartAsync(database);
        var closed = new Budget("test:closed", "닫힌 호출", 100, TimeSpan.FromHours(1));
        var sql = new BudgetSql(database.DataSource, process.Identity, process.Options, process.Live);

        var answers = await sql.ExchangeAsync(
            [new ChunkWish(Hundred, CallPriority.Publishing, null, null), new ChunkWish(closed, CallPriority.Publishing, null, new UsageReport(closed.Scope, 97, Closed: true, TimeSpan.FromMinutes(5)))]);

        Assert.Equal((5, 0), (answers[0].Amount, answers[1].Amount));
        Assert.True(await database.ScalarAsync<bool>("select closed_until > snsops.now() from api_budgets where scope = 'test:closed'"));
    }

    [Fact]
    public async Task Collection_stops_at_its_share_and_publishing_goes_on()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var process = await Chains.StartAsync(database);

        Assert.Equal(80, await SpendAllAsync(process, Hundred, CallPriority.Collection));
        Assert.Equal(20, await SpendAllAsync(process, Hundred, CallPriority.Publishing));
    }

    [Fact]
    public async Task A_dead_process_leaves_what_it_had_not_spent()
    {
        await using var database = await TestDatabase.CreateAsync();
        var quick = new ExternalCallOptions { ChunkSeconds = 1 };
        var dead = await Chains.StartAsync(database, quick);
        await using var other = await Chains.StartAsync(database, quick);
        for (var i = 0; i < 3; i++)
            Assert.Null(await dead.Budgets.SpendAsync(Hundred, CallPriority.Publishing, Ct));
        await dead.Budgets.SyncAsync(Ct);       // its last sign of life

        var before = await SpendAllAsync(other, Hundred, CallPriority.Publishing);
        await database.UntilAsync("the dead one's chunk is over", "select not exists (select from api_budget_leases where owner = @Id and expires_at > clock_timestamp())", new { dead.Identity.Id });
        await using var third = await Chains.StartAsync(database, quick);

        Assert.Equal(95, before);
        Assert.Equal(2, await SpendAllAsync(third, Hundred, CallPriority.Publishing));
    }

    [Fact]
    public async Task What_was_spent_when_PostgreSQL_went_away_is_not_lent_again_when_it_is_back()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var process = await Chains.StartAsync(database);
        await SpendAsync(process, 3);
        await AwayAsync(database);
        await Assert.ThrowsAsync<PostgresException>(() => process.Budgets.SyncAsync(Ct));
        await SpendAsync(process, 2);
        await Assert.ThrowsAsync<PostgresException>(async () => await process.Budgets.SpendAsync(Hundred, CallPriority.Publishing, Ct));        // all of the chunk is spent
        await BackAsync(database);
        await EndChunksAsync(database);

        Assert.Equal(95, await SpendAllAsync(process, Hundred, CallPriority.Publishing));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_others_lent_again_while_its_spender_could_not_say_so_is_counted_once_it_can(bool givenUp)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var process = await Chains.StartAsync(database);
        await using var other = await Chains.StartAsync(database);
        await SpendAsync(process, 2);
        await process.Budgets.SyncAsync(Ct);
        await SpendAsync(process, 3);
        if (givenUp)
        {
            await AwayAsync(database);
            await Assert.ThrowsAsync<PostgresException>(() => process.Budgets.ReturnAllAsync());
            await BackAsync(database);
        }

        await EndChunksAsync(database);
        await SpendAsync(other, 1);

        await process.Budgets.SyncAsync(Ct);
        await process.Budgets.SyncAsync(Ct);

        Assert.Equal(95, 1 + await SpendAllAsync(other, Hundred, CallPriority.Publishing));
    }

    [Fact]
    public async Task Used_calls_come_back_when_the_window_has_passed()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using (var early = await Chains.StartAsync(database))
        {
            Assert.Equal(100, await SpendAllAsync(early, Hundred, CallPriority.Publishing));
            await early.Budgets.ReturnAllAsync();
        }

        await database.ExecuteAsync("select snsops.turn_clock(interval '54 minutes')");
        await using (var refused = await Chains.StartAsync(database))
        {
            var heldBack = await refused.Budgets.SpendAsync(Hundred, CallPriority.Publishing, Ct);
            Assert.Equal((HeldBackBy.Budget, Hundred.Scope), (heldBack?.By, heldBack?.Scope));
            Assert.InRange(heldBack!.Wait, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(12));
        }

        await database.ExecuteAsync("select snsops.turn_clock(interval '66 minutes')");
        await using var late = await Chains.StartAsync(database);
        Assert.Equal(100, await SpendAllAsync(late, Hundred, CallPriority.Publishing));
    }

    [Fact]
    public async Task Admins_are_told_once_per_window_however_many_processes_notice()
    {
        await using var database = await TestDatabase.CreateAsync();
        var agency = new Agency(database);
        var client = await agency.ClientAsync();
        var account = await agency.AccountAsync(client, "instagram", "17841", "t");
        var (admin, manager) = (await agency.UserAsync("admin"), await agency.UserAsync("manager", client));
        var budget = new Budget($"meta:account:{account}", "호출", 40, TimeSpan.FromHours(1), client, account);
        var processes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Chains.StartAsync(database)));

        await Task.WhenAll(processes.Select(p => SpendAllAsync(p, budget, CallPriority.Publishing)));
        Assert.Equal(1, await ToldAsync(admin));
        Assert.Equal(0, await ToldAsync(manager));
        Assert.StartsWith("[온기카페 공식: 호출]", await database.ScalarAsync<string>("select title from notifications where user_id = @admin", new { admin }), StringComparison.Ordinal);

        foreach (var process in processes)
            await process.Budgets.ReturnAllAsync();
        await database.ExecuteAsync("select snsops.turn_clock(interval '2 hours')");
        await SpendAllAsync(await Chains.StartAsync(database), budget, CallPriority.Publishing);
        Assert.Equal(2, await ToldAsync(admin));

        Task<int> ToldAsync(Guid user) => database.ScalarAsync<int>("select count(*)::int from notifications where user_id = @user and kind = 'budget.nearly_used'", new { user });
    }

    [Fact]
    public async Task A_budget_the_platform_closes_is_closed_for_all_processes_until_then()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var told = await Chains.StartAsync(database);
        await using var other = await Chains.StartAsync(database);
        Assert.Null(await told.Budgets.SpendAsync(Hundred, CallPriority.Publishing, Ct));
        Assert.Null(await other.Budgets.SpendAsync(Hundred, CallPriority.Publishing, Ct));

        await told.Budgets.NoteAsync(new UsageReport(Hundred.Scope, 100, true, TimeSpan.FromMinutes(19)));
        Assert.NotNull(await told.Budgets.SpendAsync(Hundred, CallPriority.Publishing, Ct));       // at once
        await other.Budgets.SyncAsync(Ct);

        var heldBack = await other.Budgets.SpendAsync(Hundred, CallPriority.Publishing, Ct);
        Assert.InRange(heldBack!.Wait, TimeSpan.FromMinutes(18), TimeSpan.FromMinutes(19));
        await database.ExecuteAsync("select snsops.turn_clock(interval '20 minutes')");
        await using var later = await Chains.StartAsync(database);
        Assert.Null(await later.Budgets.SpendAsync(Hundred, CallPriority.Publishing, Ct));
    }

    [Fact]
    public async Task Admins_are_told_once_that_the_platform_has_closed_a_budget_however_little_of_it_we_used()
    {
        await using var database = await TestDatabase.CreateAsync();
        var admin = await new Agency(database).UserAsync("admin");
        await using var first = await Chains.StartAsync(database);
        await using var second = await Chains.StartAsync(database);

        foreach (var process in new[] { first, second })
        {
            await SpendAsync(process, 1);
            await process.Budgets.SyncAsync(Ct);
        }

        foreach (var process in new[] { first, second })
            await process.Budgets.NoteAsync(new UsageReport(Hundred.Scope, 100, true, TimeSpan.FromMinutes(19)));

        Assert.Equal("시험 호출", await database.ScalarAsync<string>("""
            select string_agg(substring(title from '\[(.*)\]'), ', ') from notifications where user_id = @admin and kind = 'budget.nearly_used' and message like '%19분 동안 호출을 멈춥니다%'
            """, new { admin }));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_PostgreSQL_too_slow_to_lend_holds_a_call_back_and_is_not_asked_endlessly()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var process = await Chains.StartAsync(database, new ExternalCallOptions { ChunkSeconds = 0.000_001 });      // each chunk is over when it comes

        Assert.Equal(HeldBackBy.Outage, (await process.Budgets.SpendAsync(Hundred, CallPriority.Publishing, Ct))?.By);
    }

    [Fact]
    public async Task What_the_headers_show_to_be_there_may_be_used()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var process = await Chains.StartAsync(database);
        for (var i = 0; i < 50; i++)
            Assert.Null(await process.Budgets.SpendAsync(Hundred, CallPriority.Publishing, Ct));

        await process.Budgets.NoteAsync(new UsageReport(Hundred.Scope, 4, false, null));

        Assert.InRange(await SpendAllAsync(process, Hundred, CallPriority.Publishing), 850, 950);
        Assert.InRange(await database.ScalarAsync<int>("select learned_limit from api_budgets"), 900, 1000);
    }

    /// <summary>As while PostgreSQL stops: whatever is to be written is refused.</summary>
    private static Task AwayAsync(TestDatabase database) => database.ExecuteAsync("""
        create function away() returns trigger language plpgsql as $$ begin raise exception 'away' using errcode = '57P01'; end $$;
        create trigger away before update on api_budgets execute function away();
        create trigger away before update on api_budget_leases execute function away()
        """);

    /// <summary>As when the outage outlasts what was lent.</summary>
    private static Task EndChunksAsync(TestDatabase database) => database.ExecuteAsync("update api_budget_leases set expires_at = clock_timestamp()");

    private static Task BackAsync(TestDatabase database) => database.ExecuteAsync("drop function away() cascade");

    private static async Task SpendAsync(Chains process, int calls)
    {
        for (var i = 0; i < calls; i++)
            Assert.Null(await process.Budgets.SpendAsync(Hundred, CallPriority.Publishing, Ct));
    }

    private static async Task<int> SpendAllAsync(Chains process, Budget budget, CallPriority priority)
    {
        var spent = 0;
        while (await process.Budgets.SpendAsync(budget, priority, Ct) is null)
            spent++;
        return spent;
    }
}
