using System.Net.Http.Json;
using System.Text.Json;

namespace SnsOps.Integration.Sandbox;

/// <summary>Comments below the simulated YouTube's videos: reading, writing, moderating, and what a lost answer leaves behind.</summary>
public sealed class YouTubeCommentTests : IAsyncLifetime
{
    private const string Channel = "UCongi-cafe-0000000000001";
    private const string Text = "part=snippet&textFormat=plainText";
    private RunningSandbox _sandbox = null!;
    private YouTubeCaller _channel = null!;
    private string _video = null!;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await RunningSandbox.StartAsync();
        _channel = await YouTubeCaller.ConnectAsync(_sandbox, Channel, "온기카페");
        _video = await SeedAsync("가을 메뉴 소개");
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task Threads_come_newest_first_page_by_page_with_the_newest_five_replies()
    {
        var tops = await WriteAsync(Enumerable.Range(1, 5).Select(i => (object)new { post_id = _video, text = $"댓글 {i}", author = "@손님" }));
        var replies = await WriteAsync(Enumerable.Range(1, 7).Select(i => (object)new { post_id = _video, text = $"답글 {i}", parent_id = tops[4] }));

        var first = await _channel.GetAsync($"commentThreads?part=snippet,replies&videoId={_video}&maxResults=2&order=time&textFormat=plainText");
        await WriteAsync([new { post_id = _video, text = "사이에 온 댓글" }]);
        var second = await _channel.GetAsync($"commentThreads?part=snippet&videoId={_video}&maxResults=2&pageToken={first.Next}");
        var third = await _channel.GetAsync($"commentThreads?part=snippet&videoId={_video}&maxResults=2&pageToken={second.Next}");

        Assert.Equal([tops[4], tops[3]], first.Ids);
        Assert.Equal([tops[2], tops[1]], second.Ids);
        Assert.Equal([tops[0]], third.Ids);
        Assert.Null(third.Next);
        var thread = first.Items[0];
        Assert.Equal(7, thread.GetProperty("snippet").GetProperty("totalReplyCount").GetInt32());
        Assert.Equal(replies[2..].Reverse(), thread.GetProperty("replies").GetProperty("comments").EnumerateArray().Select(c => c.GetProperty("id").GetString()!));
        Assert.Equal(replies.Reverse(), (await _channel.GetAsync($"comments?part=snippet&parentId={tops[4]}&maxResults=100")).Ids);
        var snippet = thread.GetProperty("snippet").GetProperty("topLevelComment").GetProperty("snippet");
        Assert.Equal(("댓글 5", "@손님", _video), (snippet.GetProperty("textDisplay").GetString(), snippet.GetProperty("authorDisplayName").GetString(), snippet.GetProperty("videoId").GetString()));
        Assert.False(snippet.TryGetProperty("textOriginal", out _));
        var statistics = (await _channel.GetAsync($"videos?part=statistics&id={_video}")).Items[0].GetProperty("statistics");
        Assert.Equal("13", statistics.GetProperty("commentCount").GetString());
        var other = await SeedAsync("다른 영상");
        var elsewhere = await WriteAsync([new { post_id = other, text = "다른 영상의 댓글" }]);
        Assert.Equal(elsewhere[0], (await _channel.GetAsync($"commentThreads?part=id&allThreadsRelatedToChannelId={Channel}&maxResults=1")).Ids[0]);
    }

