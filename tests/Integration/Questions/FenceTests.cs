using Npgsql;
using SnsOps.Benchmarks.Questions;
using SnsOps.Workers.Ai.SqlGuard;
using SnsOps.Workers.Ai.SqlRuns;

namespace SnsOps.Integration.Questions;

/// <summary>Two fences around a question, each of which holds alone: the check by PostgreSQL's own parser, and the client's own login.</summary>
public sealed class FenceTests(QuestionFixture fixture) : IClassFixture<QuestionFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_attack_is_stopped_by_the_parser_alone_and_reaches_nothing_foreign_without_it()
    {
        var walk = new AttackWalk(fixture.Database.DataSource, fixture.World);
        var attacks = await walk.ReadAsync(QuestionFixture.FileOf("attacks.txt"), Ct);

        Assert.True(attacks.Count >= 150, $"only {attacks.Count} attacks");
        Assert.Empty(AttackWalk.Passed(attacks).Select(a => a.Sql));
        Assert.Empty(await walk.LeaksAsync(attacks, Ct));
    }

    [Fact]
    public async Task The_login_sees_its_own_rows_whole_and_nothing_else_even_below_the_views()
    {
        var runner = Runner();
        foreach (var table in (string[])["comments_inbox", "platform_accounts", "publications", "contents", "analytics_snapshots", "incidents", "best_times", "comment_replies"])
        {
            var mine = await fixture.Database.ScalarAsync<long>($"select count(*) from {table} where client_id = @Mine", new { fixture.World.Mine });
            Assert.True(mine > 0);
            Assert.Equal(mine, await NumberAsync(runner, $"select count(client_id) from public.{table}"));
        }

        Assert.Equal(1, await NumberAsync(runner, "select count(id) from public.clients"));
    }

    [Fact]
    public async Task A_login_that_is_no_clients_sees_nothing()
    {
        // The fence fails closed: who is in the group without being anybody's login reads empty tables.
        await fixture.Database.ExecuteAsync("do $$ begin create role snsops_q_nobody login password 'x' in role snsops_questions; exception when duplicate_object then null; end $$");
        await using var nobody = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(fixture.Database.ConnectionString) { Username = "snsops_q_nobody", Password = "x", Pooling = false }.ConnectionString);
        await nobody.OpenAsync(Ct);
        await using var command = new NpgsqlCommand("select (select count(*) from ask.comments) + (select count(*) from ask.account_figures) + (select count(id) from public.clients)", nobody);

        Assert.Equal(0L, await command.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task What_is_run_is_printed_from_the_tree_with_a_limit_and_a_second_statement_is_refused_by_the_server()
    {
        var allowed = Assert.IsType<GuardVerdict.Allowed>(StatementGuard.Judge("select message /* 메모 */ from comments -- 끝\n where sentiment = 'negative' order by posted_at"));
        Assert.DoesNotContain("메모", allowed.Sql, StringComparison.Ordinal);
        Assert.EndsWith("LIMIT $1", allowed.Sql, StringComparison.Ordinal);
        Assert.Equal(["comments"], allowed.Views);
        var table = Assert.IsType<RunOutcome.Ran>(await Runner(rows: 10).RunAsync(fixture.World.Mine, allowed.Sql, Ct)).Table;
        Assert.Equal((10, true), (table.Rows.Count, table.IsCut));

        var two = Assert.IsType<RunOutcome.Failed>(await Runner().RunAsync(fixture.World.Mine, "select 1; select 2", Ct));
        Assert.StartsWith("42601: cannot insert multiple commands", two.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_ended()
    {
        var slow = new SqlRunner(new QuestionLogins(fixture.Database.DataSource, AttackWalk.Key, new SqlRunOptions { StatementMs = 50 }), new SqlRunOptions { StatementMs = 50 });

        Assert.IsType<RunOutcome.TimedOut>(await slow.RunAsync(fixture.World.Mine, "select count(*) from ask.comments a cross join ask.comments b cross join ask.comments c", Ct));
    }

    [Fact]
    public async Task Of_an_endless_cell_no_more_is_read_than_is_shown()
    {
        const string Sql = "select repeat('a', 20000000), repeat('가', 999) || '😀😀', 7, to_jsonb(repeat('나', 2000)), array_fill(1, array[5000]), null::text, '끝'";
        var fewest = long.MaxValue;
        for (var tries = 0; tries < 5; tries++)     // others allocate meanwhile, but not always so much
        {
            var before = GC.GetTotalAllocatedBytes();
            var row = Assert.IsType<RunOutcome.Ran>(await Runner().RunAsync(fixture.World.Mine, Sql, Ct)).Table.Rows[0];
            fewest = Math.Min(fewest, GC.GetTotalAllocatedBytes() - before);

            Assert.Equal([new string('a', 1000) + "…", new string('가', 999) + "…", 7L, '"' + new string('나', 999) + "…", "…", null, "끝"], row);
        }

        Assert.True(fewest < 20_000_000, $"{fewest} bytes");
    }

    [Fact]
    public async Task Who_finds_all_connections_of_the_login_in_use_waits_for_one()
    {
        var runner = Runner();
        const string Sql = "select count(*) from generate_series(1, 500000)";
        await runner.RunAsync(fixture.World.Mine, Sql, Ct);
        var role = await fixture.Database.ScalarAsync<string>("select snsops.question_role_name(@Mine)::text", new { fixture.World.Mine });
        await fixture.Database.ExecuteAsync($"alter role {role} connection limit 1");
        try
        {
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => runner.RunAsync(fixture.World.Mine, Sql, Ct))), outcome => Assert.IsType<RunOutcome.Ran>(outcome));
        }
        finally
        {
            await fixture.Database.ExecuteAsync($"alter role {role} connection limit 8");
        }
    }

    [Theory]
    [InlineData("with n as (select account, count(*) as c from ask.comments group by 1) select account, c from n order by c desc")]
    [InlineData("select p.title, f.value from ask.posts p join ask.post_figures f on f.post_id = p.id and f.metric = 'views' order by 2 desc limit 3")]
    [InlineData("select extract(isodow from posted_at at time zone 'Asia/Seoul') as d, count(*) filter (where sentiment in ('negative', 'crisis')) as n from comments group by 1 having count(*) > 1 order by 1")]
    [InlineData("select platform, round(100.0 * sum(case when sentiment = 'negative' then 1 else 0 end) / nullif(count(*), 0), 1) as share from comments where posted_at >= '2026-11-01' group by platform")]
    [InlineData("select day, value, value - lag(value) over (partition by account order by day) as change from account_figures where metric = 'followers' and not is_final")]
    [InlineData("select account from accounts where state = 'active' union all select account from accounts where state <> 'active' and exists (select 1 from comments c where c.account = accounts.account)")]
    [InlineData("select coalesce(sentiment, '아직'), count(distinct author), max(posted_at)::date from comments where message ilike '%배송%' and posted_on between date '2026-10-01' and date '2026-10-31' group by 1")]
    public async Task What_a_question_needs_passes_and_runs(string sql)
    {
        var allowed = StatementGuard.Judge(sql) switch { GuardVerdict.Allowed a => a, GuardVerdict.Blocked b => throw new InvalidOperationException(b.Reason), _ => throw new InvalidOperationException() };

        Assert.IsType<RunOutcome.Ran>(await Runner().RunAsync(fixture.World.Mine, allowed.Sql, Ct));
    }

    private SqlRunner Runner(int rows = 200)
    {
        var options = new SqlRunOptions { Rows = rows };
        return new SqlRunner(new QuestionLogins(fixture.Database.DataSource, AttackWalk.Key, options), options);
    }

    private async Task<long> NumberAsync(SqlRunner runner, string sql) =>
        (long)Assert.IsType<RunOutcome.Ran>(await runner.RunAsync(fixture.World.Mine, sql, Ct)).Table.Rows[0][0]!;
}
