using System.Text.Json;
using System.Text.Json.Nodes;
using SnsOps.Shared.JobItems;

namespace SnsOps.Integration.Collection;

/// <summary>What a pass over comments does when the platform is odd: it loses nothing and stops at nothing.</summary>
public sealed partial class CommentPassTests
{
    private const string Job = "sync-comments";
    private static readonly DateTimeOffset Start = new(2026, 8, 7, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_edited_comment_is_updated_and_says_when()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram");
        var text = "맛있어요";
        fixture.Graph.Answer = (path, _) => path.EndsWith("/media", StringComparison.Ordinal) ? fixture.Graph.Page([Post("900")]) : fixture.Graph.Page([Comment("1", text, 0)]);
        var app = fixture.Build();
        await fixture.RunAsync(app, Job, client, account);
        await fixture.Database.ExecuteAsync("""
            update comments_inbox set sentiment = 'positive', score = 0.9, sentiment_model = 'words@1', scored_at = now(), announced_at = now(), ai_reply_draft = '고맙습니다', ai_reply_engine = 'embedded-template'
            """);

        text = "맛있어요! (수정) 다음에 또 올게요";
        var second = Detail(await fixture.RunAsync(app, Job, client, account));

        Assert.Equal((0, 1), (second.GetProperty("new").GetInt32(), second.GetProperty("edited").GetInt32()));
        Assert.Equal(text, await fixture.Database.ScalarAsync<string>("select message from comments_inbox where edited_at is not null and '수정' = any(bigrams)"));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select num_nonnulls(sentiment, score, sentiment_model, scored_at, ai_reply_draft, ai_reply_engine) = 0 and announced_at is not null from comments_inbox"),
            "it is to be read again, but not told of again");
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox"));
    }

    [Fact]
    public async Task A_pass_that_was_cut_short_is_not_believed_by_the_next()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook");
        var broken = true;
        fixture.Graph.Answer = (path, query) =>
        {
            if (path.EndsWith("/published_posts", StringComparison.Ordinal))
                return fixture.Graph.Page([Post("900")]);
            var page = int.Parse(query["after"].FirstOrDefault() ?? "0", System.Globalization.CultureInfo.InvariantCulture);
            return page == 3 && broken ? (502, "<html>bad gateway</html>")
                : fixture.Graph.Page(Enumerable.Range(0, 10).Select(i => FacebookComment($"{page}{i}", -3600 * ((page * 10) + i))), page < 5 ? $"900/comments?after={page + 1}" : null);
        };
        var app = fixture.Build();

        Assert.IsType<JobItemOutcome.TryLater>(await fixture.RunAsync(app, Job, client, account));
        Assert.Equal(30, await CountAsync(fixture));
        broken = false;
        await fixture.RunAsync(app, Job, client, account);
        Assert.Equal(60, await CountAsync(fixture));

        fixture.Graph.Calls.Clear();
        var third = Detail(await fixture.RunAsync(app, Job, client, account));
        Assert.Equal((1, 0), (third.GetProperty("pages").GetInt32(), third.GetProperty("new").GetInt32()));
        Assert.Equal(2, fixture.Graph.Calls.Count);
    }

    [Fact]
    public async Task A_list_that_is_not_newest_first_is_read_to_its_end()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook");
        var last = 19;
        fixture.Graph.Answer = (path, query) => path.EndsWith("/published_posts", StringComparison.Ordinal) ? fixture.Graph.Page([Post("900")])
            : query["after"].Count == 0 ? fixture.Graph.Page(Enumerable.Range(0, 10).Select(i => FacebookComment($"{i}", 3600 * i)), "900/comments?after=1")
            : fixture.Graph.Page(Enumerable.Range(10, last - 9).Select(i => FacebookComment($"{i}", 3600 * i)));
        var app = fixture.Build();
        await fixture.RunAsync(app, Job, client, account);

        last = 20;
        await fixture.RunAsync(app, Job, client, account);

        Assert.Equal(21, await CountAsync(fixture));
    }

    [Theory]
    [InlineData("from", "from", 3)]
    [InlineData("replies", "replies", 2)]
    public async Task A_field_the_platform_refuses_is_given_up_and_the_rest_is_kept(string refused, string lacks, int kept)
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram");
        fixture.Graph.Answer = (path, query) =>
        {
            var fields = query["fields"].ToString();
            if (path.EndsWith("/media", StringComparison.Ordinal))
                return fixture.Graph.Page([Post("900"), Post("901")]);
            if (fields.Contains(refused + "{", StringComparison.Ordinal) || fields.Contains(refused + ".", StringComparison.Ordinal))
                return FakeGraph.Error(100, $"(#100) Tried accessing nonexisting field ({refused}) on node type (IGComment)");
            var comment = Comment("1" + path[..3], "예뻐요", 0);
            if (fields.Contains("replies", StringComparison.Ordinal))
                comment["replies"] = JsonNode.Parse(fixture.Graph.Page([Comment("2" + path[..3], "감사합니다", 5)]).Body);
            return fixture.Graph.Page([comment, Comment("3" + path[..3], "최고", -5)]);
        };

        var detail = Detail(await fixture.RunAsync(fixture.Build(), Job, client, account));

        Assert.Equal(lacks, detail.GetProperty("lacks").GetString());
        Assert.Equal(kept * 2, await CountAsync(fixture));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where author <> '민지'"));
    }

    [Fact]
    public async Task Half_an_emoji_a_nul_and_a_missing_time_do_not_stop_the_others()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram");
        fixture.Graph.Answer = (path, _) => path.EndsWith("/media", StringComparison.Ordinal) ? fixture.Graph.Page([Post("900")]) : (200, """
            {"data":[
              {"id":"1","text":"\ub9db\uc788\uc5b4\uc694 \ud83d","timestamp":"2026-08-07T12:00:00+0000","username":"a"},
              {"id":"2","text":"\u0000\uc548\ub155 \"\ud83d\ude0a\"\n\ub450 \uc904","timestamp":"2026-08-07T11:00:00+0000","username":"b"},
              {"id":"3","text":"시각 없음","username":"c"},
              {"text":"번호 없음"}]}
            """);

        var detail = Detail(await fixture.RunAsync(fixture.Build(), Job, client, account));

        Assert.Equal(1, detail.GetProperty("unreadable").GetInt32());
        Assert.Equal("맛있어요 \uFFFD", await MessageAsync("1"));
        Assert.Equal("안녕 \"😊\"\n두 줄", await MessageAsync("2"));
        Assert.Equal("시각 없음", await MessageAsync("3"));

        Task<string?> MessageAsync(string id) => fixture.Database.ScalarAsync<string>("select message from comments_inbox where platform_comment_id = @id", new { id });
    }

    [Fact]
    public async Task A_post_that_is_gone_does_not_keep_the_others_from_being_read()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram");
        fixture.Graph.Answer = (path, query) =>
            path.EndsWith("/media", StringComparison.Ordinal)
                ? query["after"].Count == 0 ? fixture.Graph.Page(Enumerable.Range(0, 50).Select(i => Post($"{100 + i}")), "me/media?after=50") : fixture.Graph.Page([Post("150")])
                : path.StartsWith("105/", StringComparison.Ordinal) ? FakeGraph.Error(100, "Unsupported get request. Object with ID '105' does not exist", 33)
                : fixture.Graph.Page([Comment("c" + path[..3], "좋아요", 0)]);

        var detail = Detail(await fixture.RunAsync(fixture.Build("--SyncComments:PostDays=3000"), Job, client, account));

        Assert.Equal(50, detail.GetProperty("posts").GetInt32());
        Assert.Equal("105", Assert.Single(detail.GetProperty("refused_posts").EnumerateObject()).Name);
        Assert.Equal(50, await CountAsync(fixture));
    }

    [Fact]
    public async Task A_page_link_to_another_host_is_not_followed()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        await using var other = await FakeGraph.StartAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram");
        fixture.Graph.Answer = (path, _) => path.EndsWith("/media", StringComparison.Ordinal)
            ? fixture.Graph.Page([Post("900")]) : fixture.Graph.Page([Comment("1", "안녕하세요", 0)], other.Url + "/v25.0/900/comments?after=2");

        Assert.IsType<JobItemOutcome.TryLater>(await fixture.RunAsync(fixture.Build(), Job, client, account));

        Assert.Empty(other.Calls);
        Assert.Equal(1, await CountAsync(fixture));
    }

    [Fact]
    public async Task A_missing_permission_is_told_once_a_day_and_leaves_the_account_active()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook");
        await fixture.Agency.UserAsync("manager", client);
        fixture.Graph.Answer = (path, _) => path.EndsWith("/published_posts", StringComparison.Ordinal) ? fixture.Graph.Page([Post("900")])
            : FakeGraph.Error(200, "(#200) Requires pages_read_user_content permission", status: 403);
        var app = fixture.Build();

        Assert.IsType<JobItemOutcome.Failed>(await fixture.RunAsync(app, Job, client, account));
        Assert.IsType<JobItemOutcome.Failed>(await fixture.RunAsync(app, Job, client, account));

        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*)::int from notifications where kind = 'account.permission_missing' and message like '%권한%'"));
        Assert.Equal("active", await fixture.Database.ScalarAsync<string>("select state::text from platform_accounts"));
    }

    private static JsonObject Post(string id) => new() { ["id"] = id, ["timestamp"] = "2026-08-07T02:00:00+0000", ["created_time"] = "2026-08-07T02:00:00+0000" };

    private static JsonObject Comment(string id, string text, int seconds) => new() { ["id"] = id, ["text"] = text, ["username"] = "민지", ["timestamp"] = Time(seconds) };

    private static JsonObject FacebookComment(string id, int seconds) => new()
    {
        ["id"] = "900_" + id, ["message"] = $"{id}번째 댓글", ["created_time"] = Time(seconds), ["from"] = new JsonObject { ["id"] = "77", ["name"] = "지훈" },
    };

    private static string Time(int seconds) => Start.AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss+0000", System.Globalization.CultureInfo.InvariantCulture);

    private static JsonElement Detail(JobItemOutcome outcome) => JsonSerializer.SerializeToElement(Assert.IsType<JobItemOutcome.Done>(outcome).Detail);

    private static Task<int> CountAsync(CollectionFixture fixture) => fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox");
}
