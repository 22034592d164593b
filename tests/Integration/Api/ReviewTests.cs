using System.Text.Json.Nodes;

namespace SnsOps.Integration.Api;

/// <summary>Writing, review and what an edit does to them.</summary>
public sealed class ReviewTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Nobody_approves_a_content_of_their_own()
    {
        var team = await api.TeamAsync();
        var own = (Guid)(await team.Manager.PostAsync("/v1/contents", new { client_id = team.Client, title = "내가 쓴 글", account_ids = new[] { team.Account } }, 201))["id"]!;
        await team.Manager.PostAsync($"/v1/contents/{own}/submit");
        Assert.Equal("content.own_approval", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/contents/{own}/approve", null, 409));
    }

    [Fact]
    public async Task A_content_goes_through_review_step_by_step()
    {
        var team = await api.TeamAsync();
        var id = await team.DraftAsync();
        Assert.Equal("content.wrong_review_state", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/approve", null, 409));
        Assert.Equal("in_review", (string?)(await team.Operator.PostAsync($"/v1/contents/{id}/submit"))["review_state"]);
        Assert.Equal("request.invalid", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/request-changes", new { }, 400));
        await team.Manager.PostAsync($"/v1/contents/{id}/request-changes", new { comment = "가격을 빼 주세요" });

        var told = Assert.Single((await team.Operator.GetAsync("/v1/notifications"))["items"]!.AsArray())!;
        Assert.Equal(("수정 요청: 가을 신메뉴 안내", "가격을 빼 주세요"), ((string)told["title"]!, (string)told["message"]!));
        Assert.Equal(1, (int)(await team.Operator.GetAsync("/v1/notifications/unread-count"))["count"]!);
        await team.Operator.PostAsync($"/v1/notifications/{told["id"]}/read", null, 204);
        Assert.Equal(0, (int)(await team.Operator.GetAsync("/v1/notifications/unread-count"))["count"]!);
        Assert.Equal("notification.not_found", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/notifications/{told["id"]}/read", null, 404));

        await team.Operator.PostAsync($"/v1/contents/{id}/submit");
        var approved = await team.Manager.PostAsync($"/v1/contents/{id}/approve");
        Assert.Equal(("approved", "not_scheduled"), ((string)approved["review_state"]!, (string)approved["delivery_status"]!));
        Assert.Equal(32, await api.Database.ScalarAsync<int>("select octet_length(seal) from contents where id = @id", new { id }));
    }

    [Fact]
    public async Task An_edit_needs_the_version_read_and_a_stale_one_is_refused()
    {
        var team = await api.TeamAsync();
        var id = await team.DraftAsync();
        var edit = new { title = "고친 제목" };
        Assert.Equal("content.if_match_required", await team.Operator.RefusedAsync(HttpMethod.Patch, $"/v1/contents/{id}", edit, 428));
        var edited = await EditAsync(team.Operator, id, 1, edit);
        Assert.Equal((2, "고친 제목"), ((int)edited["version"]!, (string)edited["title"]!));
        Assert.Equal("content.version_mismatch", await team.Operator.RefusedAsync(HttpMethod.Patch, $"/v1/contents/{id}", edit, 412, ("If-Match", "\"1\"")));
    }

    [Fact]
    public async Task An_edit_leaves_what_is_absent_and_clears_what_is_null()
    {
        var team = await api.TeamAsync();
        var id = (Guid)(await team.Operator.PostAsync("/v1/contents", new
        {
            client_id = team.Client, title = "링크 글", body = "본문", link = "https://example.com/menu", account_ids = new[] { team.Account },
            variants = new Dictionary<string, object> { ["facebook"] = new { body = "페이스북 본문" } },
        }, 201))["id"]!;
        var kept = await EditAsync(team.Operator, id, 1, new { body = "새 본문" });
        Assert.Equal(("https://example.com/menu", "페이스북 본문"), ((string?)kept["link"], (string?)kept["variants"]!["facebook"]!["body"]));
        var cleared = await EditAsync(team.Operator, id, 2, new { link = (string?)null });
        Assert.Null(cleared["link"]);
        Assert.Equal("새 본문", (string?)cleared["body"]);
    }

    [Fact]
    public async Task Editing_an_approved_content_voids_the_approval_and_calls_off_what_was_scheduled()
    {
        var team = await api.TeamAsync();
        var id = await team.ApprovedAsync();
        await team.ScheduleAsync(id, TimeSpan.FromHours(3));
        var before = await api.Database.ScalarAsync<int>("select epoch from publications where content_id = @id", new { id });

        var edited = await EditAsync(team.Operator, id, 1, new { body = "몰래 바꾼 본문" });

        Assert.Equal(("draft", "cancelled"), ((string)edited["review_state"]!, (string)edited["delivery_status"]!));
        Assert.Null(edited["scheduled_at"]);
        Assert.True(await api.Database.ScalarAsync<bool>("select seal is null and approved_by is null from contents where id = @id", new { id }));
        Assert.True(await api.Database.ScalarAsync<bool>("select state = 'cancelled' and epoch = @before + 1 and owner is null from publications where content_id = @id", new { id, before }));
    }

    [Fact]
    public async Task What_is_being_sent_cannot_be_edited_cancelled_or_moved()
    {
        var team = await api.TeamAsync();
        var id = await team.ApprovedAsync();
        await team.ScheduleAsync(id, TimeSpan.FromSeconds(30));
        await api.Database.ExecuteAsync("update publications set state = 'armed', owner = gen_random_uuid() where content_id = @id", new { id });
        var publication = await api.Database.ScalarAsync<Guid>("select id from publications where content_id = @id", new { id });

        const string Code = "publication.already_sending";
        Assert.Equal(Code, await team.Operator.RefusedAsync(HttpMethod.Patch, $"/v1/contents/{id}", new { body = "늦은 수정" }, 409, ("If-Match", "\"1\"")));
        Assert.Equal(Code, await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/cancel", null, 409));
        Assert.Equal(Code, await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/cancel", null, 409));
        Assert.Equal(Code, (string?)(await team.ScheduleAsync(id, TimeSpan.FromHours(1), 409))["code"]);
        Assert.Equal("armed", await api.Database.ScalarAsync<string>("select state::text from publications where id = @publication", new { publication }));
    }

    [Fact]
    public async Task A_reviewer_who_names_the_version_approves_that_one_only()
    {
        var team = await api.TeamAsync();
        var id = await team.DraftAsync();
        await team.Operator.PostAsync($"/v1/contents/{id}/submit");
        await EditAsync(team.Operator, id, 1, new { body = "검토 중에 고침" });
        await team.Operator.PostAsync($"/v1/contents/{id}/submit");
        Assert.Equal("content.version_mismatch", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/approve", null, 412, ("If-Match", "\"1\"")));
    }

    private static Task<JsonNode> EditAsync(Session session, Guid id, int version, object edit) =>
        session.SendAsync(HttpMethod.Patch, $"/v1/contents/{id}", edit, 200, ("If-Match", $"\"{version}\""));
}
