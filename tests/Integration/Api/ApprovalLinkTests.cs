using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace SnsOps.Integration.Api;

/// <summary>What the holder of an approval link can do, and what they cannot.</summary>
public sealed class ApprovalLinkTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task The_client_sees_what_will_be_posted_and_approves_it_without_signing_in()
    {
        var team = await api.TeamAsync();
        var id = await SubmittedAsync(team, DateTimeOffset.UtcNow.AddHours(20));
        var made = await MakeAsync(team.Manager, team.Client, id);
        Assert.StartsWith($"{api.Address.ToString().TrimEnd('/')}/approve.html#", made.Url, StringComparison.Ordinal);

        var shown = await AskAsync(made.Token, HttpMethod.Get, "", null, 200);
        var item = Assert.Single(shown["items"]!.AsArray())!;
        Assert.Equal(("waiting", "가을 신메뉴가 나왔습니다", "facebook"), ((string)item["state"]!, (string)item["posts"]![0]!["text"]!, (string)item["posts"]![0]!["platform"]!));
        Assert.Equal("content.version_mismatch", (string?)(await AskAsync(made.Token, HttpMethod.Post, $"/contents/{id}/approve", new { version = 9 }, 412))["code"]);
        Assert.Equal("request.invalid", (string?)(await AskAsync(made.Token, HttpMethod.Post, $"/contents/{id}/approve", new { }, 400))["code"]);
        var approved = await AskAsync(made.Token, HttpMethod.Post, $"/contents/{id}/approve", new { version = 1 }, 200);
        Assert.Equal("approved", (string?)approved["items"]![0]!["state"]);

        Assert.True(await api.Database.ScalarAsync<bool>("select c.seal = snsops.content_seal(c.id) and approved_by is null and approved_link is not null and p.state = 'scheduled' from contents c join publications p on p.content_id = c.id where c.id = @id", new { id }));
        Assert.Contains((await team.Operator.GetAsync("/v1/notifications"))["items"]!.AsArray(), n => (string)n!["title"]! == "고객 승인: 가을 신메뉴 안내");
        var entry = (await team.Operator.GetAsync($"/v1/contents/{id}/reviews"))["items"]![0]!;
        Assert.Equal(("approved", "최민준 부장"), ((string)entry["act"]!, (string)entry["by_link"]!));
        Assert.Equal("content.wrong_review_state", (string?)(await AskAsync(made.Token, HttpMethod.Post, $"/contents/{id}/request-changes", new { version = 1, comment = "다시" }, 409))["code"]);
    }

    [Fact]
    public async Task Changes_are_asked_for_with_a_comment_and_what_is_worked_at_is_not_shown()
    {
        var team = await api.TeamAsync();
        var id = await SubmittedAsync(team);
        var made = await MakeAsync(team.Manager, team.Client, id);
        Assert.Equal("request.invalid", (string?)(await AskAsync(made.Token, HttpMethod.Post, $"/contents/{id}/request-changes", new { version = 1, comment = "  " }, 400))["code"]);
        var asked = (await AskAsync(made.Token, HttpMethod.Post, $"/contents/{id}/request-changes", new { version = 1, comment = "가격을 빼 주세요" }, 200))["items"]![0]!;
        Assert.Equal(("being_changed", "가격을 빼 주세요", 0), ((string)asked["state"]!, (string)asked["asked_for"]!, asked["posts"]!.AsArray().Count));
        Assert.Contains((await team.Operator.GetAsync("/v1/notifications"))["items"]!.AsArray(), n => (string)n!["message"]! == "가격을 빼 주세요");
    }

    [Fact]
    public async Task A_link_that_is_unknown_has_ended_or_is_for_something_else_opens_nothing()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        var (id, unlinked, foreign) = (await SubmittedAsync(team), await SubmittedAsync(team), await SubmittedAsync(other));
        var (revoked, expired, good) = (await MakeAsync(team.Manager, team.Client, id), await MakeAsync(team.Manager, team.Client, id), await MakeAsync(team.Manager, team.Client, id));
        await team.Operator.SendAsync(HttpMethod.Delete, $"/v1/approval-links/{revoked.Id}", null, 204);
        await api.Database.ExecuteAsync("update approval_links set created_at = created_at - interval '4 days', expires_at = snsops.now() where id = @Id", new { expired.Id });

        foreach (var (token, code, status) in new[] { (revoked.Token, "approval_link.ended", 410), (expired.Token, "approval_link.ended", 410), (good.Token[..^1], "approval_link.not_found", 404), ("", "approval_link.not_found", 404) })
        {
            Assert.Equal(code, (string?)(await AskAsync(token, HttpMethod.Get, "", null, status))["code"]);
            Assert.Equal(code, (string?)(await AskAsync(token, HttpMethod.Post, $"/contents/{id}/approve", new { version = 1 }, status))["code"]);
        }

        foreach (var another in (Guid[])[unlinked, foreign, Guid.NewGuid()])
            Assert.Equal("content.not_found", (string?)(await AskAsync(good.Token, HttpMethod.Post, $"/contents/{another}/approve", new { version = 1 }, 404))["code"]);
        Assert.Equal(3, await api.Database.ScalarAsync<int>("select count(*)::int from contents where id = any(@ids) and review_state = 'in_review'", new { ids = new[] { id, unlinked, foreign } }));
        Assert.Equal(["open", "expired", "revoked"], (await team.Manager.GetAsync($"/v1/clients/{team.Client}/approval-links?content_id={id}"))["items"]!.AsArray()
            .OrderBy(l => (string)l!["state"]! switch { "open" => 0, "expired" => 1, _ => 2 }).Select(l => (string)l!["state"]!));
    }

    [Fact]
    public async Task The_token_is_kept_nowhere_not_even_for_a_repeated_call()
    {
        var team = await api.TeamAsync();
        var id = await SubmittedAsync(team);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var body = new { content_ids = new[] { id }, recipient = "최민준 부장" };
        var first = (string)(await team.Manager.SendAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/approval-links", body, 201, key))["url"]!;
        var second = (string)(await team.Manager.SendAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/approval-links", body, 201, key))["url"]!;
        Assert.NotEqual(first, second);
        var token = first.Split('#')[1];
        Assert.Equal(43, token.Length);
        await AskAsync(token, HttpMethod.Get, "", null, 200);
        Assert.Equal(0, await api.Database.ScalarAsync<int>("select count(*)::int from idempotency_keys where position(convert_to(@token, 'UTF8') in body) > 0", new { token }));
        Assert.Equal(0, await api.Database.ScalarAsync<int>("select count(*)::int from approval_links where to_jsonb(approval_links)::text like '%' || @token || '%'", new { token }));
        using var http = api.Http();
        using var page = await http.GetAsync("/approve.html");
        Assert.Equal(("no-referrer", 200), (page.Headers.GetValues("Referrer-Policy").Single(), (int)page.StatusCode));
    }

    [Fact]
    public async Task The_author_cannot_approve_by_a_link_of_their_own_making()
    {
        var team = await api.TeamAsync();
        var id = await SubmittedAsync(team);
        var own = await MakeAsync(team.Operator, team.Client, id);
        Assert.Equal("content.own_approval", (string?)(await AskAsync(own.Token, HttpMethod.Post, $"/contents/{id}/approve", new { version = 1 }, 409))["code"]);

        // With two steps somebody else of the agency has approved before the client's turn comes.
        await team.Manager.SendAsync(HttpMethod.Put, $"/v1/clients/{team.Client}/approval-policy", new { steps = "staff_then_client" }, 200);
        Assert.Equal("content.wrong_review_step", (string?)(await AskAsync(own.Token, HttpMethod.Post, $"/contents/{id}/approve", new { version = 1 }, 409))["code"]);
        Assert.Equal(("staff_first", 0), await StateAsync(own.Token));
        await team.Manager.PostAsync($"/v1/contents/{id}/approve");
        Assert.Equal(("waiting", 1), await StateAsync(own.Token));
        await AskAsync(own.Token, HttpMethod.Post, $"/contents/{id}/approve", new { version = 1 }, 200);
    }

    [Fact]
    public async Task A_link_counts_as_its_makers_word_and_an_operators_is_no_approval()
    {
        var team = await api.TeamAsync();
        var id = await SubmittedAsync(team);
        var colleagues = await MakeAsync(await api.UserAsync("operator", team.Client), team.Client, id);
        Assert.Equal("content.wrong_review_step", (string?)(await AskAsync(colleagues.Token, HttpMethod.Post, $"/contents/{id}/approve", new { version = 1 }, 409))["code"]);
        await AskAsync((await MakeAsync(team.Manager, team.Client, id)).Token, HttpMethod.Post, $"/contents/{id}/approve", new { version = 1 }, 200);
    }

    [Fact]
    public async Task Who_moves_the_time_that_was_approved_does_not_approve_the_new_one()
    {
        var team = await api.TeamAsync();
        var id = await SubmittedAsync(team, DateTimeOffset.UtcNow.AddHours(20));
        await team.Manager.PostAsync($"/v1/contents/{id}/approve");
        await team.Manager.PostAsync($"/v1/contents/{id}/submit", new { scheduled_at = DateTimeOffset.UtcNow.AddHours(30).ToString("O"), time_zone = "Asia/Seoul" });
        Assert.Equal("content.own_approval", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/approve", null, 409));
        await (await api.UserAsync("manager", team.Client)).PostAsync($"/v1/contents/{id}/approve");
    }

    [Fact]
    public async Task What_was_called_off_is_not_told_to_go_out()
    {
        var team = await api.TeamAsync();
        var id = await SubmittedAsync(team, DateTimeOffset.UtcNow.AddHours(20));
        var made = await MakeAsync(team.Manager, team.Client, id);
        Assert.NotNull((await AskAsync(made.Token, HttpMethod.Post, $"/contents/{id}/approve", new { version = 1 }, 200))["items"]![0]!["at"]);

        await team.Operator.PostAsync($"/v1/contents/{id}/cancel");

        Assert.Null((await AskAsync(made.Token, HttpMethod.Get, "", null, 200))["items"]![0]!["at"]);
    }

    private async Task<(string State, int Posts)> StateAsync(string token)
    {
        var item = (await AskAsync(token, HttpMethod.Get, "", null, 200))["items"]![0]!;
        return ((string)item["state"]!, item["posts"]!.AsArray().Count);
    }

    private static async Task<Guid> SubmittedAsync(Team team, DateTimeOffset? at = null)
    {
        var id = await team.DraftAsync();
        await team.Operator.PostAsync($"/v1/contents/{id}/submit", at is null ? null : new { scheduled_at = at.Value.ToString("O"), time_zone = "Asia/Seoul" });
        return id;
    }

    private static async Task<(Guid Id, string Url, string Token)> MakeAsync(Session session, Guid client, Guid content)
    {
        var made = await session.PostAsync($"/v1/clients/{client}/approval-links", new { content_ids = new[] { content }, recipient = "최민준 부장" }, 201);
        return ((Guid)made["id"]!, (string)made["url"]!, ((string)made["url"]!).Split('#')[1]);
    }

    private async Task<JsonNode> AskAsync(string token, HttpMethod method, string path, object? body, int expected)
    {
        using var http = api.Http();
        using var request = new HttpRequestMessage(method, "/v1/approval-link" + path) { Content = body is null ? null : JsonContent.Create(body) };
        if (token.Length > 0)
            request.Headers.Add("X-Approval-Token", token);
        using var answer = await http.SendAsync(request);
        return await ApiServer.JsonAsync(answer, expected);
    }
}
