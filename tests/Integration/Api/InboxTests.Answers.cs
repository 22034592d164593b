using System.Text;

namespace SnsOps.Integration.Api;

/// <summary>Answering from the inbox: who else is at it, calling off, ready-made answers, and how long people waited.</summary>
public sealed partial class InboxTests
{
    [Fact]
    public async Task Who_else_is_answering_is_named_and_taking_over_turns_the_refusal_round()
    {
        var team = await api.TeamAsync();
        await SayAsync(team, ("주차 되나요?", "neutral", 10));
        var id = await IdAsync(team, "주차 되나요?");
        await team.Operator.SendAsync(HttpMethod.Put, $"/v1/inbox/{id}/answering", null, 200);

        var held = await team.Manager.SendAsync(HttpMethod.Put, $"/v1/inbox/{id}/answering", null, 409);
        Assert.Equal("comment.being_answered", (string?)held["code"]);
        Assert.Matches(@"^김하늘님이 \d\d:\d\d부터 답글을 쓰고 있습니다", (string?)held["detail"]);
        Assert.Equal(team.Operator.UserId, (Guid)(await team.Manager.GetAsync($"/v1/inbox/{id}"))["entry"]!["answering_by"]!);
        Assert.Equal("comment.being_answered", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/comments/{id}/replies", new { text = "네" }, 409));

        await team.Manager.SendAsync(HttpMethod.Put, $"/v1/inbox/{id}/answering?take_over=true", null, 200);
        Assert.Equal("comment.being_answered", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/comments/{id}/replies", new { text = "네" }, 409));
        await team.Manager.PostAsync($"/v1/comments/{id}/replies", new { text = "네, 무료입니다" }, 201);
        var late = await team.Operator.SendAsync(HttpMethod.Post, $"/v1/comments/{id}/replies", new { text = "네" }, 409);
        Assert.Equal("reply.under_way", (string?)late["code"]);
        Assert.Matches(@"^김하늘님이 \d\d:\d\d에 쓴 답글", (string?)late["detail"]);

        // A tab that was closed holds nobody up.
        await SayAsync(team, ("포장 되나요?", "neutral", 5));
        var other = await IdAsync(team, "포장 되나요?");
        await team.Operator.SendAsync(HttpMethod.Put, $"/v1/inbox/{other}/answering", null, 200);
        await api.Database.ExecuteAsync("update comment_answerers set since = now() - interval '5 minutes', until = now() - interval '1 second' where comment_id = @other", new { other });
        await team.Manager.PostAsync($"/v1/comments/{other}/replies", new { text = "네, 됩니다" }, 201);
    }

    [Fact]
    public async Task An_answer_can_be_called_off_until_it_is_armed_and_the_comment_is_open_again()
    {
        var team = await api.TeamAsync();
        await SayAsync(team, ("예약 되나요?", "neutral", 10));
        var id = await IdAsync(team, "예약 되나요?");
        var seen = (string)(await team.Operator.GetAsync($"/v1/inbox/{id}"))["entry"]!["comment"]!["thread_version"]!;

        var reply = await team.Operator.PostAsync($"/v1/comments/{id}/replies", new { text = "네, 전화 주세요", undo_seconds = 30, seen_version = seen }, 201);
        Assert.InRange(DateTimeOffset.Parse((string)reply["sends_at"]!, null) - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(31));
        Assert.Single(await MessagesAsync(team.Operator, "state=answered"));
        Assert.Empty(await MessagesAsync(team.Operator, ""));
        Assert.Equal("cancelled", (string?)(await team.Manager.PostAsync($"/v1/replies/{reply["id"]}/cancel"))["state"]);
        Assert.Equal("cancelled", (string?)(await team.Manager.PostAsync($"/v1/replies/{reply["id"]}/cancel"))["state"]);
        Assert.Single(await MessagesAsync(team.Operator, ""));

        // The thread is as it was, so the same words go out again; once armed they are out of reach.
        var second = (Guid)(await team.Operator.PostAsync($"/v1/comments/{id}/replies", new { text = "네, 전화 주세요", undo_seconds = 0, seen_version = seen }, 201))["id"]!;
        await api.Database.ExecuteAsync("update comment_replies set state = 'armed', owner = gen_random_uuid() where id = @second", new { second });
        Assert.Equal("reply.already_sent", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/replies/{second}/cancel", null, 409));
        await api.Database.ExecuteAsync("update comment_replies set state = 'failed', owner = null, error = '거절' where id = @second", new { second });
        Assert.Single(await MessagesAsync(team.Operator, ""));
        Assert.Equal(4, (int)(await team.Operator.GetAsync($"/v1/inbox/{id}"))["entry"]!["version"]!);
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/comments/{id}/replies", new { text = "네", undo_seconds = 1000 }, 400));
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("cancelled")]
    public async Task A_comment_marked_as_done_while_its_answer_was_on_its_way_is_open_again_when_that_comes_to_nothing(string end)
    {
        var team = await api.TeamAsync();
        await SayAsync(team, ("포장 되나요?", "neutral", 10), ("주차 되나요?", "neutral", 20));
        var (id, other) = (await IdAsync(team, "포장 되나요?"), await IdAsync(team, "주차 되나요?"));
        await PutAsync(team.Operator, other, "state", new { state = "done", version = 0 });
        var reply = (Guid)(await team.Operator.PostAsync($"/v1/comments/{id}/replies", new { text = "네, 됩니다", undo_seconds = 60 }, 201))["id"]!;
        await PutAsync(team.Operator, id, "state", new { state = "done", version = 1 });

        await api.Database.ExecuteAsync("update comment_replies set state = @end::reply_state, error = '거절' where id = @reply", new { reply, end });

        Assert.Equal(["포장 되나요?"], await MessagesAsync(team.Operator, ""));
        Assert.Equal(["주차 되나요?"], await MessagesAsync(team.Operator, "state=done"));
    }

    [Fact]
    public async Task A_draft_with_sources_is_taken_over_by_its_id()
    {
        var team = await api.TeamAsync();
        await SayAsync(team, ("주차장 있나요?", "neutral", 10), ("다른 댓글", "neutral", 9));
        var (id, other) = (await IdAsync(team, "주차장 있나요?"), await IdAsync(team, "다른 댓글"));
        var draft = Guid.CreateVersion7();
        await api.Database.ExecuteAsync("""
            insert into reply_drafts (id, client_id, comment_id, state, thread_version, text, engine, created_at, closed_at) values (@draft, @Client, @id, 'written', '1-1-0', '네, 있습니다', 'openai/gpt', now(), now())
            """, new { draft, team.Client, id });

        Assert.Equal("reply.no_draft", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/comments/{other}/replies", new { text = "네", draft_id = draft }, 422));
        var reply = await team.Operator.PostAsync($"/v1/comments/{id}/replies", new { text = "네, 있습니다!", draft_id = draft }, 201);
        Assert.Equal(("openai/gpt", draft), ((string?)reply["draft_engine"], (Guid)reply["draft_id"]!));
    }

    [Fact]
    public async Task Ready_made_answers_are_filled_in_for_a_comment_and_never_with_a_gap()
    {
        var team = await api.TeamAsync();
        await SayAsync(team, ("전화번호가 뭐예요?", "neutral", 10));
        var id = await IdAsync(team, "전화번호가 뭐예요?");
        var path = $"/v1/clients/{team.Client}/saved-replies";

        var unknown = await team.Operator.SendAsync(HttpMethod.Post, path, new { title = "전화", text = "{작성자}님, {전화번호}입니다" }, 422);
        Assert.Equal(("saved_reply.variable_unknown", "전화번호"), ((string?)unknown["code"], (string?)unknown["errors"]!["variables"]![0]));
        Assert.Equal("saved_reply.unreadable", await team.Operator.RefusedAsync(HttpMethod.Post, path, new { title = "전화", text = "{작성자님" }, 422));
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, path, new { title = " ", text = "안녕" }, 400));
        await team.Operator.SendAsync(HttpMethod.Put, $"/v1/clients/{team.Client}/saved-reply-values", new { values = new Dictionary<string, string> { ["전화번호"] = "02-123-4567" } }, 200);
        var saved = await team.Operator.PostAsync(path, new { title = "전화", text = "{작성자}님, {전화번호}입니다. {담당자} 드림" }, 201);
        Assert.Equal("saved_reply.title_taken", await team.Operator.RefusedAsync(HttpMethod.Post, path, new { title = "전화", text = "다른 글" }, 409));
        Assert.Equal("단골손님님, 02-123-4567입니다. 김하늘 드림", (string?)(await team.Operator.GetAsync($"/v1/inbox/{id}/saved-replies/{saved["id"]}"))["text"]);

        await team.Operator.SendAsync(HttpMethod.Put, $"/v1/clients/{team.Client}/saved-reply-values", new { values = new Dictionary<string, string>() }, 200);
        var missing = await team.Operator.GetAsync($"/v1/inbox/{id}/saved-replies/{saved["id"]}", 422);
        Assert.Equal(("saved_reply.value_missing", "전화번호"), ((string?)missing["code"], (string?)missing["errors"]!["variables"]![0]));
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Put, $"/v1/clients/{team.Client}/saved-reply-values", new { values = new Dictionary<string, string> { ["작성자"] = "아무개" } }, 400));
        Assert.Equal(2, (int)(await team.Manager.SendAsync(HttpMethod.Put, $"/v1/saved-replies/{saved["id"]}", new { title = "전화", text = "{작성자}님, 감사합니다", version = 1 }, 200))["version"]!);
        Assert.Equal("saved_reply.moved", await team.Operator.RefusedAsync(HttpMethod.Put, $"/v1/saved-replies/{saved["id"]}", new { title = "전화", text = "나도 고침", version = 1 }, 409));
        await team.Operator.SendAsync(HttpMethod.Delete, $"/v1/saved-replies/{saved["id"]}", null, 204);
        Assert.Empty((await team.Operator.GetAsync(path))["items"]!.AsArray());
    }

