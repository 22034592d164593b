using SnsOps.Api.Idempotency;
using SnsOps.Shared.Hosting;

namespace SnsOps.Integration.Api;

/// <summary>The same call under the same key happens once.</summary>
public sealed class IdempotencyTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string Header = "Idempotency-Key";

    [Fact]
    public async Task A_call_repeated_with_its_key_gets_the_stored_answer()
    {
        var team = await api.TeamAsync();
        var (key, body) = (Guid.NewGuid().ToString(), new { client_id = team.Client, title = "한 번만 쓰는 글" });
        var first = await team.Operator.SendAsync(HttpMethod.Post, "/v1/contents", body, 201, (Header, key));
        var second = await team.Operator.SendAsync(HttpMethod.Post, "/v1/contents", body, 201, (Header, $"\"{key}\""));
        Assert.Equal((Guid)first["id"]!, (Guid)second["id"]!);
        Assert.Single((await team.Operator.GetAsync("/v1/contents"))["items"]!.AsArray());

        Assert.Equal("idempotency.key_reused", await team.Operator.RefusedAsync(HttpMethod.Post, "/v1/contents", new { client_id = team.Client, title = "다른 글" }, 422, (Header, key)));
        await team.Manager.SendAsync(HttpMethod.Post, "/v1/contents", body, 201, (Header, key));
    }

    [Fact]
    public async Task A_refusal_is_replayed_too_and_a_running_call_is_409()
    {
        var team = await api.TeamAsync();
        var key = Guid.NewGuid().ToString();
        var content = await team.ApprovedAsync();
        Assert.Equal("publication.nothing_to_cancel", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/contents/{content}/cancel", null, 409, (Header, key)));
        await team.ScheduleAsync(content, TimeSpan.FromHours(1));
        Assert.Equal("publication.nothing_to_cancel", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/contents/{content}/cancel", null, 409, (Header, key)));

        await api.Database.ExecuteAsync("update idempotency_keys set status = null where key = @key", new { key });
        Assert.Equal("idempotency.in_flight", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/contents/{content}/cancel", null, 409, (Header, key)));
        await api.Database.ExecuteAsync("update idempotency_keys set created_at = created_at - interval '3 minutes' where key = @key", new { key });
        await team.Operator.SendAsync(HttpMethod.Post, $"/v1/contents/{content}/cancel", null, 200, (Header, key));
    }

    [Fact]
    public async Task The_end_of_a_call_that_took_too_long_changes_nothing_for_who_took_its_key_over()
    {
        var user = (await api.TeamAsync()).Operator.UserId;
        var (keys, key, body) = (new IdempotencySql(api.Database.DataSource, new WorkerIdentity("api")), Guid.NewGuid().ToString(), "느린 호출"u8.ToArray());
        var slow = (await keys.BeginAsync(user, key, body, default)).Call!;
        await api.Database.ExecuteAsync("update idempotency_keys set created_at = created_at - interval '3 minutes' where key = @key", new { key });
        var next = (await keys.BeginAsync(user, key, body, default)).Call!;

        await keys.ReleaseAsync(slow, default);
        Assert.Null((await keys.BeginAsync(user, key, body, default)).Call);
        await keys.FinishAsync(slow, 500, [], null, null, default);
        Assert.Null((await keys.BeginAsync(user, key, body, default)).Earlier!.Status);

        await keys.FinishAsync(next, 201, body, "application/json", null, default);
        Assert.Equal((201, slow.RowId), ((await keys.BeginAsync(user, key, body, default)).Earlier!.Status, next.RowId));
    }

    [Fact]
    public async Task A_ticket_is_a_secret_and_not_kept_to_be_given_again()
    {
        var (team, key) = (await api.TeamAsync(), Guid.NewGuid().ToString());
        var first = await team.Operator.SendAsync(HttpMethod.Post, "/v1/ws-tickets", null, 201, (Header, key));
        var second = await team.Operator.SendAsync(HttpMethod.Post, "/v1/ws-tickets", null, 201, (Header, key));
        Assert.NotEqual((string)first["ticket"]!, (string)second["ticket"]!);
        Assert.Equal(0, await api.Database.ScalarAsync<int>("select count(*)::int from idempotency_keys where key = @key", new { key }));
    }

    /// <summary>The Api died after the commit and before the answer was kept: whoever owned the call is gone.</summary>
    [Fact]
    public async Task A_call_whose_process_died_after_its_commit_makes_nothing_twice_when_it_is_repeated()
    {
        var team = await api.TeamAsync();
        var (key, body) = (Guid.NewGuid().ToString(), new { client_id = team.Client, title = "응답을 잃은 글" });
        var first = await team.Operator.SendAsync(HttpMethod.Post, "/v1/contents", body, 201, (Header, key));
        await api.Database.ExecuteAsync("update idempotency_keys set status = null, body = null, owner = gen_random_uuid() where key = @key", new { key });

        var second = await team.Operator.SendAsync(HttpMethod.Post, "/v1/contents", body, 201, (Header, key));

        Assert.Equal((Guid)first["id"]!, (Guid)second["id"]!);
        Assert.Single((await team.Operator.GetAsync("/v1/contents"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_move_whose_process_died_after_its_commit_is_answered_as_done_when_it_is_repeated_and_only_then()
    {
        var team = await api.TeamAsync();
        var content = await team.DraftAsync();
        await TwiceAsync(team.Operator, "submit");
        await TwiceAsync(team.Manager, "approve");

        Assert.Equal("content.wrong_review_state", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/contents/{content}/approve", new { }, 409));
        Assert.Equal(2, await api.Database.ScalarAsync<int>("select count(*)::int from live_events where type = 'approval_request' and payload ->> 'content_id' = @id", new { id = content.ToString() }));

        async Task TwiceAsync(Session person, string move)
        {
            var key = Guid.NewGuid().ToString();
            await person.SendAsync(HttpMethod.Post, $"/v1/contents/{content}/{move}", new { }, 200, (Header, key));
            await api.Database.ExecuteAsync("update idempotency_keys set status = null, body = null, owner = gen_random_uuid() where key = @key", new { key });
            await person.SendAsync(HttpMethod.Post, $"/v1/contents/{content}/{move}", new { }, 200, (Header, key));
        }
    }

    [Fact]
    public async Task Sending_again_whose_process_died_after_its_commit_is_answered_as_done_and_sends_once()
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync(TimeSpan.FromMinutes(-30));
        await api.FailAsync(publication);
        var key = Guid.NewGuid().ToString();
        await team.Operator.SendAsync(HttpMethod.Post, $"/v1/publications/{publication}/retry", null, 200, (Header, key));
        await api.Database.ExecuteAsync("update idempotency_keys set status = null, body = null, owner = gen_random_uuid() where key = @key", new { key });

        var story = await team.Operator.SendAsync(HttpMethod.Post, $"/v1/publications/{publication}/retry", null, 200, (Header, key));

        Assert.Equal(["scheduled", "retried", "due"], PublicationRows.Kinds(story));
        Assert.Equal(1, await api.Database.ScalarAsync<int>("select epoch from publications where id = @publication", new { publication }));
        Assert.Equal("publication.under_way", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/retry", null, 409));
    }

    [Fact]
    public async Task An_account_whose_process_died_after_its_commit_is_there_once_and_answered_as_made()
    {
        var team = await api.TeamAsync();
        var (key, body) = (Guid.NewGuid().ToString(), new { platform = "instagram", platform_account_id = Guid.NewGuid().ToString("N"), name = "온기카페 인스타", access_token = "t" });
        var first = await team.Manager.SendAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/accounts", body, 201, (Header, key));
        await api.Database.ExecuteAsync("update idempotency_keys set status = null, body = null, owner = gen_random_uuid() where key = @key", new { key });

        var second = await team.Manager.SendAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/accounts", body, 201, (Header, key));

        Assert.Equal((Guid)first["id"]!, (Guid)second["id"]!);
        Assert.Equal(1, await api.Database.ScalarAsync<int>("select count(*)::int from account_tokens where account_id = @id", new { id = (Guid)first["id"]! }));
        Assert.Equal("account.already_connected", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/accounts", body, 409));
    }

    [Fact]
    public async Task A_key_is_free_again_after_24_hours_and_nonsense_is_refused()
    {
        var team = await api.TeamAsync();
        var key = Guid.NewGuid().ToString();
        await team.Operator.SendAsync(HttpMethod.Post, "/v1/contents", new { client_id = team.Client, title = "어제의 글" }, 201, (Header, key));
        await api.Database.ExecuteAsync("update idempotency_keys set expires_at = now() - interval '1 second' where key = @key", new { key });
        await team.Operator.SendAsync(HttpMethod.Post, "/v1/contents", new { client_id = team.Client, title = "오늘의 글" }, 201, (Header, key));
        Assert.Equal("idempotency.key_invalid", await team.Operator.RefusedAsync(HttpMethod.Post, "/v1/contents", new { }, 400, (Header, new string('k', 256))));
    }
}
