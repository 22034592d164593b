using System.Text.Json.Nodes;

namespace SnsOps.Integration.Api;

/// <summary>How we stand with the platforms, and each call that was made.</summary>
public sealed class PlatformHealthTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task An_accounts_budget_last_success_and_last_error_are_its_peoples_and_the_apps_are_the_admins()
    {
        var (team, other) = (await server.TeamAsync(), await server.TeamAsync());
        await server.Database.ExecuteAsync("""
            insert into api_budgets (scope, name, client_id, account_id, window_length, call_limit, newest_at, steps, closed_until)
            values ('meta:account:' || @Account, '호출', @Client, @Account, '1 hour', 200, snsops.now(), '{170,0,0,0,0,0,0,0,0,0,0,0,0}', snsops.now() + interval '7 minutes');
            insert into api_budgets (scope, name, window_length, call_limit, newest_at, steps)
            values ('meta:app:health', 'Meta 앱 호출', '1 hour', 1000, snsops.now(), '{100,0,0,0,0,0,0,0,0,0,0,0,0}');
            insert into api_breakers (scope, failures, open_until, opened_at, last_error) values ('meta:health.example', 5, clock_timestamp() + interval '20 seconds', clock_timestamp(), 'no_answer');
            insert into api_calls (at, scope, endpoint, method, priority, client_id, account_id, verdict, status, ms, error_code, try)
            values (snsops.now() - interval '9 minutes', 'meta:health.example', 'fb.page', 'GET', 'collection', @Client, @Account, 'answered', 200, 12, null, 1),
                   (snsops.now() - interval '5 minutes', 'meta:health.example', 'fb.feed', 'POST', 'publishing', @Client, @Account, 'answered', 400, 15, '190/463', 1),
                   (snsops.now() - interval '4 minutes', 'meta:health.example', 'fb.page', 'GET', 'collection', @Client, @Account, 'throttled', 400, 9, '80001', 1)
            """, new { team.Client, team.Account });

        var mine = await team.Operator.GetAsync("/v1/platforms/health");
        var account = Assert.Single(mine["accounts"]!.AsArray())!;
        Assert.Equal(((string)account["account_id"]!, "80001", "open"), (team.Account.ToString(), (string)account["last_error"]!, (string)account["breaker"]!));
        Assert.True((DateTimeOffset)account["last_success_at"]! < (DateTimeOffset)account["last_error_at"]!);
        Assert.NotNull(account["throttled_until"]);
        var budget = Assert.Single(account["budgets"]!.AsArray())!;
        Assert.Equal((170, 30, true, 3600), ((int)budget["used"]!, (int)budget["left"]!, (bool)budget["alarm"]!, (int)budget["window_seconds"]!));
        Assert.Empty(mine["systems"]!.AsArray());
        Assert.Empty(mine["budgets"]!.AsArray());
        Assert.DoesNotContain(team.Account.ToString(), (await other.Manager.GetAsync("/v1/platforms/health")).ToJsonString(), StringComparison.Ordinal);

        var all = await server.Admin.GetAsync("/v1/platforms/health?page_size=200");
        Assert.Contains(all["budgets"]!.AsArray(), b => (string)b!["scope"]! == "meta:app:health" && (int)b["left"]! == 900);
        var system = Assert.Single(all["systems"]!.AsArray(), s => (string)s!["scope"]! == "meta:health.example")!;
        Assert.Equal(("open", "80001"), ((string)system["state"]!, (string)system["last_error"]!));
    }

    [Fact]
    public async Task Calls_are_listed_newest_first_page_by_page_and_by_what_sre_look_for()
    {
        var team = await server.TeamAsync();
        for (var i = 0; i < 5; i++)
        {
            await server.Database.ExecuteAsync("""
                insert into api_calls (at, scope, endpoint, method, priority, client_id, account_id, verdict, status, ms, error_code, try, correlation_id)
                values (snsops.now() - interval '1 minute', 'meta:g', 'fb.page', 'GET', 'collection', @Client, @Account, case when @i = 3 then 'failed' else 'answered' end, case when @i = 3 then 502 else 200 end, @i,
                        case when @i = 3 then 'reset' end, 1, 'c-' || @i)
                """, new { team.Client, team.Account, i });
        }

        var first = await server.Admin.GetAsync($"/v1/platforms/calls?account_id={team.Account}&page_size=3");
        var second = await server.Admin.GetAsync($"/v1/platforms/calls?account_id={team.Account}&page_size=3&page_token={first["next_page_token"]}");
        Assert.Equal(["c-4", "c-3", "c-2", "c-1", "c-0"], first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(c => (string)c!["correlation_id"]!));
        Assert.Null(second["next_page_token"]);

        var failed = Assert.Single((await server.Admin.GetAsync($"/v1/platforms/calls?account_id={team.Account}&failed=true"))["items"]!.AsArray())!;
        Assert.Equal(("reset", "failed", 502), ((string)failed["error_code"]!, (string)failed["verdict"]!, (int)failed["status"]!));
        Assert.Single((await server.Admin.GetAsync("/v1/platforms/calls?correlation_id=c-2&endpoint=fb.page&scope=meta:g&verdict=answered"))["items"]!.AsArray());
        Assert.Equal("request.invalid", await server.Admin.RefusedAsync(HttpMethod.Get, "/v1/platforms/calls?verdict=good", null, 400));
        Assert.Equal("auth.forbidden", await team.Manager.RefusedAsync(HttpMethod.Get, "/v1/platforms/calls", null, 403));
    }
}
