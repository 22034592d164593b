using System.Text.Json.Nodes;

namespace SnsOps.Integration.Api;

/// <summary>Incidents are seen by the client's people and taken by one of them.</summary>
public sealed class IncidentTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task The_first_one_takes_it_and_every_page_hears_of_that()
    {
        var team = await api.TeamAsync();
        var id = await IncidentAsync(team);
        using var live = await api.ConnectAsync(team.Manager.AccessToken);
        await live.NextAsync("hello");
        Assert.Equal(id, (Guid)Assert.Single(await OpenAsync(team.Manager))!["id"]!);

        var taken = await team.Operator.PostAsync($"/v1/incidents/{id}/acknowledge");
        var again = await team.Manager.PostAsync($"/v1/incidents/{id}/acknowledge");

        Assert.Equal("김하늘", (string?)taken["acknowledged_by_name"]);
        Assert.Equal((string)taken["acknowledged_at"]!, (string)again["acknowledged_at"]!);
        Assert.Empty(await OpenAsync(team.Manager));
        Assert.Equal(id, (Guid)Assert.Single((await team.Manager.GetAsync($"/v1/incidents?client_id={team.Client}&open=false"))["items"]!.AsArray())!["id"]!);
        var alert = await live.NextAsync("crisis_alert");
        Assert.Equal((id, true, 1), ((Guid)alert["incident_id"]!, (bool)alert["acknowledged"]!, alert["comment_ids"]!.AsArray().Count));
        Assert.Equal(1, await api.Database.ScalarAsync<int>("select count(*)::int from live_events where type = 'crisis_alert' and client_id = @Client", new { team.Client }));
        Assert.Equal(team.Operator.UserId, await api.Database.ScalarAsync<Guid>("select acknowledged_by from incidents where id = @id", new { id }));
    }

    [Fact]
    public async Task Another_clients_incident_does_not_exist_and_a_client_only_looks()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        var id = await IncidentAsync(team);
        var reader = await api.UserAsync("client", team.Client);

        Assert.Equal("incident.not_found", await other.Manager.RefusedAsync(HttpMethod.Post, $"/v1/incidents/{id}/acknowledge", null, 404));
        Assert.Empty(await OpenAsync(other.Manager));
        Assert.Single(await OpenAsync(reader));
        Assert.Equal("auth.forbidden", await reader.RefusedAsync(HttpMethod.Post, $"/v1/incidents/{id}/acknowledge", null, 403));
        Assert.True(await api.Database.ScalarAsync<bool>("select acknowledged_at is null from incidents where id = @id", new { id }));
    }

    [Fact]
    public async Task All_publishing_is_held_for_it_and_resumes_by_a_plan()
    {
        var team = await api.TeamAsync();
        var id = await IncidentAsync(team);
        var waiting = new List<Guid>();
        for (var i = 0; i < 3; i++)
            waiting.Add(await team.PublicationAsync(TimeSpan.FromMinutes(-5)));
        var later = await team.PublicationAsync(TimeSpan.FromHours(5));
        Assert.Equal("incident.not_held", await team.Operator.RefusedAsync(HttpMethod.Get, $"/v1/incidents/{id}/resume-plan", null, 409));

        var held = await team.Operator.PostAsync($"/v1/incidents/{id}/hold");
        await team.Manager.PostAsync($"/v1/incidents/{id}/hold");
        await api.Database.ExecuteAsync("""
            update publications set state = 'retrying', error = '보류', error_code = 'held', next_attempt_at = snsops.now() + interval '1 minute',
                   scheduled_at = snsops.now() - interval '5 minutes' + make_interval(secs => array_position(@ids, id)), prepare_at = snsops.now() - interval '8 minutes' where id = any(@ids)
            """, new { ids = waiting.ToArray() });
        Assert.Equal(1, await api.Database.ScalarAsync<int>("select count(*)::int from holds where client_id = @Client and account_id is null and content_id is null and lifted_at is null", new { team.Client }));
        Assert.NotNull(held["hold_id"]);

        var plan = (await team.Operator.GetAsync($"/v1/incidents/{id}/resume-plan?spread_minutes=40"))["items"]!.AsArray();
        Assert.Equal([.. waiting, later], plan.Select(i => (Guid)i!["publication_id"]!).OrderBy(p => p == later));
        Assert.Equal(["resumes", "resumes", "late", "on_time"], plan.OrderBy(i => (Guid)i!["publication_id"]! == later).Select(i => (string)i!["fate"]!));

        await team.Operator.PostAsync($"/v1/incidents/{id}/resume", new { spread_minutes = 10 });
        Assert.Equal("0/10/20", await api.Database.ScalarAsync<string>("""
            select string_agg(round(extract(epoch from next_attempt_at - snsops.now()) / 60)::text, '/' order by scheduled_at) from publications where id = any(@ids) and error_code is null
            """, new { ids = waiting.ToArray() }));
        Assert.Equal("incident.not_held", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/incidents/{id}/resume", new { }, 409));
        Assert.Equal("incident.not_found", await (await api.TeamAsync()).Manager.RefusedAsync(HttpMethod.Post, $"/v1/incidents/{id}/hold", null, 404));
    }

    private static async Task<JsonArray> OpenAsync(Session who) => (await who.GetAsync("/v1/incidents?open=true"))["items"]!.AsArray();

    private async Task<Guid> IncidentAsync(Team team)
    {
        var id = Guid.CreateVersion7();
        await api.Database.ExecuteAsync("""
            insert into incidents (id, client_id, kind, severity, message, comment_ids, comment_count, opened_at, last_seen_at)
            values (@id, @Client, 'crisis_comment', 'critical', '온기카페: 위기 댓글이 달렸습니다: “식중독에 걸렸어요”', array[gen_random_uuid()], 1, snsops.now(), snsops.now())
            """, new { id, team.Client });
        return id;
    }
}