    [Fact]
    public async Task A_channel_writes_edits_and_takes_back_what_is_its_own_and_nothing_else()
    {
        var thread = await _channel.PostAsync("commentThreads?part=snippet", Thread(_video, "채널의 <첫> 댓글"));
        var id = thread.Body.GetProperty("id").GetString()!;
        var reply = (await _channel.PostAsync("comments?part=snippet", Reply(id, "덧붙입니다"))).Body.GetProperty("id").GetString()!;
        var viewers = (await WriteAsync([new { post_id = _video, text = "좋아요" }]))[0];

        Assert.StartsWith(id + ".", reply, StringComparison.Ordinal);
        Assert.Equal("200", (await _channel.PutAsync("comments?part=snippet", new { id = reply, snippet = new { textOriginal = "고쳐 씁니다" } })).Outcome);
        Assert.Equal("403 forbidden", (await _channel.PutAsync("comments?part=snippet", new { id = viewers, snippet = new { textOriginal = "남의 말" } })).Outcome);
        Assert.Equal("403 forbidden", (await _channel.DeleteAsync("comments?id=" + viewers)).Outcome);
        Assert.Equal("400 operationNotSupported", (await _channel.PostAsync("comments?part=snippet", Reply(reply, "답글에 답글"))).Outcome);
        Assert.Equal("404 parentCommentNotFound", (await _channel.PostAsync("comments?part=snippet", Reply("Ugx-nothing", "없는 댓글에"))).Outcome);
        Assert.Equal("400 commentTextRequired", (await _channel.PostAsync("comments?part=snippet", Reply(id, " "))).Outcome);
        Assert.Equal("400 missingRequiredParameter", (await _channel.PostAsync("comments", Reply(id, "part 없이"))).Outcome);
        var read = (await _channel.GetAsync($"comments?{Text}&id={id},{reply},nothing")).Items.Select(c => c.GetProperty("snippet")).ToArray();
        Assert.Equal(["채널의 <첫> 댓글", "고쳐 씁니다"], read.Select(s => s.GetProperty("textOriginal").GetString()!));
        Assert.Equal("채널의 &lt;첫&gt; 댓글", (await _channel.GetAsync("comments?part=snippet&id=" + id)).Items[0].GetProperty("snippet").GetProperty("textDisplay").GetString());

        Assert.Equal("204", (await _channel.DeleteAsync("comments?id=" + id)).Outcome);

        Assert.Equal([viewers], (await _channel.GetAsync("commentThreads?part=snippet&videoId=" + _video)).Ids);
        Assert.Empty((await _channel.GetAsync($"comments?{Text}&id={reply}")).Items);
        Assert.Equal(["comment", "comment", "edit", "delete"], await LedgerAsync());
    }

    [Fact]
    public async Task A_channel_moderates_and_what_is_rejected_stays_rejected()
    {
        var (held, spam) = ((await WriteAsync([new { post_id = _video, text = "검토 중", moderation = "heldForReview" }]))[0], (await WriteAsync([new { post_id = _video, text = "광고", moderation = "likelySpam", author_id = "UCspam" }]))[0]);
        var shown = (await WriteAsync([new { post_id = _video, text = "공개" }]))[0];
        var answer = (await WriteAsync([new { post_id = _video, text = "답글", parent_id = shown }]))[0];

        Assert.Equal([shown], await IdsAsync(""));
        Assert.Equal([held], await IdsAsync("&moderationStatus=heldForReview"));
        Assert.Equal([spam], await IdsAsync("&moderationStatus=likelySpam"));
        Assert.Equal("204", (await _channel.PostAsync($"comments/setModerationStatus?id={held}&moderationStatus=published")).Outcome);
        Assert.Equal([shown, held], await IdsAsync(""));
        Assert.Equal("heldForReview", await AfterAsync(shown, "heldForReview"));
        Assert.Equal("published", await AfterAsync(shown, "published"));
        Assert.Equal("400 banWithoutReject", (await _channel.PostAsync($"comments/setModerationStatus?id={spam}&moderationStatus=published&banAuthor=true")).Outcome);
        Assert.Equal("404 commentNotFound", (await _channel.PostAsync($"comments/setModerationStatus?id={held},nothing&moderationStatus=rejected")).Outcome);

        Assert.Equal("204", (await _channel.PostAsync($"comments/setModerationStatus?id={shown}&moderationStatus=rejected")).Outcome);
        Assert.Equal("204", (await _channel.PostAsync($"comments/setModerationStatus?id={spam}&moderationStatus=rejected&banAuthor=true")).Outcome);

        Assert.Equal("404 commentNotFound", (await _channel.PostAsync($"comments/setModerationStatus?id={shown}&moderationStatus=published")).Outcome);
        Assert.Empty((await _channel.GetAsync($"comments?part=snippet&id={shown},{answer}")).Items);
        await WriteAsync([new { post_id = _video, text = "또 광고", author_id = "UCspam" }]);
        Assert.Equal([held], await IdsAsync(""));
        Assert.Equal("403 forbidden", (await (await YouTubeCaller.ConnectAsync(_sandbox, "UCother-0000000000000002", "남의 채널")).PostAsync($"comments/setModerationStatus?id={held}&moderationStatus=rejected")).Outcome);

        Task<string[]> IdsAsync(string filter) => _channel.GetAsync($"commentThreads?part=snippet&videoId={_video}{filter}").ContinueWith(page => page.Result.Ids, TaskScheduler.Default);
        async Task<string?> AfterAsync(string id, string status)
        {
            Assert.Equal("204", (await _channel.PostAsync($"comments/setModerationStatus?id={id}&moderationStatus={status}")).Outcome);
            return (await _channel.GetAsync("comments?part=snippet&id=" + id)).Items[0].GetProperty("snippet").GetProperty("moderationStatus").GetString();
        }
    }

