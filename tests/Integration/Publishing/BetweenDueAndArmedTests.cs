using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Hosting;
using SnsOps.Workers.Publishing.PublishDuePublications;

namespace SnsOps.Integration.Publishing;

/// <summary>What becomes of a row that was claimed and could not be sent yet: what it costs, and when it is tried again.</summary>
public sealed class BetweenDueAndArmedTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_second_is_ahead_failing_burns_nothing_and_the_waits_grow()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (worker, publication) = (Worker(database), await DueAsync(database, "반 시간 뒤의 릴스", inSeconds: 1600));

        var waits = new List<double>();
        for (var i = 0; i < 5; i++)
            waits.Add(await FailAsync(database, worker, publication));

        Assert.Equal("30 60 120 120 120", string.Join(' ', waits));
        Assert.Equal("retrying 0", await StateAsync(database, publication));
        Assert.Equal("1 2 3 4 5", await NumbersAsync(database, publication));
        Assert.True(await database.ScalarAsync<bool>("select next_attempt_at = scheduled_at from publications where id = @publication", new { publication }));
    }

    [Fact]
    public async Task No_wait_sleeps_past_the_second()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (worker, publication) = (Worker(database), await DueAsync(database, "곧 나갈 사진", inSeconds: 110));

        for (var i = 0; i < 3; i++)
            await FailAsync(database, worker, publication);

        Assert.Equal(15, await database.ScalarAsync<double>("select extract(epoch from scheduled_at - due_since)::float8 from publications where id = @publication", new { publication }));
        Assert.Equal("retrying 0", await StateAsync(database, publication));
    }

    [Fact]
    public async Task What_the_platform_asked_to_wait_for_is_waited_for()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (worker, publication) = (Worker(database), await DueAsync(database, "한도에 걸린 글", inSeconds: 60));
        var post = Assert.Single(await worker.ClaimAsync([publication], 1, Token));

        await worker.FailPreparationAsync(post, "try_later", "80002", "플랫폼의 호출 한도에 이르렀습니다.", 300, burns: false, dropsHandle: false, Token);

        Assert.Equal(300, await WaitAsync(database, publication));
        Assert.Equal("retrying 0", await StateAsync(database, publication));
    }

    [Fact]
    public async Task From_the_second_on_the_fourth_failure_is_final()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (worker, publication) = (Worker(database), await DueAsync(database, "끝내 준비되지 않은 글", inSeconds: -1));

        var waits = new List<double>();
        for (var i = 0; i < 3; i++)
            waits.Add(await FailAsync(database, worker, publication));
        Assert.Equal("30 60 120", string.Join(' ', waits));
        Assert.Equal("retrying 3", await StateAsync(database, publication));

        await FailAsync(database, worker, publication);
        Assert.Equal("failed 4", await StateAsync(database, publication));
        Assert.Equal("1 2 3 4", await NumbersAsync(database, publication));
    }

    [Fact]
    public async Task A_hold_that_was_lifted_meanwhile_costs_no_time()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (worker, publication) = (Worker(database), await DueAsync(database, "보류가 막 풀린 글", inSeconds: 60));
        var post = Assert.Single(await worker.ClaimAsync([publication], 1, Token));

        Assert.Equal(1, await worker.HoldBackAsync(post, 60, Token));

        Assert.True(await database.ScalarAsync<bool>("select state = 'retrying' and next_attempt_at = scheduled_at and due_since = '-infinity' from publications where id = @publication", new { publication }));
    }

    [Fact]
    public async Task What_is_past_its_grace_is_claimed_by_no_nudge_and_no_sweep()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (worker, publication) = (Worker(database), await DueAsync(database, "두 시간 전의 글", inSeconds: -7200));
        await database.ExecuteAsync("update publications set due_since = '-infinity'");

        Assert.Empty(await worker.ClaimAsync([publication], 1, Token));
        Assert.Empty(await worker.ClaimOverdueAsync(0, OverduePlace.From(SweepMarks.Everything), 10, Token));
        Assert.Equal(1, await worker.MarkMissedAsync(SweepMarks.Everything, Token));
    }

    private static async Task<double> FailAsync(TestDatabase database, PublishDuePublicationsSql worker, Guid publication)
    {
        var post = Assert.Single(await worker.ClaimAsync([publication], 1, Token));
        Assert.Equal(1, await worker.FailPreparationAsync(post, "try_later", "no_answer", "게시 준비 중 응답이 없었습니다.", null, burns: true, dropsHandle: false, Token));
        return await WaitAsync(database, publication);
    }

    /// <summary>From the failure to the next try.</summary>
    private static Task<double> WaitAsync(TestDatabase database, Guid publication) => database.ScalarAsync<double>("""
        select extract(epoch from p.due_since - (select max(closed_at) from publishing_logs where subject_id = p.id))::float8 from publications p where p.id = @publication
        """, new { publication });

    private static Task<string?> NumbersAsync(TestDatabase database, Guid publication) =>
        database.ScalarAsync<string>("select string_agg(number::text, ' ' order by closed_at) from publishing_logs where subject_id = @publication", new { publication });

    private static Task<string?> StateAsync(TestDatabase database, Guid publication) =>
        database.ScalarAsync<string>("select concat_ws(' ', state, retry_count) from publications where id = @publication", new { publication });

    private static PublishDuePublicationsSql Worker(TestDatabase database) => new(database.DataSource, database.DataSource, new WorkerIdentity("publishing"));

    /// <summary>Prepared half an hour ahead.</summary>
    private static async Task<Guid> DueAsync(TestDatabase database, string text, double inSeconds)
    {
        var agency = new Agency(database);
        var client = await agency.ClientAsync();
        var publication = await agency.PublicationAsync(client, await agency.AccountAsync(client, "facebook", "page-1", "t"), "facebook_text", text, inSeconds);
        await database.ExecuteAsync("update publications set prepare_at = scheduled_at - interval '30 minutes' where id = @publication", new { publication });
        return publication;
    }
}
