using System.Text.Json.Nodes;

namespace SnsOps.Integration.Api;

/// <summary>One queue over a client's platforms: its order, its pages, who has what, and that nobody else sees any of it.</summary>
public sealed partial class InboxTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task What_alarms_comes_first_then_what_waits_longest_in_pages_that_lose_nothing()
    {
        var team = await api.TeamAsync();
        await SayAsync(team, ("맛있어요", "positive", 50), ("보통이에요", "neutral", 40), ("너무 짜요", "negative", 30), ("벌레가 나왔어요", "crisis", 5), ("직원이 불친절해요", "negative", 60), ("방금 쓴 댓글", null, 1), ("식중독 같아요", "crisis", 20));
        await api.Database.ExecuteAsync("""
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author, message, posted_at, scored_at)
            select gen_random_uuid(), @Client, @Account, 'facebook', gen_random_uuid()::text, 'p1', '온기카페', '우리가 쓴 글', now(), now()
            """, new { team.Client, team.Account });
        // A touched comment stays in its place: it is read from another index.
        await PutAsync(team.Operator, await IdAsync(team, "너무 짜요"), "assignee", new { user_id = team.Operator.UserId, version = 0 });
        string[] order = ["식중독 같아요", "벌레가 나왔어요", "직원이 불친절해요", "너무 짜요", "방금 쓴 댓글", "맛있어요", "보통이에요"];

        Assert.Equal(order, await MessagesAsync(team.Operator, ""));
        var paged = new List<string>();
        for (string? token = null; ;)
        {
            var page = await team.Operator.GetAsync("/v1/inbox?page_size=2" + (token is null ? "" : "&page_token=" + token));
            paged.AddRange(page["items"]!.AsArray().Select(i => (string)i!["comment"]!["message"]!));
            if ((token = (string?)page["next_page_token"]) is null)
                break;
        }

        Assert.Equal(order, paged);
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Get, "/v1/inbox?page_token=" + new SnsOps.Api.Paging.Cursor(DateTimeOffset.UtcNow, "7|x"), null, 400));
    }

    [Theory]
    [InlineData("sentiment=crisis", "식중독 걸렸어요")]
    [InlineData("sentiment=unscored", "방금 단 댓글")]
    [InlineData("q=걸렸", "식중독 걸렸어요")]
    [InlineData("q=떼", "라떼가 식었어요,라떼 맛있어요")]
    [InlineData("q=라떼&sentiment=positive", "라떼 맛있어요")]
    [InlineData("q=라떼&assignee=none", "라떼가 식었어요,라떼 맛있어요")]
    [InlineData("assignee=me", "")]
    [InlineData("platform=youtube", "")]
    [InlineData("from=2026-01-01T00:00:00%2B09:00&to=2026-01-02T00:00:00%2B09:00", "")]
    [InlineData("state=all&q=라떼", "라떼 맛있어요,라떼가 식었어요")]
    [InlineData("state=done", "")]
    public async Task The_queue_is_narrowed_and_searched(string query, string found)
    {
        var team = await _searched.Value;
        Assert.Equal(found, string.Join(',', await MessagesAsync(team.Operator, query)));
    }

    [Theory]
    [InlineData("state=closed")]
    [InlineData("sentiment=angry")]
    [InlineData("platform=myspace")]
    [InlineData("assignee=누구")]
    public async Task Filters_that_mean_nothing_are_refused(string query) =>
        Assert.Equal("request.invalid", await (await api.SharedTeamAsync()).Operator.RefusedAsync(HttpMethod.Get, "/v1/inbox?" + query, null, 400));

    [Fact]
    public async Task A_comment_goes_through_its_states_and_of_two_changes_the_second_is_told_of_the_first()
    {
        var team = await api.TeamAsync();
        await SayAsync(team, ("영업시간이 어떻게 되나요?", "neutral", 10));
        var id = await IdAsync(team, "영업시간이 어떻게 되나요?");

        Assert.Equal(("open", 1, "김하늘"), Row(await PutAsync(team.Operator, id, "assignee", new { user_id = team.Manager.UserId, version = 0 })));
        Assert.Equal(1, await api.Database.ScalarAsync<int>("select count(*) from notifications where kind = 'comment.assigned' and user_id = @UserId and reference ->> 'comment_id' = @id::text", new { team.Manager.UserId, id }));
        var refused = await team.Manager.SendAsync(HttpMethod.Put, $"/v1/inbox/{id}/assignee", new { user_id = team.Operator.UserId, version = 0 }, 409);
        Assert.Equal("inbox.moved", (string?)refused["code"]);
        Assert.Contains("김하늘", (string?)refused["detail"], StringComparison.Ordinal);
        Assert.Equal("inbox.moved", await team.Manager.RefusedAsync(HttpMethod.Put, $"/v1/inbox/{id}/state", new { state = "done", version = 7 }, 409));

        Assert.Equal("done", (string?)(await PutAsync(team.Manager, id, "state", new { state = "done", version = 1 }))["state"]);
        Assert.Empty(await MessagesAsync(team.Operator, ""));
        Assert.Single(await MessagesAsync(team.Operator, "state=done&assignee=" + team.Manager.UserId));
        Assert.Equal("request.invalid", await team.Manager.RefusedAsync(HttpMethod.Put, $"/v1/inbox/{id}/state", new { state = "snoozed", version = 2, until = DateTimeOffset.UtcNow.AddHours(-1).ToString("O") }, 400));
        await PutAsync(team.Manager, id, "state", new { state = "snoozed", version = 2, until = DateTimeOffset.UtcNow.AddHours(1).ToString("O") });
        Assert.Single(await MessagesAsync(team.Operator, "state=snoozed"));
        Assert.Empty(await MessagesAsync(team.Operator, ""));
        await api.Database.ExecuteAsync("update inbox_items set snoozed_until = now() - interval '1 second' where comment_id = @id", new { id });
        Assert.Single(await MessagesAsync(team.Operator, ""));
        Assert.Empty(await MessagesAsync(team.Operator, "state=snoozed"));
        Assert.Equal("open", (string?)(await team.Operator.GetAsync($"/v1/inbox/{id}"))["entry"]!["state"]);
    }

    [Fact]
    public async Task A_comment_has_its_class_in_every_list()
    {
        var team = await api.TeamAsync();
        await SayAsync(team, ("맛있어요", "positive", 40), ("너무 짜요", "negative", 30), ("벌레가 나왔어요", "crisis", 20), ("방금 쓴 댓글", null, 10));
        (string, int)[] classes = [("방금 쓴 댓글", 2), ("벌레가 나왔어요", 0), ("너무 짜요", 1), ("맛있어요", 3)];

        Assert.Equal(classes, await TiersAsync("all"));
        foreach (var (message, _) in classes)
            await PutAsync(team.Operator, await IdAsync(team, message), "state", new { state = "done", version = 0 });
        Assert.Equal(classes.Order(), (await TiersAsync("done")).Order());

        async Task<(string, int)[]> TiersAsync(string state) =>
            [.. (await team.Operator.GetAsync("/v1/inbox?state=" + state))["items"]!.AsArray().Select(i => ((string)i!["comment"]!["message"]!, (int)i["tier"]!))];
    }

    [Fact]
    public async Task What_is_so_already_changes_nothing_and_tells_nobody()
    {
        var team = await api.TeamAsync();
        await SayAsync(team, ("맡길 댓글 1", "neutral", 10), ("맡길 댓글 2", "neutral", 9));
        Guid[] ids = [await IdAsync(team, "맡길 댓글 1"), await IdAsync(team, "맡길 댓글 2")];

        for (var i = 0; i < 2; i++)
            Assert.Equal(2, (int)(await team.Operator.PostAsync("/v1/inbox/bulk", new { comment_ids = ids, action = "assign", user_id = team.Manager.UserId }))["done"]!);
        Assert.Equal(2, await api.Database.ScalarAsync<int>("select count(*) from notifications where kind = 'comment.assigned' and user_id = @UserId", new { team.Manager.UserId }));
        Assert.Equal(2, await api.Database.ScalarAsync<int>("select count(*) from inbox_items where client_id = @Client and version = 1", new { team.Client }));

        // The answer was lost, so the same person says the same of what they saw; another is told who was quicker.
        for (var i = 0; i < 2; i++)
            Assert.Equal(("done", 2, "김하늘"), Row(await PutAsync(team.Operator, ids[0], "state", new { state = "done", version = 1 })));
        Assert.Equal("inbox.moved", await team.Manager.RefusedAsync(HttpMethod.Put, $"/v1/inbox/{ids[0]}/state", new { state = "done", version = 1 }, 409));
        Assert.Equal("inbox.moved", await team.Operator.RefusedAsync(HttpMethod.Put, $"/v1/inbox/{ids[0]}/state", new { state = "open", version = 1 }, 409));
        for (var i = 0; i < 2; i++)
            Assert.Equal(("open", 2, "김하늘"), Row(await PutAsync(team.Manager, ids[1], "assignee", new { user_id = team.Operator.UserId, version = 1 })));
    }

    [Fact]
    public async Task The_mark_on_a_touched_comment_changes_nothing_that_is_seen()
    {
        var team = await api.TeamAsync();
        await SayAsync(team, ("첫 댓글", "neutral", 30), ("둘째 댓글", "neutral", 20), ("셋째 댓글", "negative", 10));
        await PutAsync(team.Operator, await IdAsync(team, "첫 댓글"), "state", new { state = "done", version = 0 });
        await PutAsync(team.Operator, await IdAsync(team, "셋째 댓글"), "assignee", new { user_id = team.Operator.UserId, version = 0 });
        var sweep = new SnsOps.Workers.Collection.MarkTouched.MarkTouchedSweep(api.Database.DataSource);

        string[] open = ["셋째 댓글", "둘째 댓글"];
        Assert.Equal(open, await MessagesAsync(team.Operator, ""));
        await sweep.SweepAsync(default);
        await sweep.SweepAsync(default);
        Assert.Equal(open, await MessagesAsync(team.Operator, ""));
        Assert.Equal(2, await api.Database.ScalarAsync<int>("select count(*) from comments_inbox c join inbox_items i on i.comment_id = c.id where c.client_id = @Client and c.is_touched and i.marked", new { team.Client }));
    }

    [Fact]
    public async Task Notes_are_kept_in_order_and_never_changed()
    {
        var team = await api.TeamAsync();
        await SayAsync(team, ("환불해 주세요", "negative", 10));
        var id = await IdAsync(team, "환불해 주세요");
        await team.Operator.PostAsync($"/v1/inbox/{id}/notes", new { text = " 전화드렸습니다 " }, 201);
        await team.Manager.PostAsync($"/v1/inbox/{id}/notes", new { text = "내일 다시 연락하기로" }, 201);

        var notes = (await team.Operator.GetAsync($"/v1/inbox/{id}/notes"))["items"]!.AsArray();
        Assert.Equal(["전화드렸습니다", "내일 다시 연락하기로"], notes.Select(n => (string)n!["text"]!));
        Assert.Equal(2, (int)(await team.Operator.GetAsync("/v1/inbox"))["items"]![0]!["notes"]!);
        Assert.Equal(2, (await team.Operator.GetAsync($"/v1/inbox/{id}"))["notes"]!.AsArray().Count);
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/inbox/{id}/notes", new { text = "  " }, 400));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => api.Database.ExecuteAsync("update inbox_notes set text = '고침' where comment_id = @id", new { id }));
    }

    [Fact]
    public async Task Many_at_once_have_an_outcome_each_and_a_repeated_call_does_nothing_twice()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        await SayAsync(team, ("광고 1", "neutral", 10), ("광고 2", "neutral", 9), ("지워진 댓글", "neutral", 8));
        await SayAsync(other, ("남의 댓글", "neutral", 7));
        Guid[] ids = [await IdAsync(team, "광고 1"), await IdAsync(team, "광고 2"), await IdAsync(team, "지워진 댓글"), await IdAsync(other, "남의 댓글")];
        await api.Database.ExecuteAsync("update comments_inbox set deleted_at = now() where id = @id", new { id = ids[2] });
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());

        var hidden = await team.Operator.SendAsync(HttpMethod.Post, "/v1/inbox/bulk", new { comment_ids = ids, action = "hide" }, 200, key);
        await api.Database.ExecuteAsync("update idempotency_keys set status = null, body = null, owner = gen_random_uuid() where key = @Item2", new { key.Item2 });
        var again = await team.Operator.SendAsync(HttpMethod.Post, "/v1/inbox/bulk", new { comment_ids = ids, action = "hide" }, 200, key);

        Assert.Equal((2, 2), ((int)hidden["done"]!, (int)hidden["refused"]!));
        Assert.Equal([null, null, "comment.deleted", "comment.not_found"], hidden["items"]!.AsArray().Select(i => (string?)i!["code"]));
        Assert.Equal(hidden["items"]!.ToJsonString(), again["items"]!.ToJsonString());
        Assert.Equal(2, await api.Database.ScalarAsync<int>("select count(*) from comment_actions where client_id = @Client", new { team.Client }));
        Assert.Equal(2, (int)(await team.Operator.PostAsync("/v1/inbox/bulk", new { comment_ids = ids[..2], action = "assign", user_id = team.Manager.UserId }))["done"]!);
        Assert.Equal(2, (int)(await team.Operator.PostAsync("/v1/inbox/bulk", new { comment_ids = ids[..2], action = "done" }))["done"]!);
        Assert.Equal(0, await api.Database.ScalarAsync<int>("select count(*) from inbox_items where client_id = @Client", new { other.Client }));
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, "/v1/inbox/bulk", new { comment_ids = ids, action = "snooze" }, 400));
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, "/v1/inbox/bulk", new { comment_ids = Array.Empty<Guid>(), action = "done" }, 400));
    }

    [Fact]
    public async Task Another_clients_comments_do_not_exist_and_clients_have_no_inbox()
    {
        var (mine, other) = (await api.TeamAsync(), await api.TeamAsync());
        await SayAsync(other, ("남의 댓글", "crisis", 10));
        var id = await IdAsync(other, "남의 댓글");
        var saved = (Guid)(await other.Operator.PostAsync($"/v1/clients/{other.Client}/saved-replies", new { title = "인사", text = "안녕하세요" }, 201))["id"]!;
        var reply = (Guid)(await other.Operator.PostAsync($"/v1/comments/{id}/replies", new { text = "답합니다", undo_seconds = 60 }, 201))["id"]!;
        var me = mine.Manager;

        Assert.Empty(await MessagesAsync(me, "state=all"));
        Assert.Empty(await MessagesAsync(me, $"state=all&client_id={other.Client}"));
        Assert.Empty(await MessagesAsync(me, $"state=all&assignee={other.Operator.UserId}"));
        foreach (var (method, path, body) in ((HttpMethod, string, object?)[])
        [
            (HttpMethod.Get, $"inbox/{id}", null), (HttpMethod.Get, $"inbox/{id}/notes", null), (HttpMethod.Post, $"inbox/{id}/notes", new { text = "엿보기" }),
            (HttpMethod.Put, $"inbox/{id}/assignee", new { user_id = me.UserId, version = 0 }), (HttpMethod.Put, $"inbox/{id}/state", new { state = "done", version = 1 }),
            (HttpMethod.Put, $"inbox/{id}/answering", null), (HttpMethod.Delete, $"inbox/{id}/answering", null), (HttpMethod.Get, $"inbox/{id}/saved-replies/{saved}", null),
        ])
            Assert.Equal("comment.not_found", await me.RefusedAsync(method, "/v1/" + path, body, 404));
        Assert.Equal("client.not_found", await me.RefusedAsync(HttpMethod.Get, $"/v1/inbox/people?client_id={other.Client}", null, 404));
        foreach (var list in (string[])["saved-replies", "saved-reply-values", "business-hours"])
            Assert.Equal("client.not_found", await me.RefusedAsync(HttpMethod.Get, $"/v1/clients/{other.Client}/{list}", null, 404));
        Assert.Equal("client.not_found", await me.RefusedAsync(HttpMethod.Post, $"/v1/clients/{other.Client}/saved-replies", new { title = "몰래", text = "몰래" }, 404));
        Assert.Equal("saved_reply.not_found", await me.RefusedAsync(HttpMethod.Put, $"/v1/saved-replies/{saved}", new { title = "몰래", text = "몰래", version = 1 }, 404));
        Assert.Equal("saved_reply.not_found", await me.RefusedAsync(HttpMethod.Delete, $"/v1/saved-replies/{saved}", null, 404));
        Assert.Equal("reply.not_found", await me.RefusedAsync(HttpMethod.Post, $"/v1/replies/{reply}/cancel", null, 404));
        Assert.Equal(mine.Client, (Guid)Assert.Single((await me.GetAsync("/v1/inbox/response-times"))["items"]!.AsArray())!["client_id"]!);
        Assert.Empty((await me.GetAsync($"/v1/inbox/response-times?client_id={other.Client}"))["items"]!.AsArray());
        Assert.Single((await me.Http.GetStringAsync(new Uri($"/v1/inbox/export?state=all&client_id={other.Client}", UriKind.Relative))).Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
        // A stranger cannot be given a comment, nor one's own words be filled with another client's.
        Assert.Equal("inbox.assignee_unsuitable", await other.Operator.RefusedAsync(HttpMethod.Put, $"/v1/inbox/{id}/assignee", new { user_id = me.UserId, version = 1 }, 422));

        var client = await api.UserAsync("client", other.Client);
        foreach (var path in (string[])["inbox", $"inbox/{id}", $"inbox/{id}/notes", "inbox/export", "inbox/response-times", $"clients/{other.Client}/saved-replies"])
            Assert.Equal("auth.forbidden", await client.RefusedAsync(HttpMethod.Get, "/v1/" + path, null, 403));
        Assert.Equal("auth.forbidden", await client.RefusedAsync(HttpMethod.Post, $"/v1/replies/{reply}/cancel", null, 403));
        Assert.Equal("auth.forbidden", await other.Operator.RefusedAsync(HttpMethod.Put, $"/v1/clients/{other.Client}/business-hours", new { opens = "10:00", closes = "19:00", weekdays = new[] { 1 } }, 403));
    }

    private readonly Lazy<Task<Team>> _searched = new(async () =>
    {
        var team = await api.TeamAsync();
        await SayAsync(api, team, ("라떼가 식었어요", "negative", 30), ("라떼 맛있어요", "positive", 20), ("식중독 걸렸어요", "crisis", 10), ("방금 단 댓글", null, 5));
        return team;
    });

    private static (string State, int Version, string? Assignee) Row(JsonNode entry) => ((string)entry["state"]!, (int)entry["version"]!, (string?)entry["assignee_name"]);

    private static Task<JsonNode> PutAsync(Session session, Guid id, string what, object body) => session.SendAsync(HttpMethod.Put, $"/v1/inbox/{id}/{what}", body, 200);

    private static async Task<string[]> MessagesAsync(Session session, string query) =>
        [.. (await session.GetAsync("/v1/inbox?" + query))["items"]!.AsArray().Select(i => (string)i!["comment"]!["message"]!)];

    private Task<Guid> IdAsync(Team team, string message) => api.Database.ScalarAsync<Guid>("select id from comments_inbox where client_id = @Client and message = @message", new { team.Client, message });

    private Task SayAsync(Team team, params (string Message, string? Sentiment, int MinutesAgo)[] comments) => SayAsync(api, team, comments);

    private static Task<int> SayAsync(ApiServer api, Team team, params (string Message, string? Sentiment, int MinutesAgo)[] comments) => api.Database.ExecuteAsync("""
        insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author, message, posted_at, received_at, sentiment, score, sentiment_model, scored_at)
        select gen_random_uuid(), @Client, @Account, 'facebook', gen_random_uuid()::text, 'p1', '단골손님', m, now() - make_interval(mins => n), now() - make_interval(mins => n), s::sentiment,
               case when s is not null then 0.9 end, case when s is not null then 'words@1' end, case when s is not null then now() end
          from unnest(@messages, @sentiments, @minutes) as x (m, s, n)
        """, new { team.Client, team.Account, messages = comments.Select(c => c.Message).ToArray(), sentiments = comments.Select(c => c.Sentiment).ToArray(), minutes = comments.Select(c => c.MinutesAgo).ToArray() });
}
