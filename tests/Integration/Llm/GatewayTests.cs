using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Llm;

namespace SnsOps.Integration.Llm;

/// <summary>What the gateway does when nothing fails: who is asked for what, what is counted, what is kept, who may still spend.</summary>
public sealed class GatewayTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openai", LlmProvider.OpenAi, "gpt-4o", 2.5, 10)]
    [InlineData("anthropic", LlmProvider.Anthropic, "claude-sonnet-4-5", 3, 15)]
    [InlineData("google", LlmProvider.Google, "gemini-2.5-pro", 1.25, 10)]
    [InlineData("self_hosted", LlmProvider.SelfHosted, "llama-3.1-8b-instruct", 0, 0)]
    public async Task Each_provider_answers_in_parts_and_whole_and_its_own_count_is_what_is_paid(string order, LlmProvider provider, string model, double input, double output)
    {
        await using var stage = await GatewayStage.StartAsync(order);
        var request = stage.Request() with { Before = [new(false, "안녕하세요"), new(true, "네, 무엇을 도와드릴까요?")] };

        var (seen, ended) = await stage.WatchAsync(request);

        var response = Assert.IsType<LlmAnswer.Written>(ended).Response;
        var call = Assert.Single(await stage.CallsAsync());
        Assert.True(seen.Count > 5, $"it came in {seen.Count} parts");
        Assert.Equal((GatewayStage.Answer, GatewayStage.Answer), (string.Concat(seen), response.Content));
        Assert.Equal((provider, model, $"{order}/{model}", call.Asked + call.Written), (response.Provider, response.ModelUsed, response.Engine, response.TokensUsed));
        Assert.Equal((model, true), (call.Model, call.Ended));
        Assert.Equal("카페의 SNS 담당자로서 답합니다.\n안녕하세요\n네, 무엇을 도와드릴까요?\n가을 신메뉴 언제 나오나요?", call.Prompt);
        Assert.Equal($"provider answered {order} 1", await stage.RowAsync());
        Assert.Equal((long)Math.Ceiling((call.Asked * input) + (call.Written * output)), await stage.Database.ScalarAsync<long>("select cost_micros from llm_requests"));
    }

    [Fact]
    public async Task A_task_has_its_own_model_and_what_is_cut_short_by_its_limit_says_so()
    {
        await using var stage = await GatewayStage.StartAsync();

        Assert.Equal("gpt-4o-mini", (await stage.AnswerAsync(stage.Request(task: LlmTasks.Metadata))).ModelUsed);
        var response = await stage.AnswerAsync(stage.Request() with { MaxTokens = 3 });

        Assert.Equal((GatewayStage.Answer[..18], true), (response.Content, response.IsCutShort));
        Assert.True((await stage.AnswerAsync(stage.Request() with { MaxTokens = 2 })).IsCutShort);
    }

    [Fact]
    public async Task A_provider_without_the_model_is_spared_and_one_that_refuses_the_request_ends_it()
    {
        await using var stage = await GatewayStage.StartAsync();
        await stage.FaultAsync("openai.chat", "model-missing");
        Assert.Equal([new LlmMiss("openai", LlmError.NoModel)], (await stage.AnswerAsync()).Misses);
        Assert.Empty((await stage.AnswerAsync()).Misses);
        Assert.Equal(LlmProvider.OpenAi, (await stage.AnswerAsync(stage.Request(task: LlmTasks.Metadata))).Provider);

        await stage.FaultAsync("openai.chat", "prompt-too-long");
        Assert.Equal([new LlmMiss("openai", LlmError.TooLong)], (await stage.AnswerAsync(stage.Request(task: LlmTasks.Metadata))).Misses);
        await stage.FaultAsync("anthropic.messages", "server-error", code: 422);
        Assert.Equal([new LlmMiss("anthropic", LlmError.BadRequest)], Assert.IsType<LlmAnswer.Unanswered>(await stage.AskAsync()).Misses);
        Assert.False(await stage.Database.ScalarAsync<bool>("select exists (select from api_breakers where failures > 0)"));
    }

    [Fact]
    public async Task A_provider_whose_account_is_empty_is_followed_by_the_next()
    {
        await using var stage = await GatewayStage.StartAsync();
        await stage.FaultAsync("openai.chat", "server-error", code: 402);

        var response = await stage.AnswerAsync();

        Assert.Equal(LlmProvider.Anthropic, response.Provider);
        Assert.Equal([new LlmMiss("openai", LlmError.KeyRefused)], response.Misses);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_provider_has_counted_is_paid_although_it_wrote_nothing(bool isWatched)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var provider = builder.Build();
        provider.MapPost("/v1/chat/completions", () => Results.Text("""
            data: {"choices":[{"delta":{},"finish_reason":"content_filter"}],"usage":{"prompt_tokens":120,"completion_tokens":9}}

            data: [DONE]


            """, "text/event-stream"));
        await provider.StartAsync(Ct);
        await using var stage = await GatewayStage.StartAsync(firstAddress: provider.Urls.Single() + "/v1");

        Assert.IsType<LlmAnswer.Unanswered>(isWatched ? (await stage.WatchAsync()).Ended : await stage.AskAsync());

        Assert.Equal("none failed 1 Filtered/content_filter", await stage.RowAsync());
        Assert.Equal("129 390", await stage.Database.ScalarAsync<string>("select concat_ws(' ', wasted_tokens, cost_micros) from llm_requests"));
    }

    [Fact]
    public async Task The_same_question_is_paid_once_and_another_clients_or_an_older_one_is_not_the_same()
    {
        await using var stage = await GatewayStage.StartAsync();
        var request = stage.Request() with { CacheFor = TimeSpan.FromHours(1) };
        var first = await stage.AnswerAsync(request);
        await stage.Database.UntilAsync("the answer is kept", "select exists (select from llm_cache)");

        var (seen, ended) = await stage.WatchAsync(request);

        var second = Assert.IsType<LlmAnswer.Written>(ended).Response;
        Assert.Equal((first.Content, first.Engine, true, 0), (second.Content, second.Engine, second.IsFromCache, second.TokensUsed));
        Assert.Equal([first.Content], seen);
        Assert.Single(await stage.CallsAsync());
        await stage.Database.UntilAsync("both are in the ledger", "select array_agg(source order by at) = array['provider', 'cache'] from llm_requests");
        foreach (var other in new[] { request with { Variant = 1 }, request with { Prompt = "다른 질문" }, request with { ClientId = await new Agency(stage.Database).ClientAsync() }, stage.Request() })
            Assert.False((await stage.AnswerAsync(other)).IsFromCache);
        await stage.Database.ExecuteAsync("update llm_cache set kept_at = kept_at - interval '2 hours'");
        Assert.False((await stage.AnswerAsync(request)).IsFromCache);
        await stage.Database.UntilAsync("all are closed", "select count(*) = 7 from llm_requests where source <> 'open'");
        await stage.Cache.TidyAsync(1, Ct);
        Assert.Equal(1, await stage.Database.ScalarAsync<long>("select count(*) from llm_cache"));
        await stage.BalanceAsync();
    }

    [Theory]
    [InlineData(false, "cache,cache,provider", 1)]
    [InlineData(true, "none,none,none", 3)]
    public async Task Who_asks_the_same_while_it_is_on_its_way_waits_for_it_and_asks_itself_if_nothing_comes(bool fails, string sources, int calls)
    {
        await using var stage = await GatewayStage.StartAsync(order: "openai");
        await stage.Sandbox.ControlAsync("models/answers", new { piece_ms = 20 });
        if (fails)
            await stage.FaultAsync("openai.chat", "server-error", times: 3, delayMs: 100);
        var request = stage.Request() with { CacheFor = TimeSpan.FromHours(1) };

        var answers = await Task.WhenAll(stage.AskAsync(request), stage.AskAsync(request), stage.AskAsync(request));

        Assert.Equal(calls, (await stage.CallsAsync()).Count);
        Assert.All(answers, a => Assert.Equal(fails, a is LlmAnswer.Unanswered));
        await stage.Database.UntilAsync("all are closed", "select count(*) = 3 from llm_requests where source <> 'open'");
        Assert.Equal(sources, await stage.Database.ScalarAsync<string>("select string_agg(source, ',' order by source) from llm_requests"));
        await stage.BalanceAsync();
    }

    [Fact]
    public async Task A_budget_is_kept_to_the_last_cent_by_any_number_of_requests_and_people_are_told_once()
    {
        await using var stage = await GatewayStage.StartAsync(order: "openai,google");
        var manager = await new Agency(stage.Database).UserAsync("manager", stage.Client);
        await new Agency(stage.Database).UserAsync("operator", stage.Client);
        // Each sets aside about 2,100 and costs about 350.
        await stage.Database.ExecuteAsync("insert into llm_budgets (client_id, month_micros) values (@Client, 6000)", new { stage.Client });

        var (all, answered) = (0, 1);
        while (answered > 0)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => stage.AnswerAsync(stage.Request(task: LlmTasks.Copy))));
            (all, answered) = (all + 6, answers.Count(a => !a.IsEmbedded));
            await stage.Database.UntilAsync("all are closed", "select count(*) = @all from llm_requests where source in ('provider', 'embedded')", new { all });
        }

        await stage.BalanceAsync();
        Assert.InRange(await stage.Database.ScalarAsync<long>("select micros from llm_spending"), 3900, 6000);
        Assert.True(await stage.Database.ScalarAsync<bool>("select count(*) > 10 from llm_requests where source = 'embedded' and error = 'BudgetUsedUp' and tries = 0 and cost_micros = 0"));
        Assert.Equal(1, await stage.Database.ScalarAsync<long>("select count(*) from notifications where title like '%모두 썼습니다'"));
        Assert.True(await stage.Database.ScalarAsync<bool>("select bool_and(user_id = @manager and kind = 'llm.budget') from notifications", new { manager }));
        Assert.Equal(LlmProvider.OpenAi, (await stage.AnswerAsync(stage.Request() with { ClientId = await new Agency(stage.Database).ClientAsync() })).Provider);
        await stage.Database.ExecuteAsync("delete from notifications; update llm_budgets set month_micros = 1000000; update llm_spending set micros = 850000, told_share = 0 where client_id = @Client", new { stage.Client });
        for (var i = 1; i <= 2; i++)
        {
            Assert.Equal(LlmProvider.OpenAi, (await stage.AnswerAsync()).Provider);
            await stage.Database.UntilAsync("it is closed", "select count(*) = @all from llm_requests where source in ('provider', 'embedded')", new { all = all + 1 + i });
        }

        Assert.Equal(1, await stage.Database.ScalarAsync<long>("select count(*) from notifications where title like '%거의 다 썼습니다'"));
    }

    [Fact]
    public async Task What_a_process_that_died_had_asked_for_is_counted_at_its_most_and_its_late_answer_corrects_it()
    {
        await using var stage = await GatewayStage.StartAsync();
        await stage.AnswerAsync();
        await stage.Database.UntilAsync("it is closed", "select exists (select from llm_requests where source = 'provider')");
        await stage.FaultAsync("openai.chat", "latency", delayMs: 400);
        var late = stage.AnswerAsync();
        await stage.Database.UntilAsync("it is open", "select exists (select from llm_requests where source = 'open')");
        await stage.Database.ExecuteAsync("update workers set lease_until = clock_timestamp() where id = @Id", new { stage.Chains.Identity.Id });

        Assert.Equal(1, await stage.Ledger.SweepAsync(Ct));

        await stage.BalanceAsync();
        var aside = await stage.Database.ScalarAsync<long>("select cost_micros from llm_requests where source = 'lost'");
        await late;
        await stage.Database.UntilAsync("its own answer is what counts", "select count(*) = 2 from llm_requests where source = 'provider'");
        await stage.BalanceAsync();
        Assert.True(await stage.Database.ScalarAsync<long>("select max(cost_micros) from llm_requests") < aside);
    }

    [Fact]
    public async Task Without_the_ledger_no_provider_is_asked_and_what_was_answered_before_is_written_when_it_is_back()
    {
        await using var stage = await GatewayStage.StartAsync();
        await stage.AnswerAsync();
        await stage.Database.UntilAsync("it is closed", "select exists (select from llm_requests where source = 'provider')");
        // As when PostgreSQL ends sessions: transient, and tried again.
        await stage.Database.ExecuteAsync("""
            create function away() returns trigger language plpgsql as $$ begin raise exception 'away' using errcode = '57P01'; end $$;
            create trigger away before insert or update on llm_requests for each row execute function away()
            """);

        Assert.Equal(LlmProvider.OpenAi, (await stage.AnswerAsync()).Provider);
        var response = await stage.AnswerAsync(stage.Request(task: LlmTasks.Copy));

        Assert.Equal((LlmProvider.Embedded, LlmError.LedgerAway), (response.Provider, Assert.Single(response.Misses).Error));
        Assert.Equal(2, (await stage.CallsAsync()).Count);
        await stage.Database.ExecuteAsync("drop trigger away on llm_requests");
        await stage.Database.UntilAsync("all three are there", "select array_agg(source order by at) = array['provider', 'provider', 'embedded'] from llm_requests");
        await stage.BalanceAsync();
    }

    [Fact]
    public async Task A_provider_that_failed_two_looks_is_asked_last_and_a_look_never_touches_its_breaker()
    {
        await using var stage = await GatewayStage.StartAsync(order: "openai,anthropic");
        await stage.FaultAsync("openai.models", "server-error", times: 2);
        await stage.Health.LookAsync(Ct);
        Assert.Equal(LlmProvider.OpenAi, (await stage.AnswerAsync()).Provider);
        await stage.Health.LookAsync(Ct);

        Assert.Equal(LlmProvider.Anthropic, (await stage.AnswerAsync()).Provider);

        await stage.Health.LookAsync(Ct);
        Assert.Equal(LlmProvider.OpenAi, (await stage.AnswerAsync()).Provider);
        Assert.False(await stage.Database.ScalarAsync<bool>("select exists (select from api_breakers)"));
    }

    [Fact]
    public async Task Code_that_speaks_Microsofts_abstractions_is_served_and_no_row_or_log_line_has_a_key_or_a_text()
    {
        await using var stage = await GatewayStage.StartAsync();
        using var chat = new LlmChatClient(stage.Gateway, stage.Client, LlmTasks.Question);
        await stage.FaultAsync("openai.chat", "token-expired");

        var whole = await chat.GetResponseAsync([new(ChatRole.System, "짧게 답합니다."), new(ChatRole.User, "영업시간이 어떻게 되나요?")], new ChatOptions { MaxOutputTokens = 100 }, Ct);
        var parts = new List<string>();
        await foreach (var update in chat.GetStreamingResponseAsync("주차되나요?", cancellationToken: Ct))
            parts.Add(update.Text);

        Assert.Equal((GatewayStage.Answer, "anthropic/claude-sonnet-4-5"), (whole.Text, whole.ModelId));
        Assert.Equal(GatewayStage.Answer, string.Concat(parts));
        await stage.Chains.Log.StartAsync(Ct);
        await stage.Chains.Log.StopAsync(Ct);
        Assert.Equal("llm:openai failed 401, llm:anthropic answered 200, llm:openai answered 200",
            await stage.Database.ScalarAsync<string>("select string_agg(concat_ws(' ', scope, verdict, status), ', ' order by at, id) from api_calls where priority = 'ai' and account_id is null"));
        await stage.Database.UntilAsync("both are closed", "select count(*) = 2 from llm_requests where source = 'provider'");
        foreach (var table in new[] { "api_calls", "api_breakers", "llm_requests", "llm_spending" })
            Assert.False(await stage.Database.ScalarAsync<bool>($"select exists (select from {table} t where t::text like any(array['%{GatewayStage.Key}%', '%영업시간%', '%말씀%', '%http%']))"), table);
    }

    [Fact]
    public void A_worker_without_keys_has_its_embedded_writer_and_nobody_to_ask() =>
        Assert.Empty(new Shared.Llm.Providers.LlmLinks(new LlmOptions { Providers = new() { ["openai"] = new(), ["anthropic"] = new() { BaseUrl = "http://127.0.0.1:9" } } }).All);

    [Theory]
    [InlineData("10.0.0.5:8000/v1")]
    [InlineData("localhost:8000/v1")]
    [InlineData("/v1")]
    public void An_address_without_a_scheme_is_refused_at_the_start_and_named(string address) =>
        Assert.Contains("Llm:Providers:self_hosted:BaseUrl", Assert.Throws<InvalidOperationException>(() =>
            new Shared.Llm.Providers.LlmLinks(new LlmOptions { Providers = new() { ["self_hosted"] = new() { BaseUrl = address } } })).Message, StringComparison.Ordinal);
}