    [Fact]
    public async Task The_export_is_the_queue_as_a_spreadsheet_reads_it_and_runs_nothing()
    {
        var team = await api.TeamAsync();
        await SayAsync(team, ("=HYPERLINK(\"http://x\")", "neutral", 10), ("둘째, 댓글", "crisis", 5));
        await api.Database.ExecuteAsync("""
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author, message, posted_at, sentiment, score, sentiment_model, scored_at)
            select gen_random_uuid(), @Client, @Account, 'facebook', n::text || @Client, 'p1', '손님', '댓글 ' || n, now() - make_interval(hours => n), 'positive', 1, 'w', now() from generate_series(1, 1005) n
            """, new { team.Client, team.Account });

        using var answer = await team.Operator.Http.GetAsync(new Uri("/v1/inbox/export", UriKind.Relative));
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var lines = Encoding.UTF8.GetString(bytes.AsSpan(3)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1008, lines.Length);
        Assert.Equal(1008, lines.Distinct().Count());
        Assert.Contains("\"둘째, 댓글\",위기,열림", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"'=HYPERLINK(\"\"http://x\"\")\"", string.Concat(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_counts_in_working_hours_and_an_answer_given_on_the_platform_counts_too()
    {
        var team = await api.TeamAsync();
        // Friday 17:30 → Monday 09:30 in Seoul; Monday 10:00 → 12:00; Tuesday 10:00, by hand on the platform at 10:10; one waits, one is done without an answer, one was deleted.
        await api.Database.ExecuteAsync("""
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author, message, posted_at, sentiment, score, sentiment_model, scored_at, deleted_at)
            select gen_random_uuid(), @Client, @Account, 'facebook', m || @Client, 'p1', '손님', m, at::timestamptz, 'neutral', 1, 'w', now(), case when m = '지움' then now() end
              from (values ('금요일', '2026-11-20T17:30+09'), ('월요일', '2026-11-23T10:00+09'), ('화요일', '2026-11-24T10:00+09'), ('기다림', '2026-11-24T11:00+09'), ('끝냄', '2026-11-24T12:00+09'), ('지움', '2026-11-24T13:00+09')) v (m, at);
            insert into comment_replies (id, client_id, comment_id, account_id, platform, text, state, next_attempt_at, due_since, published_at, created_by, created_at)
            select gen_random_uuid(), c.client_id, c.id, c.account_id, c.platform, '답', 'published', now(), null, at::timestamptz, @UserId, at::timestamptz
              from (values ('금요일', '2026-11-23T09:30+09'), ('월요일', '2026-11-23T12:00+09'), ('월요일', '2026-11-25T12:00+09')) v (m, at) join comments_inbox c on c.client_id = @Client and c.message = v.m;
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, parent_comment_id, platform_post_id, author, message, posted_at, scored_at)
            select gen_random_uuid(), @Client, @Account, 'facebook', '손으로' || @Client, '화요일' || @Client, 'p1', '온기카페', '앱에서 답', '2026-11-24T10:10+09', now();
            insert into inbox_items (comment_id, client_id, state, changed_at) select id, client_id, 'done', now() from comments_inbox where client_id = @Client and message = '끝냄'
            """, new { team.Client, team.Account, team.Operator.UserId });

        var period = $"/v1/inbox/response-times?client_id={team.Client}&from=2026-11-20T00:00:00%2B09:00&to=2026-11-25T00:00:00%2B09:00";
        var figures = (await team.Operator.GetAsync(period))["items"]!.AsArray().Single()!;
        Assert.Equal((6, 3, 1, 1, 1), ((int)figures["comments"]!, (int)figures["answered"]!, (int)figures["unanswered"]!, (int)figures["settled"]!, (int)figures["gone"]!));
        Assert.Equal("2026-11-24T02:00:00Z", (string?)figures["waits_since"]);
        Assert.Equal((60.0, 120.0), ((double)figures["median_minutes"]!, (double)figures["p90_minutes"]!));
        Assert.Equal((120.0, 3840.0), ((double)figures["elapsed_median_minutes"]!, (double)figures["elapsed_p90_minutes"]!));

        await team.Manager.SendAsync(HttpMethod.Put, $"/v1/clients/{team.Client}/business-hours", new { opens = "09:00", closes = "11:00", weekdays = new[] { 1, 2, 3, 4, 5, 6, 7 }, closed_holidays = false }, 200);
        Assert.Equal("09:00:00", (string?)(await team.Operator.GetAsync($"/v1/clients/{team.Client}/business-hours"))["opens"]);
        Assert.Equal((60.0, 270.0), ((double)(await team.Operator.GetAsync(period))["items"]![0]!["median_minutes"]!, (double)(await team.Operator.GetAsync(period))["items"]![0]!["p90_minutes"]!));
        Assert.Equal("request.invalid", await team.Manager.RefusedAsync(HttpMethod.Put, $"/v1/clients/{team.Client}/business-hours", new { opens = "18:00", closes = "09:00", weekdays = new[] { 1 } }, 400));
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Get, "/v1/inbox/response-times?from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", null, 400));
        foreach (var longAgo in (string[])["to=0001-01-01T00:00:00Z", "from=0001-01-01T00:00:00Z&to=0001-01-02T00:00:00Z", "from=1999-12-31T00:00:00Z&to=2000-01-02T00:00:00Z"])
            Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Get, "/v1/inbox/response-times?" + longAgo, null, 400));
    }
}
