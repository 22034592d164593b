namespace SnsOps.Integration.Api;

/// <summary>Setting and lifting holds: scopes, who may, and what lifting frees.</summary>
public sealed class HoldTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task A_hold_is_set_once_per_scope_told_with_the_publication_and_lifted()
    {
        var team = await api.TeamAsync();
        var content = await team.ApprovedAsync();
        var publication = await team.PublicationAsync(content: content);
        var scopes = new (string Name, object Body)[]
        {
            ("client", new { client_id = team.Client, reason = "위기 대응 중" }), ("account", new { client_id = team.Client, account_id = team.Account, reason = "계정 점검" }),
            ("content", new { client_id = team.Client, content_id = content, reason = "문구 확인 중" }),
        };
        var ids = new List<Guid>();
        foreach (var (name, body) in scopes)
        {
            var hold = await team.Operator.PostAsync("/v1/holds", body, 201);
            Assert.Equal((name, "김하늘"), ((string)hold["scope"]!, (string)hold["created_by_name"]!));
            Assert.Equal("hold.in_force", await team.Manager.RefusedAsync(HttpMethod.Post, "/v1/holds", body, 409));
            ids.Add((Guid)hold["id"]!);
        }

        var story = await team.StoryAsync(publication);
        Assert.Equal(["client", "account", "content"], story["holds"]!.AsArray().Select(h => (string)h!["scope"]!));
        Assert.Equal(["scheduled", "hold_set", "hold_set", "hold_set"], PublicationRows.Kinds(story));

        foreach (var id in ids)
            Assert.NotNull((await team.Operator.SendAsync(HttpMethod.Delete, $"/v1/holds/{id}", null, 200))["lifted_at"]);
        var again = await team.Manager.SendAsync(HttpMethod.Delete, $"/v1/holds/{ids[0]}", null, 200);
        Assert.Equal(team.Operator.UserId, await api.Database.ScalarAsync<Guid>("select lifted_by from holds where id = @id", new { id = (Guid)again["id"]! }));
        Assert.Empty((await team.StoryAsync(publication))["holds"]!.AsArray());
        Assert.Equal(3, (await team.Operator.GetAsync("/v1/holds"))["items"]!.AsArray().Count);
        Assert.Empty((await team.Operator.GetAsync("/v1/holds?in_force=true"))["items"]!.AsArray());
        await team.Operator.PostAsync("/v1/holds", scopes[0].Body, 201);
    }

    [Fact]
    public async Task Lifting_frees_what_waited_for_it_and_nothing_else()
    {
        var team = await api.TeamAsync();
        var (held, other) = (await team.ApprovedAsync(), await team.ApprovedAsync());
        var (waits, limited) = (await team.PublicationAsync(TimeSpan.FromMinutes(-5), held), await team.PublicationAsync(TimeSpan.FromMinutes(-5), other));
        var hold = (Guid)(await team.Operator.PostAsync("/v1/holds", new { client_id = team.Client, content_id = held, reason = "문구 확인 중" }, 201))["id"]!;
        await api.Database.ExecuteAsync("""
            update publications set state = 'retrying', error = '보류', error_code = 'held', next_attempt_at = snsops.now() + interval '10 minutes' where id = any(@ids)
            """, new { ids = new[] { waits, limited } });

        await team.Operator.SendAsync(HttpMethod.Delete, $"/v1/holds/{hold}", null, 200);

        Assert.True(await api.Database.ScalarAsync<bool>("select next_attempt_at <= snsops.now() and error_code is null from publications where id = @waits", new { waits }));
        Assert.True(await api.Database.ScalarAsync<bool>("select next_attempt_at > snsops.now() + interval '9 minutes' and error_code = 'held' from publications where id = @limited", new { limited }));
    }

    [Theory]
    [InlineData("content")]
    [InlineData("account")]
    [InlineData("client")]
    public async Task First_comments_that_waited_go_on_at_once_and_those_of_other_contents_wait_on(string scope)
    {
        var team = await api.TeamAsync();
        var (content, other) = (await team.ApprovedAsync(), await team.ApprovedAsync());
        var (waits, waitsOn) = (await team.PublicationAsync(content: content), await team.PublicationAsync(content: other));
        await api.Database.ExecuteAsync("""
            update publications set state = 'published', published_at = snsops.now(), platform_post_id = id::text where id = any(@ids);
            insert into first_comments (id, client_id, account_id, platform, text, state, error_code, error, next_attempt_at, created_at)
            select id, client_id, account_id, platform, '예약은 프로필 링크에서 받아요', 'retrying', 'held', '보류', snsops.now() + interval '10 minutes', snsops.now() from publications where id = any(@ids)
            """, new { ids = new[] { waits, waitsOn } });
        var hold = (Guid)(await team.Operator.PostAsync("/v1/holds", scope switch
        {
            "content" => new { client_id = team.Client, content_id = content, reason = "문구 확인 중" },
            "account" => new { client_id = team.Client, account_id = team.Account, reason = "계정 점검" },
            _ => (object)new { client_id = team.Client, reason = "위기 대응 중" },
        }, 201))["id"]!;

        await team.Operator.SendAsync(HttpMethod.Delete, $"/v1/holds/{hold}", null, 200);

        Assert.True(await IsFreeAsync(waits));
        Assert.Equal(scope != "content", await IsFreeAsync(waitsOn));

        Task<bool> IsFreeAsync(Guid id) => api.Database.ScalarAsync<bool>("select next_attempt_at <= snsops.now() and error_code is null from first_comments where id = @id", new { id });
    }

    [Fact]
    public async Task Another_clients_rows_cannot_be_held_and_their_holds_not_be_seen()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        var hold = (Guid)(await other.Operator.PostAsync("/v1/holds", new { client_id = other.Client, reason = "점검" }, 201))["id"]!;
        Assert.Equal("client.not_found", await team.Operator.RefusedAsync(HttpMethod.Post, "/v1/holds", new { client_id = other.Client, reason = "방해" }, 404));
        Assert.Equal("account.not_found", await team.Operator.RefusedAsync(HttpMethod.Post, "/v1/holds", new { client_id = team.Client, account_id = other.Account, reason = "방해" }, 404));
        Assert.Equal("content.not_found", await team.Operator.RefusedAsync(HttpMethod.Post, "/v1/holds", new { client_id = team.Client, content_id = await other.DraftAsync(), reason = "방해" }, 404));
        Assert.Equal("hold.not_found", await team.Operator.RefusedAsync(HttpMethod.Delete, $"/v1/holds/{hold}", null, 404));
        Assert.Empty((await team.Operator.GetAsync("/v1/holds"))["items"]!.AsArray());
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, "/v1/holds", new { client_id = team.Client, reason = "  " }, 400));
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, "/v1/holds", new { client_id = team.Client, account_id = team.Account, content_id = Guid.NewGuid(), reason = "둘 다" }, 400));
        var customer = await api.UserAsync("client", team.Client);
        Assert.Equal("auth.forbidden", await customer.RefusedAsync(HttpMethod.Post, "/v1/holds", new { client_id = team.Client, reason = "방해" }, 403));
    }
}
