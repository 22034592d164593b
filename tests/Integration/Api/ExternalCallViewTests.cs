namespace SnsOps.Integration.Api;

public sealed class ExternalCallViewTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Admins_see_how_full_the_budgets_are_and_which_systems_are_down()
    {
        await server.Database.ExecuteAsync("""
            insert into api_budgets (scope, name, window_length, call_limit, newest_at, steps, used_by_others, reported_percent, reported_at)
            values ('meta:app:1', 'Meta 앱 호출', '1 hour', 1000, snsops.now(), '{100,200,0,0,0,0,0,0,0,0,0,0,0}', 50, 35, snsops.now()),
                   ('meta:app:old', '지난 호출', '1 hour', 1000, snsops.now() - interval '5 hours', '{900,0,0,0,0,0,0,0,0,0,0,0,0}', 0, null, null);
            insert into api_budget_leases (id, scope, owner, amount, spent, taken_at, expires_at)
            values (gen_random_uuid(), 'meta:app:1', gen_random_uuid(), 10, 4, snsops.now(), clock_timestamp() + interval '1 minute');
            insert into api_breakers (scope, failures, open_until, opened_at, last_error) values ('meta:graph.facebook.com', 5, clock_timestamp() + interval '20 seconds', clock_timestamp(), 'no_answer')
            """);

        var budget = Assert.Single((await server.Admin.GetAsync("/v1/operations/budgets"))["items"]!.AsArray())!;
        Assert.Equal(("meta:app:1", 354, 6, 1000, 35), ((string)budget["scope"]!, (int)budget["used"]!, (int)budget["lent"]!, (int)budget["limit"]!, (int)budget["reported_percent"]!));
        var breaker = Assert.Single((await server.Admin.GetAsync("/v1/operations/breakers"))["items"]!.AsArray())!;
        Assert.Equal(("open", 5, "no_answer"), ((string)breaker["state"]!, (int)breaker["failures"]!, (string)breaker["last_error"]!));
    }

    [Fact]
    public async Task Nobody_else_does()
    {
        var manager = await server.UserAsync("manager");

        await manager.GetAsync("/v1/operations/budgets", 403);
        await manager.GetAsync("/v1/operations/breakers", 403);
    }
}
