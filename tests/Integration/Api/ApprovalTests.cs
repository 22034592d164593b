using System.Text.Json.Nodes;

namespace SnsOps.Integration.Api;

/// <summary>Who must approve, in which order, and what an approval covers.</summary>
public sealed class ApprovalTests(ApiServer api) : IClassFixture<ApiServer>
{
    private static string InHours(double hours) => DateTimeOffset.UtcNow.AddHours(hours).ToString("O");

    [Fact]
    public async Task Staff_first_then_the_client_and_the_approved_time_is_scheduled()
    {
        var team = await api.TeamAsync();
        var customer = await api.UserAsync("client", team.Client);
        await team.Manager.SendAsync(HttpMethod.Put, $"/v1/clients/{team.Client}/approval-policy", new { steps = "staff_then_client" }, 200);
        using var live = await api.ConnectAsync(customer.AccessToken);
        await live.NextAsync("hello");
        var id = await team.DraftAsync();
        var plan = InHours(30);

        var submitted = await team.Operator.PostAsync($"/v1/contents/{id}/submit", new { scheduled_at = plan, time_zone = "Asia/Seoul" });
        Assert.Equal(("in_review", "staff"), ((string)submitted["review_state"]!, (string)submitted["review_step"]!));
        Assert.Equal("content.wrong_review_step", await customer.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/approve", null, 409));
        Assert.Equal("turn", (string?)(await ReviewAsync(customer, team.Client, id))!["why"]);
        var passed = await team.Manager.PostAsync($"/v1/contents/{id}/approve");
        Assert.Equal(("in_review", "client"), ((string)passed["review_state"]!, (string)passed["review_step"]!));
        Assert.Equal("content.wrong_review_step", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/approve", null, 409));

        // The client is told when it is its turn, not before.
        var heard = await live.NextAsync("approval_request");
        Assert.Equal(("in_review", "in_review", "client"), ((string)heard["from_status"]!, (string)heard["to_status"]!, (string)heard["step"]!));
        Assert.Equal("검토 요청: 가을 신메뉴 안내", (string?)Assert.Single((await customer.GetAsync("/v1/notifications"))["items"]!.AsArray())!["title"]);
        Assert.True((bool)(await ReviewAsync(customer, team.Client, id))!["may_approve"]!);

        var approved = await customer.PostAsync($"/v1/contents/{id}/approve");
        Assert.Equal(("approved", "scheduled"), ((string)approved["review_state"]!, (string)approved["delivery_status"]!));
        Assert.Equal(DateTimeOffset.Parse(plan, null).ToUnixTimeMilliseconds(), ((DateTimeOffset)approved["scheduled_at"]!).ToUnixTimeMilliseconds());
        Assert.Equal("content.time_is_approved", (string?)(await team.ScheduleAsync(id, TimeSpan.FromHours(31), 409))["code"]);
        Assert.True(await api.Database.ScalarAsync<bool>("select c.seal = snsops.content_seal(c.id) and p.seal = snsops.post_seal(c.seal, p.account_id, p.format::text, p.scheduled_at, null) from contents c join publications p on p.content_id = c.id where c.id = @id", new { id }));
        Assert.Equal(["approved", "passed", "submitted"], (await team.Operator.GetAsync($"/v1/contents/{id}/reviews"))["items"]!.AsArray().Select(r => (string)r!["act"]!));

        // Another time is another approval; what was scheduled is called off until then.
        var moved = await team.Operator.PostAsync($"/v1/contents/{id}/submit", new { scheduled_at = InHours(40), time_zone = "Asia/Seoul" });
        Assert.Equal(("in_review", "staff", "cancelled", 2), ((string)moved["review_state"]!, (string)moved["review_step"]!, (string)moved["delivery_status"]!, (int)moved["version"]!));
        var diff = await team.Manager.GetAsync($"/v1/contents/{id}/diff");
        Assert.Equal(("approved", 0), ((string)diff["since"]!["act"]!, diff["fields"]!.AsArray().Count));
        Assert.NotEqual((string)diff["time"]!["before"]!, (string)diff["time"]!["after"]!);
    }

    [Fact]
    public async Task Who_wrote_any_of_it_does_not_approve_it()
    {
        var team = await api.TeamAsync();
        var second = await api.UserAsync("manager", team.Client);
        var id = await team.DraftAsync();
        await team.Manager.SendAsync(HttpMethod.Patch, $"/v1/contents/{id}", new { body = "매니저가 고친 글" }, 200, ("If-Match", "\"1\""));
        await team.Operator.PostAsync($"/v1/contents/{id}/submit");
        Assert.Equal("content.own_approval", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/approve", null, 409));
        Assert.Equal("own", (string?)(await ReviewAsync(team.Manager, team.Client, id))!["why"]);
        await second.PostAsync($"/v1/contents/{id}/approve");

        // What somebody else has approved is nobody's edit any more.
        await second.SendAsync(HttpMethod.Patch, $"/v1/contents/{id}", new { body = "다른 매니저가 고친 글" }, 200, ("If-Match", "\"2\""));
        await team.Operator.PostAsync($"/v1/contents/{id}/submit");
        Assert.Equal("content.own_approval", await second.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/approve", null, 409));
        await team.Manager.PostAsync($"/v1/contents/{id}/approve");
    }

    [Fact]
    public async Task A_time_must_leave_time_to_review_it_and_fit_the_platforms()
    {
        var team = await api.TeamAsync();
        var id = await team.DraftAsync();
        Assert.Equal("content.no_time_to_review", await SubmitAsync(InHours(0.05), "Asia/Seoul", 422));
        Assert.Equal("schedule.in_the_past", await SubmitAsync(InHours(-1), "Asia/Seoul", 400));
        Assert.Equal("schedule.unknown_time_zone", await SubmitAsync(InHours(5), "Asia/Nowhere", 400));
        Assert.Equal("request.invalid", await SubmitAsync(InHours(5), null, 400));
        var picture = await team.DraftAsync(accounts: [await api.AccountAsync(team.Client, "instagram")]);
        Assert.Equal("content.breaks_platform_rules", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/contents/{picture}/submit", new { scheduled_at = InHours(5), time_zone = "Asia/Seoul" }, 422));

        await team.Operator.PostAsync($"/v1/contents/{id}/submit", new { scheduled_at = InHours(5), time_zone = "Asia/Seoul" });
        await api.Database.ExecuteAsync("update contents set review_until = snsops.now() where id = @id", new { id });
        Assert.Equal("content.review_expired", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/approve", null, 409));

        Task<string> SubmitAsync(string at, string? zone, int status) => team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/submit", new { scheduled_at = at, time_zone = zone }, status);
    }

    [Fact]
    public async Task Several_are_decided_on_each_for_itself_and_the_queue_is_in_order()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        var (soon, later, whenever, changed, foreign) = (await team.DraftAsync(), await team.DraftAsync(), await team.DraftAsync(), await team.DraftAsync(), await other.DraftAsync());
        var own = (Guid)(await team.Manager.PostAsync("/v1/contents", new { client_id = team.Client, title = "내 글", body = "글", account_ids = new[] { team.Account } }, 201))["id"]!;
        foreach (var (id, hours) in new[] { (whenever, 0.0), (later, 9), (soon, 3), (changed, 0), (own, 0) })
            await team.Operator.PostAsync($"/v1/contents/{id}/submit", hours > 0 ? new { scheduled_at = InHours(hours), time_zone = "Asia/Seoul" } : null);
        await other.Operator.PostAsync($"/v1/contents/{foreign}/submit");
        await team.Operator.PostAsync("/v1/holds", new { client_id = team.Client, content_id = later, reason = "행사 연기" }, 201);

        var queue = (await team.Manager.GetAsync("/v1/reviews?page_size=2"))["items"]!.AsArray();
        Assert.Equal([soon, later], queue.Select(r => (Guid)r!["content_id"]!));
        Assert.Equal("행사 연기", (string?)queue[1]!["held_for"]);
        Assert.Equal([soon, later, whenever, changed], (await team.Manager.GetAsync("/v1/reviews?mine=true"))["items"]!.AsArray().Select(r => (Guid)r!["content_id"]!));
        Assert.Empty((await team.Operator.GetAsync("/v1/reviews?mine=true"))["items"]!.AsArray());
        Assert.Empty((await team.Manager.GetAsync($"/v1/reviews?client_id={other.Client}"))["items"]!.AsArray());
        Assert.Equal([whenever, changed], (await PageTwoAsync(team)).Select(r => (Guid)r!["content_id"]!).Take(2));

        Guid[] all = [soon, later, whenever, own, foreign];
        var items = all.Select(id => new { content_id = id, version = 1 }).Append(new { content_id = changed, version = 7 }).ToArray();
        Assert.Equal("request.invalid", await team.Manager.RefusedAsync(HttpMethod.Post, "/v1/reviews", new { decision = "request_changes", items }, 400));
        Assert.Equal("request.invalid", await team.Manager.RefusedAsync(HttpMethod.Post, "/v1/reviews", new { decision = "approve", items = Array.Empty<object>() }, 400));
        Assert.Equal("auth.forbidden", await team.Operator.RefusedAsync(HttpMethod.Post, "/v1/reviews", new { decision = "approve", items }, 403));
        var outcomes = (await team.Manager.PostAsync("/v1/reviews", new { decision = "approve", items }))["items"]!.AsArray();
        Assert.Equal([(true, "approved", null), (true, "approved", null), (true, "approved", null), (false, "in_review", "content.own_approval"), (false, null, "content.not_found"), (false, "in_review", "content.version_mismatch")],
            outcomes.Select(o => ((bool)o!["done"]!, (string?)o["state"], (string?)o["code"])));
        Assert.Equal("in_review", await api.Database.ScalarAsync<string>("select review_state::text from contents where id = @foreign", new { foreign }));
    }

    [Fact]
    public async Task What_changed_since_the_last_approval_is_told_field_by_field()
    {
        var team = await api.TeamAsync();
        var second = await api.AccountAsync(team.Client, "facebook");
        var id = await team.ApprovedAsync();
        await team.Operator.SendAsync(HttpMethod.Patch, $"/v1/contents/{id}", new
        {
            body = "가을 신메뉴가 드디어 나왔습니다", account_ids = new[] { second }, first_comment = "예약은 프로필에서", variants = new Dictionary<string, object> { ["facebook"] = new { body = "페이스북에만" } },
        }, 200, ("If-Match", "\"1\""));

        var diff = await team.Manager.GetAsync($"/v1/contents/{id}/diff");
        Assert.Equal(["body", "first_comment", "variants.facebook.body"], diff["fields"]!.AsArray().Select(f => (string)f!["field"]!));
        Assert.Equal("=가을 신메뉴가 |+드디어 |=나왔습니다", string.Join('|', diff["fields"]![0]!["parts"]!.AsArray().Select(p => ((string)p!["op"]! switch { "same" => "=", "added" => "+", _ => "-" }) + (string)p["text"]!)));
        Assert.Equal((second, team.Account), ((Guid)diff["accounts"]!["added"]![0]!["id"]!, (Guid)diff["accounts"]!["removed"]![0]!["id"]!));
        Assert.Null(diff["media"]);
        Assert.Equal("edited", (string?)(await team.Manager.GetAsync($"/v1/contents/{id}/reviews"))["items"]![0]!["act"]);
        var fresh = await team.DraftAsync();
        Assert.Null((await team.Manager.GetAsync($"/v1/contents/{fresh}/diff"))["since"]);
    }

    [Fact]
    public async Task Another_clients_approvals_do_not_exist()
    {
        var (mine, other) = (await api.TeamAsync(), await api.TeamAsync());
        var content = await other.DraftAsync();
        await other.Operator.PostAsync($"/v1/contents/{content}/submit");
        var link = (Guid)(await other.Manager.PostAsync($"/v1/clients/{other.Client}/approval-links", new { content_ids = new[] { content }, recipient = "최민준" }, 201))["id"]!;
        var me = mine.Manager;
        foreach (var path in (string[])["reviews", "diff", "preview"])
            Assert.Equal("content.not_found", await me.RefusedAsync(HttpMethod.Get, $"/v1/contents/{content}/{path}", null, 404));
        Assert.Equal("client.not_found", await me.RefusedAsync(HttpMethod.Get, $"/v1/clients/{other.Client}/approval-policy", null, 404));
        Assert.Equal("client.not_found", await me.RefusedAsync(HttpMethod.Put, $"/v1/clients/{other.Client}/approval-policy", new { steps = "staff" }, 404));
        Assert.Equal("client.not_found", await me.RefusedAsync(HttpMethod.Get, $"/v1/clients/{other.Client}/approval-links", null, 404));
        Assert.Equal("client.not_found", await me.RefusedAsync(HttpMethod.Post, $"/v1/clients/{other.Client}/approval-links", new { content_ids = new[] { content }, recipient = "나" }, 404));
        Assert.Equal("content.not_found", await me.RefusedAsync(HttpMethod.Post, $"/v1/clients/{mine.Client}/approval-links", new { content_ids = new[] { content }, recipient = "나" }, 404));
        Assert.Equal("approval_link.not_found", await me.RefusedAsync(HttpMethod.Delete, $"/v1/approval-links/{link}", null, 404));
        Assert.Equal("content.not_found", await me.RefusedAsync(HttpMethod.Post, $"/v1/contents/{content}/request-changes", new { comment = "남의 글" }, 404));
        Assert.Equal("auth.forbidden", await mine.Operator.RefusedAsync(HttpMethod.Put, $"/v1/clients/{mine.Client}/approval-policy", new { steps = "staff" }, 403));
        Assert.Equal("request.invalid", await me.RefusedAsync(HttpMethod.Put, $"/v1/clients/{mine.Client}/approval-policy", new { steps = "nobody" }, 400));
        var customer = await api.UserAsync("client", mine.Client);
        Assert.Equal("auth.forbidden", await customer.RefusedAsync(HttpMethod.Post, $"/v1/clients/{mine.Client}/approval-links", new { content_ids = new[] { content }, recipient = "나" }, 403));
    }

    private static async Task<JsonArray> PageTwoAsync(Team team) => (await team.Manager.GetAsync(
        $"/v1/reviews?page_size=2&page_token={(await team.Manager.GetAsync("/v1/reviews?page_size=2"))["next_page_token"]}"))["items"]!.AsArray();

    private static async Task<JsonNode?> ReviewAsync(Session session, Guid client, Guid content) =>
        (await session.GetAsync($"/v1/reviews?client_id={client}"))["items"]!.AsArray().Single(r => (Guid)r!["content_id"]! == content);
}