    [Theory]
    [InlineData("commit-then-5xx")]
    [InlineData("commit-then-truncated")]
    [InlineData("commit-then-reset")]
    public async Task A_lost_answer_leaves_its_effect_behind(string kind)
    {
        var shown = (await WriteAsync([new { post_id = _video, text = "공개" }]))[0];
        await _sandbox.FaultAsync("yt.comment_insert", kind);
        await _sandbox.FaultAsync("yt.comment_moderate", kind);

        await Assert.ThrowsAnyAsync<Exception>(async () => Assert.True((await _channel.PostAsync("comments?part=snippet", Reply(shown, "답글"))).Status < 500));
        await Record.ExceptionAsync(() => _channel.PostAsync($"comments/setModerationStatus?id={shown}&moderationStatus=heldForReview"));

        Assert.Single((await _channel.GetAsync("comments?part=snippet&parentId=" + shown)).Items);
        Assert.Equal(["comment", "hold"], await LedgerAsync());
        await using var again = await _sandbox.AfterKillAsync();
        var truth = await again.Http.GetFromJsonAsync<JsonElement>("/_sandbox/comments?account=" + Channel);
        Assert.Equal(["heldForReview", "published"], truth.EnumerateArray().Select(c => c.GetProperty("moderation").GetString()!));
    }

    [Fact]
    public async Task Disabled_comments_lost_permissions_and_an_empty_quota_are_refused()
    {
        await WriteAsync([new { post_id = _video, text = "공개" }]);
        await _sandbox.ControlAsync("posts/comments", new { post_id = _video, enabled = false });

        Assert.Equal("403 commentsDisabled", (await _channel.GetAsync("commentThreads?part=snippet&videoId=" + _video)).Outcome);
        Assert.Equal("403 commentsDisabled", (await _channel.PostAsync("commentThreads?part=snippet", Thread(_video, "안녕하세요"))).Outcome);
        Assert.False((await _channel.GetAsync("videos?part=statistics&id=" + _video)).Items[0].GetProperty("statistics").TryGetProperty("commentCount", out _));
        Assert.Equal("404 videoNotFound", (await _channel.GetAsync("commentThreads?part=snippet&videoId=nothing-here")).Outcome);

        await _sandbox.ControlAsync("posts/comments", new { post_id = _video, enabled = true });
        await _sandbox.ControlAsync("youtube/settings", new { units_per_day = 110 });       // 53 were spent, what was refused among them: 50 more fit, the next 50 do not
        Assert.Equal("200", (await _channel.PostAsync("commentThreads?part=snippet", Thread(_video, "안녕하세요"))).Outcome);
        Assert.Equal("403 quotaExceeded", (await _channel.PostAsync("commentThreads?part=snippet", Thread(_video, "또 안녕하세요"))).Outcome);
        Assert.Equal("200", (await _channel.GetAsync("commentThreads?part=snippet&videoId=" + _video)).Outcome);
    }

    private static object Thread(string video, string text) => new { snippet = new { channelId = Channel, videoId = video, topLevelComment = new { snippet = new { textOriginal = text } } } };

    private static object Reply(string parent, string text) => new { snippet = new { parentId = parent, textOriginal = text } };

    private async Task<string> SeedAsync(string text) => (await _sandbox.ControlAsync("posts", new { account_id = Channel, text })).GetProperty("id").GetString()!;

    private async Task<string[]> WriteAsync(IEnumerable<object> comments) =>
        [.. (await _sandbox.ControlAsync("comments", new { write = comments })).GetProperty("ids").EnumerateArray().Select(id => id.GetString()!)];

    private async Task<string[]> LedgerAsync() =>
        [.. (await _sandbox.Http.GetFromJsonAsync<JsonElement>("/_sandbox/youtube/effects")).GetProperty("effects").EnumerateArray().Select(e => e.GetProperty("kind").GetString()!)];
}
