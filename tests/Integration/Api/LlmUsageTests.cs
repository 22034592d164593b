namespace SnsOps.Integration.Api;

/// <summary>What language models cost a client, and who may say what it may be.</summary>
public sealed class LlmUsageTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task A_months_usage_is_its_managers_and_its_budget_the_admins()
    {
        var (team, other) = (await server.TeamAsync(), await server.TeamAsync());
        await server.Database.ExecuteAsync("""
            insert into llm_requests (at, id, month, client_id, task, owner, source, outcome, provider, model, input_tokens, output_tokens, cost_micros, tries, ms)
            select snsops.now(), gen_random_uuid(), date_trunc('month', snsops.now() at time zone 'Asia/Seoul')::date, @Client, 'reply', gen_random_uuid(), r.source, 'answered', 'openai', 'gpt-4o', 100, 50, r.cost, 1, 800
              from (values ('provider', 750), ('cache', 0)) as r (source, cost);
            insert into llm_spending (client_id, month, micros, told_share) values (@Client, date_trunc('month', snsops.now() at time zone 'Asia/Seoul')::date, 750, 0.8)
            """, new { team.Client });
        var (usage, budget) = ($"/v1/clients/{team.Client}/llm/usage", $"/v1/clients/{team.Client}/llm/budget");

        await server.Admin.SendAsync(HttpMethod.Put, budget, new { month_usd = 12.5 }, 204);
        var month = await team.Manager.GetAsync(usage);

        Assert.Equal((0.00075m, 12.5m), ((decimal)month["spent_usd"]!, (decimal)month["budget_usd"]!));
        var line = Assert.Single(month["lines"]!.AsArray())!;
        Assert.Equal(("reply", "gpt-4o", 2, 1, 200, 0.00075m), ((string)line["task"]!, (string)line["model"]!, (int)line["requests"]!, (int)line["from_cache"]!, (int)line["input_tokens"]!, (decimal)line["cost_usd"]!));
        Assert.Equal(0, await server.Database.ScalarAsync<float>("select told_share from llm_spending where client_id = @Client", new { team.Client }));
        Assert.Empty((await team.Manager.GetAsync(usage + "?month=2020-01-15"))["lines"]!.AsArray());
        await other.Manager.GetAsync(usage, 404);
        await team.Operator.GetAsync(usage, 403);
        await team.Manager.SendAsync(HttpMethod.Put, budget, new { month_usd = 1 }, 403);
        await server.Admin.SendAsync(HttpMethod.Put, budget, new { }, 400);
    }
}
