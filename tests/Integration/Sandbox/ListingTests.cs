namespace SnsOps.Integration.Sandbox;

/// <summary>Lists of the sandbox: cursors, fields, time windows.</summary>
public sealed class ListingTests
{
    private const string Page = RunningSandbox.Page;
    private const string Token = "FBTOKEN";

    [Fact]
    public async Task Cursors_miss_and_repeat_nothing_while_posts_arrive()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var before = new List<string>();
        for (var i = 0; i < 23; i++)
            before.Add(await PostAsync(sandbox, $"글 {i}"));

        var seen = await sandbox.AllIdsAsync($"{Page}/published_posts?fields=id&limit=5", Token, async page => await PostAsync(sandbox, $"새 글 {page}"));

        Assert.Equal(Enumerable.Reverse(before), seen);
    }

    [Fact]
    public async Task Chronological_comments_include_those_that_arrive_meanwhile()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var post = await PostAsync(sandbox, "질문 받습니다");
        var comments = new List<string>();
        for (var i = 0; i < 9; i++)
            comments.Add((await sandbox.PostAsync($"{post}/comments", Token, ("message", $"댓글 {i}"))).Id);

        var seen = await sandbox.AllIdsAsync($"{post}/comments?limit=4", Token, async page =>
        {
            if (page == 1)
                comments.Add((await sandbox.PostAsync($"{post}/comments", Token, ("message", "늦은 댓글"))).Id);
        });

        Assert.Equal(comments, seen);
    }

    [Fact]
    public async Task Replies_are_a_second_level_and_part_of_the_stream()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var post = await PostAsync(sandbox, "이벤트");
        var comment = (await sandbox.PostAsync($"{post}/comments", Token, ("message", "언제까지인가요?"))).Id;
        var reply = (await sandbox.PostAsync($"{comment}/comments", Token, ("message", "일요일까지입니다."))).Id;
        var toReply = (await sandbox.PostAsync($"{reply}/comments", Token, ("message", "감사합니다!"))).Id;

        Assert.Equal([comment], await sandbox.AllIdsAsync($"{post}/comments", Token));
        Assert.Equal([comment, reply, toReply], await sandbox.AllIdsAsync($"{post}/comments?filter=stream", Token));
        Assert.Equal([reply, toReply], await sandbox.AllIdsAsync($"{comment}/comments", Token));
        var summary = (await sandbox.GetAsync($"{post}/comments?filter=stream&summary=true&limit=1", Token)).Body.GetProperty("summary");
        Assert.Equal(3, summary.GetProperty("total_count").GetInt32());
    }

    [Theory]
    [InlineData("me?fields=fan_count,nonsense")]
    [InlineData("me/published_posts?fields=id,nonsense")]
    [InlineData("me/published_posts?fields=comments{id,nonsense}")]
    public async Task One_unknown_field_fails_the_whole_call(string path)
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        var answer = await sandbox.GetAsync(path, Token);

        Assert.Equal((400, "100/0"), (answer.Status, answer.Error));
        Assert.Contains("nonsense", answer.Body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("A", answer.Body.GetProperty("error").GetProperty("fbtrace_id").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_window_follows_the_virtual_clock()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await PostAsync(sandbox, "어제 글");
        await sandbox.TurnClockAsync(TimeSpan.FromDays(1));
        var today = await PostAsync(sandbox, "오늘 글");
        var since = DateTimeOffset.UtcNow.AddDays(1).AddHours(-1).ToUnixTimeSeconds();

        Assert.Equal([today], await sandbox.AllIdsAsync($"{Page}/published_posts?fields=id&since={since}", Token));
        var created = (await sandbox.GetAsync($"{today}?fields=created_time", Token)).Text("created_time");
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$", created);
    }

    [Fact]
    public async Task A_post_is_known_by_both_its_ids_and_gone_when_deleted()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var post = await PostAsync(sandbox, "두 이름");

        Assert.Equal(post, (await sandbox.GetAsync($"{post.Split('_')[1]}?fields=permalink_url,is_published", Token)).Id);
        Assert.Equal("ok", (await sandbox.SendAsync(HttpMethod.Delete, post, Token, null)).Error);

        Assert.Equal("100/33", (await sandbox.GetAsync(post, Token)).Error);
        Assert.Empty(await sandbox.EffectsAsync("facebook"));
    }

    private static async Task<string> PostAsync(RunningSandbox sandbox, string message) =>
        (await sandbox.PostAsync($"{Page}/feed", Token, ("message", message))).Id;
}
