using System.Text.Json.Nodes;

namespace SnsOps.Integration.Api;

/// <summary>Hiding and deleting comments: who may, what is refused, and answers to what is not as it was seen.</summary>
public sealed class ModerationTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string Words = "방문해 주셔서 감사합니다 🙏";

    [Theory]
    [InlineData("hide")]
    [InlineData("unhide")]
    [InlineData("delete")]
    public async Task It_is_due_at_once_and_stands_with_the_comment(string action)
    {
        var team = await api.TeamAsync();
        var comment = await CommentAsync(team);

        var row = await team.Operator.PostAsync($"/v1/comments/{comment}/{action}", null, 201);

        Assert.Equal((action, "due", "facebook", "김하늘"), ((string)row["action"]!, (string)row["state"]!, (string)row["platform"]!, (string)row["created_by_name"]!));
        Assert.Equal((comment, team.Client, team.Operator.UserId, false), ((Guid)row["comment_id"]!, (Guid)row["client_id"]!, (Guid)row["created_by"]!, (bool)row["ban_author"]!));
        Assert.Equal(row.ToJsonString(), Assert.Single(await ActionsAsync(team.Manager, comment))!.ToJsonString());
        var shown = await team.Operator.GetAsync($"/v1/comments/{comment}");
        Assert.Equal((action, "due"), ((string)shown["action"]!, (string)shown["action_state"]!));
        Assert.True(await api.Database.ScalarAsync<bool>("select next_attempt_at <= snsops.now() and due_since is not null from comment_actions where comment_id = @comment", new { comment }));
    }

    [Theory]
    [InlineData("hide", "hidden_at", "comment.hidden")]
    [InlineData("delete", "deleted_at", "comment.deleted")]
    public async Task What_was_taken_away_says_so_and_is_not_answered(string action, string since, string code)
    {
        var team = await api.TeamAsync();
        var comment = await CommentAsync(team);
        await team.Operator.PostAsync($"/v1/comments/{comment}/{action}", null, 201);
        Assert.Equal("comment.action_under_way", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/comments/{comment}/replies", new { text = Words }, 409));
        Assert.Equal("comment.action_under_way", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/comments/{comment}/delete", null, 409));

        await DoneAsync(team, comment);

        Assert.NotNull((await team.Operator.GetAsync($"/v1/comments/{comment}"))[since]);
        Assert.Equal(code, await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/comments/{comment}/replies", new { text = Words }, 409));
        if (action == "delete")
        {
            Assert.Equal(code, await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/comments/{comment}/unhide", null, 409));
            return;
        }

        await team.Operator.PostAsync($"/v1/comments/{comment}/unhide", null, 201);
        await DoneAsync(team, comment);
        await team.Operator.PostAsync($"/v1/comments/{comment}/replies", new { text = Words }, 201);
    }

    [Fact]
    public async Task Two_people_at_once_do_one_thing_to_a_comment()
    {
        var team = await api.TeamAsync();
        var comment = await CommentAsync(team);

        var codes = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            using var answer = await (i % 2 == 0 ? team.Operator : team.Manager).Http.PostAsync($"/v1/comments/{comment}/{(i < 3 ? "hide" : "delete")}", null);
            return (int)answer.StatusCode == 201 ? "written" : (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!;
        }));

        Assert.Single(codes, "written");
        Assert.Equal(5, codes.Count(c => c == "comment.action_under_way"));
    }

    [Fact]
    public async Task Of_two_who_answer_what_they_saw_in_one_thread_the_second_is_told_what_is_new()
    {
        var team = await api.TeamAsync();
        var top = await CommentAsync(team);
        var below = await CommentAsync(team, parent: top);
        var (seen, other) = (await VersionAsync(team, top), await VersionAsync(team, below));
        Assert.Equal(seen, other);
        await team.Operator.PostAsync($"/v1/comments/{top}/replies", new { text = Words, seen_version = seen }, 201);

        var refused = await team.Manager.SendAsync(HttpMethod.Post, $"/v1/comments/{below}/replies", new { text = "저도 답합니다", seen_version = other }, 409);

        Assert.Equal("comment.thread_moved", (string?)refused["code"]);
        Assert.Equal($"김하늘님의 답글: {Words}", (string?)refused["errors"]!["seen_version"]![0]);
        await team.Manager.PostAsync($"/v1/comments/{below}/replies", new { text = "저도 답합니다", seen_version = await VersionAsync(team, below) }, 201);
    }

    [Fact]
    public async Task A_thread_moves_with_comments_and_edits_but_not_with_our_own_answer_when_it_is_collected()
    {
        var team = await api.TeamAsync();
        var comment = await CommentAsync(team);
        var first = await VersionAsync(team, comment);
        var reply = (Guid)(await team.Operator.PostAsync($"/v1/comments/{comment}/replies", new { text = Words, seen_version = first }, 201))["id"]!;
        await api.Database.ExecuteAsync("update comment_replies set state = 'published', published_at = snsops.now(), platform_reply_id = 'own-' || id where id = @reply", new { reply });
        var answered = await VersionAsync(team, comment);
        await CommentAsync(team, parent: comment, platformId: $"own-{reply}");
        Assert.Equal(answered, await VersionAsync(team, comment));

        await CommentAsync(team, parent: comment, message: "저는 별로였어요");
        var refused = await team.Operator.SendAsync(HttpMethod.Post, $"/v1/comments/{comment}/replies", new { text = "또 오세요", seen_version = answered }, 409);
        Assert.Equal("단골손님: 저는 별로였어요", (string?)Assert.Single(refused["errors"]!["seen_version"]!.AsArray()));
        Assert.Contains("저는 별로였어요", (string?)refused["detail"], StringComparison.Ordinal);

        var grown = await VersionAsync(team, comment);
        await api.Database.ExecuteAsync("update comments_inbox set message = '고쳤어요', edited_at = clock_timestamp() where id = @comment", new { comment });
        Assert.NotEqual(grown, await VersionAsync(team, comment));
        Assert.Equal("comment.thread_moved", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/comments/{comment}/delete", new { seen_version = grown }, 409));
        await team.Operator.PostAsync($"/v1/comments/{comment}/delete", new { seen_version = await VersionAsync(team, comment) }, 201);
    }

    [Fact]
    public async Task What_is_still_queued_is_called_off_and_what_is_sent_is_not()
    {
        var team = await api.TeamAsync();
        var comment = await CommentAsync(team);
        var first = (Guid)(await team.Operator.PostAsync($"/v1/comments/{comment}/delete", null, 201))["id"]!;

        Assert.Equal("cancelled", (string?)(await team.Manager.PostAsync($"/v1/comment-actions/{first}/cancel"))["state"]);

        Assert.Equal("cancelled", (string?)(await team.Operator.PostAsync($"/v1/comment-actions/{first}/cancel"))["state"]);
        var second = (Guid)(await team.Operator.PostAsync($"/v1/comments/{comment}/hide", null, 201))["id"]!;
        await api.Database.ExecuteAsync("update comment_actions set state = 'armed', owner = gen_random_uuid() where id = @second", new { second });
        Assert.Equal("comment_action.already_sent", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/comment-actions/{second}/cancel", null, 409));
    }

    [Fact]
    public async Task What_the_account_wrote_is_deleted_but_not_hidden_and_authors_are_banned_on_YouTube_only()
    {
        var team = await api.TeamAsync();
        var (own, facebook) = (await CommentAsync(team, author: "own"), await CommentAsync(team));
        await api.Database.ExecuteAsync("update comments_inbox c set author_platform_id = a.platform_account_id from platform_accounts a where a.id = c.account_id and c.id = @own", new { own });
        var youtube = await CommentAsync(team, await api.AccountAsync(team.Client, "youtube"), "youtube");

        Assert.Equal("comment.own", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/comments/{own}/hide", null, 422));
        await team.Operator.PostAsync($"/v1/comments/{own}/delete", null, 201);
        Assert.Equal("comment.ban_unsupported", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/comments/{facebook}/delete", new { ban_author = true }, 422));
        Assert.Equal("comment.ban_unsupported", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/comments/{youtube}/hide", new { ban_author = true }, 422));
        Assert.True((bool)(await team.Operator.PostAsync($"/v1/comments/{youtube}/delete", new { ban_author = true }, 201))["ban_author"]!);
    }

    [Theory]
    [InlineData("어제 본 것")]
    [InlineData("1-2")]
    [InlineData("1--2")]
    [InlineData("99999999999999999999-1-1")]
    public async Task A_version_that_is_none_is_refused(string version)
    {
        var team = await api.SharedTeamAsync();
        var comment = await CommentAsync(team);
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/comments/{comment}/hide", new { seen_version = version }, 400));
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/comments/{comment}/replies", new { text = Words, seen_version = version }, 400));
        Assert.Empty(await ActionsAsync(team.Operator, comment));
    }

    [Fact]
    public async Task A_call_repeated_with_its_key_is_one_action_even_when_it_is_done_meanwhile()
    {
        var team = await api.TeamAsync();
        var comment = await CommentAsync(team);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var first = await team.Operator.SendAsync(HttpMethod.Post, $"/v1/comments/{comment}/delete", new { }, 201, key);
        await DoneAsync(team, comment);
        await api.Database.ExecuteAsync("update idempotency_keys set status = null, body = null, owner = gen_random_uuid() where key = @Item2", new { key.Item2 });

        var second = await team.Operator.SendAsync(HttpMethod.Post, $"/v1/comments/{comment}/delete", new { }, 201, key);

        Assert.Equal((Guid)first["id"]!, (Guid)second["id"]!);
        Assert.Single(await ActionsAsync(team.Operator, comment));
    }

    [Fact]
    public async Task Another_clients_comments_do_not_exist_and_clients_do_not_moderate()
    {
        var (mine, other) = (await api.TeamAsync(), await api.TeamAsync());
        var comment = await CommentAsync(other);
        var row = (Guid)(await other.Operator.PostAsync($"/v1/comments/{comment}/hide", null, 201))["id"]!;

        Assert.Equal("comment.not_found", await mine.Manager.RefusedAsync(HttpMethod.Post, $"/v1/comments/{comment}/delete", null, 404));
        Assert.Equal("comment.not_found", await mine.Manager.RefusedAsync(HttpMethod.Get, $"/v1/comments/{comment}/actions", null, 404));
        Assert.Equal("comment_action.not_found", await mine.Manager.RefusedAsync(HttpMethod.Post, $"/v1/comment-actions/{row}/cancel", null, 404));
        Assert.Equal("comment_action.not_found", await mine.Manager.RefusedAsync(HttpMethod.Post, $"/v1/comment-actions/{row}/resolve", new { done = true }, 404));
        var client = await api.UserAsync("client", other.Client);
        foreach (var path in new[] { $"/v1/comments/{comment}/hide", $"/v1/comments/{comment}/unhide", $"/v1/comments/{comment}/delete", $"/v1/comment-actions/{row}/cancel" })
            Assert.Equal("auth.forbidden", await client.RefusedAsync(HttpMethod.Post, path, null, 403));
        Assert.Single(await ActionsAsync(client, comment));
    }

    [Theory]
    [InlineData(true, "published", "published")]
    [InlineData(false, "failed", "not_there")]
    public async Task A_person_settles_what_only_a_person_can_see(bool done, string state, string logged)
    {
        var team = await api.TeamAsync();
        var comment = await CommentAsync(team);
        var row = (Guid)(await team.Operator.PostAsync($"/v1/comments/{comment}/hide", null, 201))["id"]!;
        Assert.Equal("comment_action.not_asked", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/comment-actions/{row}/resolve", new { done }, 409));
        await LeaveAskedAsync(row);
        Assert.True((bool)Assert.Single(await ActionsAsync(team.Operator, comment))!["asked"]!);

        var settled = await team.Manager.PostAsync($"/v1/comment-actions/{row}/resolve", new { done });

        Assert.Equal((state, false), ((string)settled["state"]!, (bool)settled["asked"]!));
        Assert.Equal($"{logged} person", await api.Database.ScalarAsync<string>("select status || ' ' || resolved_by from publishing_logs where subject_kind = 'comment_action' and subject_id = @row", new { row }));
        Assert.Equal(1, await api.Database.ScalarAsync<int>("select count(*) from live_events where payload ->> 'action_id' = @row::text and payload ->> 'status' = @state", new { row, state }));
    }

    [Fact]
    public async Task Lifting_a_hold_makes_what_it_held_due_at_once()
    {
        var team = await api.TeamAsync();
        var comment = await CommentAsync(team);
        await team.Operator.PostAsync($"/v1/comments/{comment}/hide", null, 201);
        var hold = (Guid)(await team.Manager.PostAsync("/v1/holds", new { client_id = team.Client, reason = "위기 대응" }, 201))["id"]!;
        await api.Database.ExecuteAsync("update comment_actions set state = 'retrying', error_code = 'held', error = '보류', next_attempt_at = snsops.now() + interval '1 hour', due_since = 'infinity' where comment_id = @comment", new { comment });

        await team.Manager.SendAsync(HttpMethod.Delete, $"/v1/holds/{hold}", null, 200);

        Assert.True(await api.Database.ScalarAsync<bool>("select next_attempt_at <= snsops.now() and error_code is null and due_since < 'infinity' from comment_actions where comment_id = @comment", new { comment }));
    }

    private static async Task<JsonArray> ActionsAsync(Session session, Guid comment) => (await session.GetAsync($"/v1/comments/{comment}/actions"))["items"]!.AsArray();

    private static async Task<string> VersionAsync(Team team, Guid comment) => (string)(await team.Operator.GetAsync($"/v1/comments/{comment}"))["thread_version"]!;

    /// <summary>What is asked for has been done, as a person saw.</summary>
    private async Task DoneAsync(Team team, Guid comment)
    {
        var row = await api.Database.ScalarAsync<Guid>("select id from comment_actions where comment_id = @comment and state = 'due'", new { comment });
        await LeaveAskedAsync(row);
        await team.Operator.PostAsync($"/v1/comment-actions/{row}/resolve", new { done = true });
    }

    /// <summary>Leaves an action as the look-ups leave it that could not tell.</summary>
    private Task<int> LeaveAskedAsync(Guid row) => api.Database.ExecuteAsync("""
        update comment_actions set state = 'unknown', asked_at = snsops.now(), error = '확인해 주세요' where id = @row;
        insert into attempts (id, client_id, account_id, subject_kind, subject_id, step, epoch, owner, state, number, fingerprint, handle, request_digest, armed_at, send_deadline, next_lookup_at)
        select gen_random_uuid(), client_id, account_id, 'comment_action', id, 'action', 1, gen_random_uuid(), 'unknown', 1, 'hide', 'c', 'x', snsops.now(), snsops.now(), snsops.now()
          from comment_actions where id = @row
        """, new { row });

    private async Task<Guid> CommentAsync(
        Team team, Guid? account = null, string platform = "facebook", Guid? parent = null, string? platformId = null, string message = "주차 되나요?", string author = "단골손님")
    {
        var id = Guid.CreateVersion7();
        await api.Database.ExecuteAsync("""
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, parent_comment_id, author, message, posted_at)
            values (@id, @Client, @account, @platform::platform, coalesce(@platformId, @id::text), 'p1', @parent::text, @author, @message, now())
            """, new { id, team.Client, account = account ?? team.Account, platform, parent = parent?.ToString(), platformId, message, author });
        return id;
    }
}
