using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Llm;

namespace SnsOps.Integration.Llm;

/// <summary>What users of other gateways complain of: twelve ways in which a provider fails, and what must come of each.</summary>
public sealed class FaultScenarioTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task S01_A_provider_that_refuses_the_connection_is_followed_by_the_next()
    {
        await using var stage = await GatewayStage.StartAsync(firstAddress: "http://127.0.0.1:9/v1");

        var response = await stage.AnswerAsync();

        Assert.Equal((GatewayStage.Answer, LlmProvider.Anthropic, "anthropic/claude-sonnet-4-5"), (response.Content, response.Provider, response.Engine));
        Assert.Equal([new LlmMiss("openai", LlmError.Unreachable)], response.Misses);
        Assert.Equal("provider answered anthropic 2 Unreachable/ConnectionError", await stage.RowAsync());
    }

    [Theory]
    [InlineData("server-error", 500)]
    [InlineData("server-error", 529)]
    [InlineData("html-error-page", null)]
    [InlineData("reset", null)]
    public async Task S02_A_provider_that_answers_5xx_or_resets_is_followed_by_the_next(string kind, int? code)
    {
        await using var stage = await GatewayStage.StartAsync();
        await stage.FaultAsync("openai.chat", kind, code: code);

        var (seen, ended) = await stage.WatchAsync();

        Assert.Equal(GatewayStage.Answer, string.Concat(seen));
        Assert.Equal(LlmProvider.Anthropic, Assert.IsType<LlmAnswer.Written>(ended).Response.Provider);
        Assert.StartsWith("provider answered anthropic 2", await stage.RowAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S03_A_rate_limit_fails_over_says_nothing_of_health_and_gives_the_probe_back()
    {
        await using var stage = await GatewayStage.StartAsync(order: "openai,anthropic", calls: new ExternalCallOptions { BreakerFailures = 1, LlmBreakerSeconds = 0.1 });
        await stage.FaultAsync("openai.chat", "rate-limit", times: 6, delayMs: 60_000);
        for (var i = 0; i < 6; i++)
            Assert.Equal([new LlmMiss("openai", LlmError.RateLimited)], (await stage.AnswerAsync()).Misses);
        Assert.False(await stage.Database.ScalarAsync<bool>("select exists (select from api_breakers where open_until is not null or failures > 0)"));

        await stage.FaultAsync("openai.chat", "server-error");
        await stage.AnswerAsync();
        await OpenTimeIsOverAsync(stage);
        await stage.FaultAsync("openai.chat", "rate-limit");
        Assert.Equal(LlmError.RateLimited, Assert.Single((await stage.AnswerAsync()).Misses).Error);

        Assert.True(await stage.Database.ScalarAsync<bool>("select open_until is not null and probe is null from api_breakers"));
        Assert.Equal(LlmProvider.OpenAi, (await stage.AnswerAsync()).Provider);
    }

    [Theory]
    [InlineData("timeout-before-effect")]
    [InlineData("stream-stall")]
    public async Task S04_A_provider_whose_first_word_does_not_come_in_time_is_followed_by_the_next(string kind)
    {
        await using var stage = await GatewayStage.StartAsync(patience: 1);
        await stage.FaultAsync("openai.chat", kind);

        var (seen, ended) = await stage.WatchAsync();

        Assert.Equal(GatewayStage.Answer, string.Concat(seen));
        Assert.Equal([new LlmMiss("openai", LlmError.NoFirstToken)], Assert.IsType<LlmAnswer.Written>(ended).Response.Misses);
        Assert.Equal("provider answered anthropic 2 NoFirstToken", await stage.RowAsync());
    }

    [Fact]
    public async Task S05_Silence_in_the_middle_ends_what_is_watched_and_is_followed_by_the_next_where_nothing_was_shown()
    {
        await using var stage = await GatewayStage.StartAsync(patience: 1);
        await stage.FaultAsync("openai.chat", "stream-stall", code: 3);
        var (seen, ended) = await stage.WatchAsync();

        var truncated = Assert.IsType<LlmAnswer.Truncated>(ended);
        Assert.Equal((LlmError.Stalled, GatewayStage.Answer[..18], LlmProvider.OpenAi), (truncated.Error, string.Concat(seen), truncated.Partial.Provider));
        Assert.StartsWith("partial truncated openai 1 Stalled", await stage.RowAsync(), StringComparison.Ordinal);
        await stage.Database.ExecuteAsync("truncate llm_requests, llm_spending");

        await stage.FaultAsync("openai.chat", "stream-stall", code: 3);
        var whole = await stage.AnswerAsync();

        Assert.Equal((GatewayStage.Answer, LlmProvider.Anthropic), (whole.Content, whole.Provider));
        Assert.StartsWith("provider answered anthropic 2", await stage.RowAsync(), StringComparison.Ordinal);
        Assert.True(await stage.Database.ScalarAsync<bool>("select wasted_tokens > 0 from llm_requests"));
    }

    [Theory]
    [InlineData("openai.chat", "openai", "stream-cut")]
    [InlineData("anthropic.messages", "anthropic", "stream-cut")]
    [InlineData("google.generate", "google", "stream-cut")]
    [InlineData("self.chat", "self_hosted", "stream-cut")]
    [InlineData("openai.chat", "openai", "stream-reset")]
    [InlineData("anthropic.messages", "anthropic", "stream-reset")]
    public async Task S06_A_stream_that_is_cut_is_never_taken_for_a_whole_answer(string endpoint, string provider, string kind)
    {
        await using var stage = await GatewayStage.StartAsync(order: provider);
        await stage.FaultAsync(endpoint, kind, code: 4);

        var (seen, ended) = await stage.WatchAsync();

        Assert.Equal(LlmError.BrokenOff, Assert.IsType<LlmAnswer.Truncated>(ended).Error);
        Assert.Equal(GatewayStage.Answer[..string.Concat(seen).Length], string.Concat(seen));
        Assert.StartsWith($"partial truncated {provider} 1 BrokenOff", await stage.RowAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await stage.Database.ScalarAsync<int>("select failures from api_breakers"));
    }

    [Theory]
    [InlineData("openai.chat", "openai")]
    [InlineData("anthropic.messages", "anthropic")]
    [InlineData("google.generate", "google")]
    public async Task S07_A_line_that_cannot_be_read_is_followed_by_the_next_provider(string endpoint, string provider)
    {
        await using var stage = await GatewayStage.StartAsync(order: provider + ",self_hosted");
        await stage.FaultAsync(endpoint, "stream-malformed", code: 2);

        var response = await stage.AnswerAsync();

        Assert.Equal((GatewayStage.Answer, LlmProvider.SelfHosted), (response.Content, response.Provider));
        Assert.Equal([new LlmMiss(provider, LlmError.Unreadable)], response.Misses);
        Assert.StartsWith("provider answered self_hosted 2 Unreadable", await stage.RowAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai.chat", "openai")]
    [InlineData("anthropic.messages", "anthropic")]
    [InlineData("google.generate", "google")]
    public async Task S08_Overloaded_inside_a_stream_that_began_well_fails_over_before_the_first_word_and_is_told_after_it(string endpoint, string provider)
    {
        await using var stage = await GatewayStage.StartAsync(order: provider + ",self_hosted");
        await stage.FaultAsync(endpoint, "stream-overloaded");
        var (seen, ended) = await stage.WatchAsync();
        Assert.Equal((GatewayStage.Answer, LlmProvider.SelfHosted), (string.Concat(seen), Assert.IsType<LlmAnswer.Written>(ended).Response.Provider));

        await stage.FaultAsync(endpoint, "stream-overloaded", code: 2);
        (seen, ended) = await stage.WatchAsync();

        Assert.IsType<LlmAnswer.Truncated>(ended);
        Assert.Equal(GatewayStage.Answer[..12], string.Concat(seen));
        Assert.Equal(2, await stage.Database.ScalarAsync<int>("select failures from api_breakers where scope = 'llm:' || @provider", new { provider }));
    }

    [Fact]
    public async Task S09_When_nobody_answers_the_embedded_writer_does_and_says_so()
    {
        await using var stage = await GatewayStage.StartAsync(rounds: 2);
        await stage.FaultAsync("*", "server-error", times: 0);

        var response = await stage.AnswerAsync(stage.Request(task: LlmTasks.Copy));

        Assert.Equal(("내장 엔진이 쓴 글입니다.", LlmProvider.Embedded, "embedded-test", true), (response.Content, response.Provider, response.Engine, response.IsEmbedded));
        Assert.Equal(8, response.Misses.Count);
        Assert.Equal("embedded answered embedded 8 ServerError/server_error", await stage.RowAsync());
        await stage.Database.ExecuteAsync("truncate llm_requests, llm_spending");

        Assert.Equal(8, Assert.IsType<LlmAnswer.Unanswered>(await stage.AskAsync()).Misses.Count);
        Assert.StartsWith("none failed 8 ServerError", await stage.RowAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S10_A_dead_provider_is_left_alone_and_one_probe_finds_out()
    {
        await using var stage = await GatewayStage.StartAsync(order: "openai,anthropic,google", calls: new ExternalCallOptions { LlmBreakerSeconds = 60 });
        await stage.FaultAsync("openai.chat", "server-error", times: 0);
        await stage.FaultAsync("anthropic.messages", "server-error", times: 0);
        for (var i = 0; i < 5; i++)
            Assert.Equal(LlmProvider.Google, (await stage.AnswerAsync()).Provider);
        Assert.InRange(await stage.Database.ScalarAsync<double>("select extract(epoch from min(open_until) - clock_timestamp()) from api_breakers"), 50, 60);
        await stage.Sandbox.Http.DeleteAsync("/_sandbox/faults", Ct);
        var before = (await stage.CallsAsync()).Count;

        for (var i = 0; i < 10; i++)
            Assert.Equal([new("openai", LlmError.BreakerOpen), new("anthropic", LlmError.BreakerOpen)], (await stage.AnswerAsync()).Misses);
        Assert.All((await stage.CallsAsync()).Skip(before), call => Assert.Equal("llm.google.generate", call.Endpoint));

        await OpenTimeIsOverAsync(stage);
        await stage.FaultAsync("openai.chat", "latency", delayMs: 2000);       // what comes while the probe is out
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => stage.AnswerAsync()));

        Assert.Single(answers, a => a.Provider == LlmProvider.OpenAi);
        Assert.Equal(LlmProvider.OpenAi, (await stage.AnswerAsync()).Provider);
    }

    [Fact]
    public async Task S11_What_was_written_for_a_caller_who_left_is_counted_and_the_provider_is_not_blamed()
    {
        await using var stage = await GatewayStage.StartAsync();
        await stage.Sandbox.ControlAsync("models/answers", new { piece_ms = 30 });
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var seen = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var next in stage.Gateway.StreamAsync(stage.Request(), caller.Token))
            {
                if (++seen == 3)
                    await caller.CancelAsync();
            }
        });

        Assert.StartsWith("partial cancelled openai 1", await stage.RowAsync(), StringComparison.Ordinal);
        Assert.True(await stage.Database.ScalarAsync<bool>("select output_tokens > 0 and cost_micros > 0 from llm_requests"));
        Assert.False(await stage.Database.ScalarAsync<bool>("select exists (select from api_breakers where failures > 0)"));
        await foreach (var _ in stage.Gateway.StreamAsync(stage.Request(), Ct))
            break;
        await stage.Database.UntilAsync("one who just stops reading is counted, too", "select count(*) = 2 from llm_requests where source = 'partial' and outcome = 'cancelled'");
    }

    [Fact]
    public async Task S12_A_count_that_never_comes_is_estimated_and_a_count_of_zero_stays_zero()
    {
        await using var stage = await GatewayStage.StartAsync();
        await stage.FaultAsync("openai.chat", "usage-missing");
        Assert.True((await stage.AnswerAsync()).TokensUsed > 0);
        Assert.Equal("estimated answered openai 1", await stage.RowAsync());
        await stage.Database.ExecuteAsync("truncate llm_requests, llm_spending");

        await stage.FaultAsync("openai.chat", "usage-zero");
        Assert.Equal(0, (await stage.AnswerAsync()).TokensUsed);

        Assert.Equal("provider answered openai 1", await stage.RowAsync());
        Assert.Equal(0, await stage.Database.ScalarAsync<long>("select input_tokens + output_tokens + cost_micros from llm_requests"));
    }

    private static async Task OpenTimeIsOverAsync(GatewayStage stage)
    {
        await stage.Database.ExecuteAsync("update api_breakers set open_until = clock_timestamp(), updated_at = clock_timestamp() where open_until is not null");
        await stage.Chains.Breakers.SyncAsync(Ct);
    }
}
