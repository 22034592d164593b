namespace SnsOps.Integration.Api;

/// <summary>Rules are written, tried and switched on by managers.</summary>
public sealed class CrisisRuleTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task A_rule_is_switched_on_only_after_it_was_replayed_and_ends_the_one_before()
    {
        var team = await api.TeamAsync();
        var (first, second) = (await RuleAsync(team, "처음"), await RuleAsync(team, "다음"));
        Assert.Equal("crisis_rule.not_replayed", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/crisis-rules/{first}/activate", null, 409));

        foreach (var rule in new[] { first, second })
        {
            var asked = await team.Operator.PostAsync($"/v1/crisis-rules/{rule}/replays", new { weeks = 4 }, 202);
            Assert.Null(asked["alarms"]);
            Assert.Equal(1, await api.Database.ScalarAsync<int>("select count(*)::int from job_items where job = 'replay-crisis-rule' and subject_id = @id and state = 'ready'", new { id = (Guid)asked["id"]! }));
            await api.Database.ExecuteAsync("""
                update crisis_replays set finished_at = snsops.now(), weeks = 4,
                       alarms = '[{"at": "2026-11-20T09:00:00Z", "kind": "negative_surge", "severity": "high", "hours": 3, "comments": 40, "negatives": 22, "expected_negatives": 4.5, "usual_share": 0.12}]' where id = @id
                """, new { id = (Guid)asked["id"]! });
            Assert.Equal("active", (string?)(await team.Manager.PostAsync($"/v1/crisis-rules/{rule}/activate"))["state"]);
            await team.Manager.PostAsync($"/v1/crisis-rules/{rule}/activate");
        }

        var replay = Assert.Single((await team.Operator.GetAsync($"/v1/crisis-rules/{second}/replays"))["items"]!.AsArray())!;
        Assert.Equal((0.25, 22.0), ((double)replay["alarms_per_week"]!, (double)replay["alarms"]![0]!["negatives"]!));
        var rules = (await team.Operator.GetAsync($"/v1/crisis-rules?client_id={team.Client}"))["items"]!.AsArray();
        Assert.Equal(["다음 active", "처음 retired"], rules.Select(r => $"{r!["name"]} {r["state"]}"));
        Assert.Equal("crisis_rule.ended", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/crisis-rules/{first}/activate", null, 409));
        Assert.Equal("retired", (string?)(await team.Manager.PostAsync($"/v1/crisis-rules/{second}/retire"))["state"]);
    }

    [Fact]
    public async Task Operators_write_no_rules_others_do_not_see_them_and_nonsense_is_refused()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        var rule = await RuleAsync(team, "우리 것");

        Assert.Equal("auth.forbidden", await team.Operator.RefusedAsync(HttpMethod.Post, "/v1/crisis-rules", new { client_id = team.Client, name = "몰래" }, 403));
        Assert.Equal("client.not_found", await other.Manager.RefusedAsync(HttpMethod.Post, "/v1/crisis-rules", new { client_id = team.Client, name = "남의 것" }, 404));
        Assert.Equal("crisis_rule.not_found", await other.Manager.RefusedAsync(HttpMethod.Post, $"/v1/crisis-rules/{rule}/replays", new { }, 404));
        Assert.Equal("crisis_rule.not_found", await other.Manager.RefusedAsync(HttpMethod.Get, $"/v1/crisis-rules/{rule}/replays", null, 404));
        Assert.Equal("crisis_rule.not_found", await other.Manager.RefusedAsync(HttpMethod.Post, $"/v1/crisis-rules/{rule}/retire", null, 404));
        Assert.Empty((await other.Manager.GetAsync("/v1/crisis-rules"))["items"]!.AsArray());
        foreach (var nonsense in new object[] { new { client_id = team.Client, name = " " }, new { client_id = team.Client, name = "값", share_tail = 2 }, new { client_id = team.Client, name = "값", hold = "maybe" }, new { client_id = team.Client, name = "값", escalate_minutes = new[] { 30, 10 } } })
            Assert.Equal("request.invalid", await team.Manager.RefusedAsync(HttpMethod.Post, "/v1/crisis-rules", nonsense, 400));
    }

    private static async Task<Guid> RuleAsync(Team team, string name) => (Guid)(await team.Manager.PostAsync("/v1/crisis-rules", new { client_id = team.Client, name, share_tail = 1e-6 }, 201))["id"]!;
}
