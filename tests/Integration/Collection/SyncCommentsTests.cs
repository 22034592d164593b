using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using SnsOps.Shared.JobItems;

namespace SnsOps.Integration.Collection;

/// <summary>Comments of the simulated platforms are collected whole, and only once.</summary>
public sealed class SyncCommentsTests
{
    private const string Job = "sync-comments";

    [Fact]
    public async Task Comments_that_arrive_while_pages_are_turned_are_all_collected()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        await fixture.AccountAsync("instagram");
        await fixture.AccountAsync("facebook");
        await fixture.StartAsync("--Schedules:sync-comments:Every=00:00:01", "--SyncComments:FollowUpSeconds=0.3");

        var rows = Enumerable.Range(1, 3000).Select(i => new { id = $"88{i:D5}", text = $"{i}번째: 커피가 정말 맛있어요 ☕️ \"또 올게요\"", author = $"손님{i % 97}" }).ToArray();
        await PlayAsync(fixture, rows, perSecond: 600);
        await fixture.Database.UntilAsync("all comments are there", "select count(*) = 3000 from comments_inbox");

        await using var connection = await fixture.Database.DataSource.OpenConnectionAsync();
        var stored = (await connection.QueryAsync<(string Id, string Text, string Author)>("select platform_comment_id, message, author from comments_inbox"))
            .OrderBy(c => c.Id, StringComparer.Ordinal).ToList();
        Assert.Equal(rows.Select(r => (r.id, r.text, r.author)), stored);
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(distinct platform)::int from comments_inbox"));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*)::int from live_events"));
    }

    [Theory]
    [InlineData("instagram")]
    [InlineData("facebook")]
    public async Task A_second_sync_reads_little_and_writes_no_comment(string platform)
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, _) = await fixture.AccountAsync(platform);
        await PlayAsync(fixture, [.. Enumerable.Range(1, 900).Select(i => new { id = $"77{i:D5}", text = $"{i}번째 한글 댓글", author = "민지" })], perSecond: 20_000);
        var app = fixture.Build("--SyncComments:LookbackSeconds=0");

        var first = Figures(await fixture.RunAsync(app, Job, client, account));
        Assert.Equal((900, 900), (first.New, first.Seen));
        var before = await RowsAsync(fixture);
        var progress = await ProgressAsync(fixture);

        // The comments of one second share a time stamp, and a pass reads on until it is clearly behind the last complete one.
        await fixture.Database.ExecuteAsync("update comment_progress set read_until = read_until + interval '1 hour'");
        var second = Figures(await fixture.RunAsync(app, Job, client, account));

        Assert.Equal((0, 0, 3), (second.New, second.Edited, second.Pages));
        Assert.Equal(before, await RowsAsync(fixture));
        Assert.Equal(progress, await ProgressAsync(fixture));
    }

    [Fact]
    public async Task Replies_are_collected_with_the_comment_they_answer()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, platformId) = await fixture.AccountAsync("instagram");
        await PlayAsync(fixture, [new { id = "5001", text = "언제 열어요?", author = "지훈" }], perSecond: 1000);
        for (var i = 0; i < 60; i++)
            await ReplyAsync(fixture, platformId, "5001", $"{i + 1}번째 답글입니다");
        var app = fixture.Build();

        await fixture.RunAsync(app, Job, client, account);

        Assert.Equal(60, await fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where parent_comment_id = '5001' and message like '%번째 답글입니다'"));
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where parent_comment_id is null"));
    }

    [Fact]
    public async Task A_late_reply_to_an_old_comment_is_found_though_it_moves_nothing_to_the_front()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, platformId) = await fixture.AccountAsync("instagram");
        await PlayAsync(fixture, [.. Enumerable.Range(1, 450).Select(i => new { id = $"66{i:D5}", text = $"{i}번째", author = "민지" })], perSecond: 20_000);
        var app = fixture.Build("--SyncComments:LookbackSeconds=0");
        await fixture.RunAsync(app, Job, client, account);
        await fixture.Database.ExecuteAsync("update comment_progress set read_until = read_until + interval '1 hour'");
        await ReplyAsync(fixture, platformId, "6600001", "뒤늦은 답글");

        var second = Figures(await fixture.RunAsync(app, Job, client, account));

        Assert.Equal(1, second.New);
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where message = '뒤늦은 답글' and parent_comment_id = '6600001'"));
    }

    [Fact]
    public async Task A_dead_token_sets_the_account_aside_and_is_told_once_to_those_who_can_help()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, platformId) = await fixture.AccountAsync("instagram");
        var otherClient = await fixture.Agency.ClientAsync();
        var told = new[] { await fixture.Agency.UserAsync("admin"), await fixture.Agency.UserAsync("manager", client) };
        await fixture.Agency.UserAsync("operator", client);
        await fixture.Agency.UserAsync("manager", otherClient);
        await ControlAsync(fixture, "tokens", new { account_id = platformId, state = "password-changed" });
        var app = fixture.Build();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => fixture.RunAsync(app, Job, client, account)));

        Assert.All(outcomes, o => Assert.True(o is JobItemOutcome.Failed or JobItemOutcome.Done));
        Assert.Equal("needs_reconnect", await fixture.Database.ScalarAsync<string>("select state::text from platform_accounts where id = @account", new { account }));
        await using var connection = await fixture.Database.DataSource.OpenConnectionAsync();
        Assert.Equal(told.Order(), (await connection.QueryAsync<Guid>("select user_id from notifications where kind = 'account.reconnect'")).Order());
        Assert.Equal(told.Order(), (await connection.QueryAsync<Guid>("select user_id from live_events where type = 'notification'")).Order());
        Assert.Contains("다시 연결", await fixture.Database.ScalarAsync<string>("select message from notifications limit 1"));
    }

    [Fact]
    public async Task A_rate_limit_makes_the_account_wait_and_leaves_it_active()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook");
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.published_posts", kind = "rate-limit", code = 80001 });

        var outcome = await fixture.RunAsync(fixture.Build(), Job, client, account);

        var later = Assert.IsType<JobItemOutcome.TryLater>(outcome);
        Assert.True(later.Wait >= TimeSpan.FromMinutes(1), $"{later.Wait}");
        Assert.Equal("active", await fixture.Database.ScalarAsync<string>("select state::text from platform_accounts where id = @account", new { account }));
    }

    /// <summary>Plays rows and waits until the last has been said; a running collection reads meanwhile.</summary>
    private static async Task PlayAsync<T>(CollectionFixture fixture, T[] rows, double perSecond)
    {
        await ControlAsync(fixture, "comments/play", new { rows, per_second = perSecond });
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!(await fixture.Sandbox.Http.GetFromJsonAsync<JsonElement>("/_sandbox/comments/status", deadline.Token)).GetProperty("done").GetBoolean())
            await tick.WaitForNextTickAsync(deadline.Token);
    }

    private static async Task ControlAsync(CollectionFixture fixture, string path, object body)
    {
        using var response = await fixture.Sandbox.Http.PostAsJsonAsync("/_sandbox/" + path, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task ReplyAsync(CollectionFixture fixture, string platformId, string commentId, string text)
    {
        using var response = await fixture.Sandbox.Http.PostAsync($"/v25.0/{commentId}/replies",
            new FormUrlEncodedContent([new("message", text), new("access_token", "EAAG-" + platformId)]));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<string> RowsAsync(CollectionFixture fixture) =>
        (await fixture.Database.ScalarAsync<string>("select md5(string_agg(xmin::text || ctid::text || id::text, ',' order by id)) from comments_inbox"))!;

    private static async Task<string> ProgressAsync(CollectionFixture fixture) =>
        (await fixture.Database.ScalarAsync<string>("select string_agg(platform_post_id || full_at::text, ',' order by platform_post_id) from comment_progress"))!;

    private static (int Posts, int Pages, int Seen, int New, int Edited) Figures(JobItemOutcome outcome)
    {
        var json = JsonSerializer.SerializeToElement(Assert.IsType<JobItemOutcome.Done>(outcome).Detail);
        return (json.GetProperty("posts").GetInt32(), json.GetProperty("pages").GetInt32(), json.GetProperty("seen").GetInt32(), json.GetProperty("new").GetInt32(), json.GetProperty("edited").GetInt32());
    }
}
