using System.Text.Json.Nodes;

namespace SnsOps.Integration.Api;

/// <summary>What a call has made whose process died before its answer was kept: the same call finds it, and answers as it would have.</summary>
public sealed class RepeatedCallTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task A_contact_is_asked_for_its_proof_once()
    {
        var team = await api.TeamAsync();
        var box = $"{Guid.NewGuid():N}@example.com";
        await TwiceAsync(team.Operator, "/v1/contacts", new { channel = "email", address = box }, 202);
        await TwiceAsync(team.Manager, $"/v1/clients/{team.Client}/mail-recipients", new { email = box }, 202);
        Assert.Equal(2, await api.Database.ScalarAsync<int>("select count(*)::int from notification_deliveries where recipient = @box", new { box }));
        Assert.Equal(2, await api.Database.ScalarAsync<int>("select count(*)::int from contacts where address = @box and removed_at is null", new { box }));
    }

    [Fact]
    public async Task A_draft_that_was_written_meanwhile_stays()
    {
        var team = await api.TeamAsync();
        var comment = Guid.CreateVersion7();
        await api.Database.ExecuteAsync("""
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author, message, posted_at)
            values (@comment, @Client, @Account, 'facebook', @comment::text, 'p1', '단골손님', '주차 되나요?', now())
            """, new { comment, team.Client, team.Account });
        var thread = (string)(await team.Operator.GetAsync($"/v1/comments/{comment}"))["thread_version"]!;

        var (_, again) = await TwiceAsync(team.Operator, $"/v1/comments/{comment}/draft", null, 202, () => api.Database.ExecuteAsync(
            "update reply_drafts set state = 'written', text = '네, 됩니다', engine = 'embedded-quotes', thread_version = @thread, closed_at = snsops.now() where comment_id = @comment", new { comment, thread }));

        Assert.Equal(("written", "네, 됩니다"), ((string)again["state"]!, (string?)again["text"]));
    }

    [Fact]
    public async Task A_user_a_client_and_a_hold_are_made_once()
    {
        var team = await api.TeamAsync();
        var (email, name) = ($"{Guid.NewGuid():N}@example.com", "달빛서점 " + Guid.NewGuid().ToString("N")[..8]);
        var user = new { email, name = "이서준", role = "operator", password = ApiServer.Password };
        await TwiceAsync(api.Admin, "/v1/users", user, 201);
        await TwiceAsync(api.Admin, "/v1/clients", new { name, time_zone = "Asia/Seoul" }, 201);
        var hold = new { client_id = team.Client, reason = "문구 확인 중" };
        await TwiceAsync(team.Operator, "/v1/holds", hold, 201);

        Assert.Equal("user.email_taken", await api.Admin.RefusedAsync(HttpMethod.Post, "/v1/users", user, 409));
        Assert.Equal("client.name_taken", await api.Admin.RefusedAsync(HttpMethod.Post, "/v1/clients", new { name }, 409));
        Assert.Equal("hold.in_force", await team.Operator.RefusedAsync(HttpMethod.Post, "/v1/holds", hold, 409));
    }

    [Fact]
    public async Task A_hold_that_was_lifted_meanwhile_is_not_set_again()
    {
        var team = await api.TeamAsync();
        var incident = Guid.CreateVersion7();
        await api.Database.ExecuteAsync("""
            insert into incidents (id, client_id, kind, severity, message, comment_ids, comment_count, opened_at, last_seen_at)
            values (@incident, @Client, 'crisis_comment', 'critical', '온기카페: 위기 댓글이 달렸습니다', array[gen_random_uuid()], 1, snsops.now(), snsops.now())
            """, new { incident, team.Client });

        await TwiceAsync(team.Operator, $"/v1/incidents/{incident}/hold", null, 200, LiftAsync);
        await TwiceAsync(team.Operator, "/v1/holds", new { client_id = team.Client, reason = "문구 확인 중" }, 201, LiftAsync);

        Assert.Equal(0, await api.Database.ScalarAsync<int>("select count(*)::int from holds where client_id = @Client and lifted_at is null", new { team.Client }));

        Task LiftAsync() => api.Database.ExecuteAsync("update holds set lifted_at = snsops.now(), lifted_by = @UserId where client_id = @Client and lifted_at is null", new { team.Client, team.Operator.UserId });
    }

    private async Task<(JsonNode First, JsonNode Again)> TwiceAsync(Session person, string path, object? body, int expected, Func<Task>? meanwhile = null)
    {
        var key = Guid.NewGuid().ToString();
        var first = await person.SendAsync(HttpMethod.Post, path, body, expected, ("Idempotency-Key", key));
        await api.Database.ExecuteAsync("update idempotency_keys set status = null, body = null, owner = gen_random_uuid() where key = @key", new { key });
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        var again = await person.SendAsync(HttpMethod.Post, path, body, expected, ("Idempotency-Key", key));
        Assert.Equal((Guid)first["id"]!, (Guid)again["id"]!);
        return (first, again);
    }
}
