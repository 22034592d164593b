using System.Text.Json.Nodes;

namespace SnsOps.Integration.Api;

/// <summary>Answering comments: who may, what is refused, and settling what only a person can see.</summary>
public sealed class ReplyTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string Words = "방문해 주셔서 감사합니다. 주차는 2시간 무료입니다 🙏";

    [Fact]
    public async Task An_answer_is_due_at_once_and_told_with_the_comment()
    {
        var team = await api.TeamAsync();
        var comment = await CommentAsync(team);

        var reply = await team.Operator.PostAsync($"/v1/comments/{comment}/replies", new { text = $"  {Words}\n" }, 201);

        Assert.Equal((Words, "due", "facebook", "김하늘"), ((string)reply["text"]!, (string)reply["state"]!, (string)reply["platform"]!, (string)reply["created_by_name"]!));
        Assert.Equal((comment, team.Client, team.Account, team.Operator.UserId), ((Guid)reply["comment_id"]!, (Guid)reply["client_id"]!, (Guid)reply["account_id"]!, (Guid)reply["created_by"]!));
        Assert.Null(reply["draft_engine"]);
        Assert.False((bool)reply["asked"]!);
        Assert.Equal(reply.ToJsonString(), Assert.Single(await RepliesAsync(team.Manager, comment))!.ToJsonString());
        Assert.Equal("due", (string?)(await team.Operator.GetAsync($"/v1/comments/{comment}"))["reply_state"]);
        Assert.True(await api.Database.ScalarAsync<bool>("select next_attempt_at <= snsops.now() and due_since is not null from comment_replies where comment_id = @comment", new { comment }));
    }

    [Fact]
    public async Task Two_people_at_once_answer_a_comment_once()
    {
        var team = await api.TeamAsync();
        var comment = await CommentAsync(team);

        var codes = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            using var body = System.Net.Http.Json.JsonContent.Create(new { text = $"{i}번째 사람이 답합니다" });
            using var answer = await (i % 2 == 0 ? team.Operator : team.Manager).Http.PostAsync($"/v1/comments/{comment}/replies", body);
            return (int)answer.StatusCode == 201 ? "written" : (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!;
        }));

        Assert.Single(codes, "written");
        Assert.Equal(5, codes.Count(c => c == "reply.under_way"));
        await SettleAsync(comment, "update comment_replies set state = 'failed', error = '거부' where comment_id = @comment");
        await team.Operator.PostAsync($"/v1/comments/{comment}/replies", new { text = "다시 답합니다" }, 201);
        Assert.Equal(["failed", "due"], (await RepliesAsync(team.Operator, comment)).Select(r => (string)r!["state"]!));
    }

    /// <summary>The Api died after the commit, the answer went out meanwhile, and the client asks again with its key.</summary>
    [Fact]
    public async Task An_answer_that_is_out_is_not_written_again_by_the_same_call()
    {
        var team = await api.TeamAsync();
        var comment = await CommentAsync(team);
        var (path, body, key) = ($"/v1/comments/{comment}/replies", new { text = Words }, ("Idempotency-Key", Guid.NewGuid().ToString()));
        var first = await team.Operator.SendAsync(HttpMethod.Post, path, body, 201, key);
        await SettleAsync(comment, "update comment_replies set state = 'published', published_at = snsops.now(), platform_reply_id = id::text where comment_id = @comment");
        await api.Database.ExecuteAsync("update idempotency_keys set status = null, body = null, owner = gen_random_uuid() where key = @Item2", new { key.Item2 });

        var second = await team.Operator.SendAsync(HttpMethod.Post, path, body, 201, key);

        Assert.Equal((Guid)first["id"]!, (Guid)second["id"]!);
        Assert.Single(await RepliesAsync(team.Operator, comment));
    }

    [Theory]
    [InlineData("facebook", 8000)]
    [InlineData("instagram", 2200)]
    public async Task A_reply_has_as_many_characters_as_its_platform_takes(string platform, int most)
    {
        var team = await api.TeamAsync();
        var account = platform == "facebook" ? team.Account : await api.AccountAsync(team.Client, platform);
        var comment = await CommentAsync(team, account, platform);

        Assert.Equal("reply.too_long", await RefusedAsync(team, comment, new { text = string.Concat(Enumerable.Repeat("😀", most + 1)) }, 422));
        await team.Operator.PostAsync($"/v1/comments/{comment}/replies", new { text = string.Concat(Enumerable.Repeat("😀", most)) }, 201);
    }

    [Theory]
    [InlineData("""{"text":""}""")]
    [InlineData("""{"text":" \n\t "}""")]
    [InlineData("""{"text":null}""")]
    [InlineData("""{}""")]
    [InlineData("""{"text":"안\u0000녕"}""")]
    public async Task What_says_nothing_or_cannot_be_stored_is_refused(string body)
    {
        var team = await api.SharedTeamAsync();
        var comment = await CommentAsync(team);
        Assert.Equal("request.invalid", await RefusedAsync(team, comment, JsonNode.Parse(body)!, 400));
        Assert.Empty(await RepliesAsync(team.Operator, comment));
    }

    [Fact]
    public async Task What_began_as_a_draft_names_its_engine_and_without_a_draft_nothing_can()
    {
        var team = await api.TeamAsync();
        var (drafted, plain) = (await CommentAsync(team), await CommentAsync(team));
        await SettleAsync(drafted, "update comments_inbox set ai_reply_draft = '감사합니다', ai_reply_engine = 'embedded@1' where id = @comment");

        Assert.Equal("embedded@1", (string?)(await team.Operator.PostAsync($"/v1/comments/{drafted}/replies", new { text = "감사합니다!", from_draft = true }, 201))["draft_engine"]);
        Assert.Equal("reply.no_draft", await RefusedAsync(team, plain, new { text = "감사합니다!", from_draft = true }, 422));
    }

    [Fact]
    public async Task An_account_that_is_set_aside_cannot_answer()
    {
        var team = await api.TeamAsync();
        var comment = await CommentAsync(team);
        await api.Database.ExecuteAsync("update platform_accounts set state = 'needs_reconnect', reconnect_reason = '만료' where id = @Account", new { team.Account });
        Assert.Equal("account.not_active", await RefusedAsync(team, comment, new { text = Words }, 409));
    }

    [Fact]
    public async Task A_call_repeated_with_its_key_writes_one_reply()
    {
        var team = await api.TeamAsync();
        var comment = await CommentAsync(team);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());

        var first = await team.Operator.SendAsync(HttpMethod.Post, $"/v1/comments/{comment}/replies", new { text = Words }, 201, key);
        var second = await team.Operator.SendAsync(HttpMethod.Post, $"/v1/comments/{comment}/replies", new { text = Words }, 201, key);

        Assert.Equal((Guid)first["id"]!, (Guid)second["id"]!);
        Assert.Single(await RepliesAsync(team.Operator, comment));
    }

    [Fact]
    public async Task Another_clients_comments_and_replies_do_not_exist_and_clients_do_not_answer()
    {
        var (mine, other) = (await api.TeamAsync(), await api.TeamAsync());
        var comment = await CommentAsync(other);
        var reply = (Guid)(await other.Operator.PostAsync($"/v1/comments/{comment}/replies", new { text = Words }, 201))["id"]!;
        await LeaveAskedAsync(reply);

        Assert.Equal("comment.not_found", await RefusedAsync(mine, comment, new { text = "남의 댓글에 답하기" }, 404));
        Assert.Equal("comment.not_found", await mine.Manager.RefusedAsync(HttpMethod.Get, $"/v1/comments/{comment}/replies", null, 404));
        Assert.Equal("reply.not_found", await mine.Manager.RefusedAsync(HttpMethod.Post, $"/v1/replies/{reply}/resolve", new { posted = true }, 404));
        Assert.Equal("comment.not_found", await RefusedAsync(mine, Guid.NewGuid(), new { text = Words }, 404));
        var client = await api.UserAsync("client", other.Client);
        Assert.Equal("auth.forbidden", await client.RefusedAsync(HttpMethod.Post, $"/v1/comments/{comment}/replies", new { text = "고객이 답하기" }, 403));
        Assert.Equal("auth.forbidden", await client.RefusedAsync(HttpMethod.Post, $"/v1/replies/{reply}/resolve", new { posted = true }, 403));
        Assert.Single(await RepliesAsync(client, comment));
        Assert.Equal("unknown", await api.Database.ScalarAsync<string>("select state::text from comment_replies where id = @reply", new { reply }));
    }

    [Theory]
    [InlineData(true, "published", "published")]
    [InlineData(false, "failed", "not_there")]
    public async Task A_person_settles_what_only_a_person_can_see(bool posted, string state, string logged)
    {
        var team = await api.TeamAsync();
        var comment = await CommentAsync(team);
        var reply = (Guid)(await team.Operator.PostAsync($"/v1/comments/{comment}/replies", new { text = Words }, 201))["id"]!;
        Assert.Equal("reply.not_asked", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/replies/{reply}/resolve", new { posted }, 409));
        await LeaveAskedAsync(reply);
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/replies/{reply}/resolve", new { }, 400));
        Assert.True((bool)Assert.Single(await RepliesAsync(team.Operator, comment))!["asked"]!);

        var settled = await team.Manager.PostAsync($"/v1/replies/{reply}/resolve", new { posted });

        Assert.Equal((state, false), ((string)settled["state"]!, (bool)settled["asked"]!));
        Assert.Null(settled["platform_reply_id"]);
        Assert.Equal((logged, "person"), (await LoggedAsync(reply, "status"), await LoggedAsync(reply, "resolved_by")));
        Assert.Equal(1, await api.Database.ScalarAsync<int>("select count(*) from live_events where payload ->> 'reply_id' = @reply::text and payload ->> 'status' = @state", new { reply, state }));
        Assert.Equal("reply.not_asked", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/replies/{reply}/resolve", new { posted = !posted }, 409));
        await team.Operator.PostAsync($"/v1/comments/{comment}/replies", new { text = "덧붙여 말씀드립니다" }, 201);
    }

    private static Task<string> RefusedAsync(Team team, Guid comment, object body, int status) =>
        team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/comments/{comment}/replies", body, status);

    private static async Task<JsonArray> RepliesAsync(Session session, Guid comment) => (await session.GetAsync($"/v1/comments/{comment}/replies"))["items"]!.AsArray();

    private Task<string?> LoggedAsync(Guid reply, string column) => api.Database.ScalarAsync<string>($"select {column} from publishing_logs where subject_kind = 'reply' and subject_id = @reply", new { reply });

    private Task<int> SettleAsync(Guid comment, string sql) => api.Database.ExecuteAsync(sql, new { comment });

    /// <summary>Leaves a reply as the look-ups leave it that found nothing.</summary>
    private Task<int> LeaveAskedAsync(Guid reply) => api.Database.ExecuteAsync("""
        update comment_replies set state = 'unknown', asked_at = snsops.now(), error = '확인해 주세요' where id = @reply;
        insert into attempts (id, client_id, account_id, subject_kind, subject_id, step, epoch, owner, state, number, fingerprint, request_digest, armed_at, send_deadline, next_lookup_at)
        select gen_random_uuid(), client_id, account_id, 'reply', id, 'reply', 1, gen_random_uuid(), 'unknown', 1, text, 'x', snsops.now(), snsops.now(), snsops.now()
          from comment_replies where id = @reply
        """, new { reply });

    private async Task<Guid> CommentAsync(Team team, Guid? account = null, string platform = "facebook")
    {
        var id = Guid.CreateVersion7();
        await api.Database.ExecuteAsync("""
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author, message, posted_at)
            values (@id, @Client, @account, @platform::platform, @id::text, 'p1', '단골손님', '주차 되나요?', now())
            """, new { id, team.Client, account = account ?? team.Account, platform });
        return id;
    }
}
