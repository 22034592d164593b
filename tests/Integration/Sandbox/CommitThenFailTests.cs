using System.Net;
using System.Text.Json;

namespace SnsOps.Integration.Sandbox;

/// <summary>Calls that fail after their effect, and calls that fail before it.</summary>
public sealed class CommitThenFailTests
{
    private const string Page = RunningSandbox.Page;
    private const string Token = "FBTOKEN";

    [Fact]
    public async Task Commit_then_timeout_leaves_one_effect_and_no_answer()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("fb.feed", "commit-then-timeout", delayMs: 50);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PostAsync(sandbox, "여름 이벤트 안내"));

        Assert.Equal(["여름 이벤트 안내"], await sandbox.EffectsAsync("facebook"));
        Assert.Equal("506/1455006", (await PostAsync(sandbox, "여름 이벤트 안내")).Error);
    }

    [Theory]
    [InlineData("commit-then-reset")]
    [InlineData("commit-then-truncated")]
    public async Task Commit_then_a_broken_answer_leaves_one_effect(string kind)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("fb.feed", kind);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PostAsync(sandbox, "휴진 안내"));

        Assert.Equal(["휴진 안내"], await sandbox.EffectsAsync("facebook"));
    }

    [Theory]
    [InlineData("commit-then-5xx", HttpStatusCode.InternalServerError, "2/0")]
    [InlineData("commit-then-4-2207051", HttpStatusCode.BadRequest, "4/2207051")]
    public async Task Commit_then_an_error_leaves_one_effect(string kind, HttpStatusCode status, string error)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("fb.feed", kind);

        var answer = await PostAsync(sandbox, "진료 시간 변경");

        Assert.Equal(((int)status, error), (answer.Status, answer.Error));
        Assert.Equal(["진료 시간 변경"], await sandbox.EffectsAsync("facebook"));
    }

    [Theory]
    [InlineData("server-error", "1/0")]
    [InlineData("rate-limit", "4/0")]
    [InlineData("token-expired", "190/463")]
    [InlineData("spurious-100-33", "100/33")]
    public async Task A_fault_before_the_effect_leaves_none_and_strikes_once(string kind, string error)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("fb.feed", kind);

        Assert.Equal(error, (await PostAsync(sandbox, "새 소식")).Error);
        Assert.Empty(await sandbox.EffectsAsync("facebook"));
        Assert.Equal("ok", (await PostAsync(sandbox, "새 소식")).Error);
    }

    [Fact]
    public async Task A_fault_waits_for_the_text_it_matches_and_for_its_turn()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.ControlAsync("faults", new { endpoint = "fb.*", kind = "server-error", match = "임플란트", after = 1 });

        string[] errors = [(await PostAsync(sandbox, "스케일링")).Error, (await PostAsync(sandbox, "임플란트 1")).Error, (await PostAsync(sandbox, "임플란트 2")).Error, (await PostAsync(sandbox, "임플란트 3")).Error];

        Assert.Equal(["ok", "ok", "1/0", "ok"], errors);
    }

    [Fact]
    public async Task A_refused_call_does_not_use_up_a_commit_fault()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("fb.feed", "commit-then-5xx");

        Assert.Equal("100/0", (await sandbox.PostAsync($"{Page}/feed", Token, ("message", " "))).Error);
        Assert.Equal("2/0", (await PostAsync(sandbox, "이제 나갑니다")).Error);
    }

    [Fact]
    public async Task A_listing_may_lag_behind()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await PostAsync(sandbox, "방금 올린 글");
        await sandbox.FaultAsync("fb.published_posts", "listing-lag", delayMs: 60_000);

        Assert.Empty(await sandbox.AllIdsAsync($"{Page}/published_posts?fields=id", Token));
        Assert.Single(await sandbox.AllIdsAsync($"{Page}/published_posts?fields=id", Token));
    }

    [Fact]
    public async Task A_script_that_could_never_strike_is_refused()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, await ScriptAsync("""{"endpoint":"fb.nothing","kind":"reset"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await ScriptAsync("""{"endpoint":"fb.comments","kind":"commit-then-5xx"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await ScriptAsync("""{"endpoint":"fb.feed","kind":"reset","tims":3}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await ScriptAsync("{"));

        async Task<HttpStatusCode> ScriptAsync(string body)
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var response = await sandbox.Http.PostAsync(new Uri("/_sandbox/faults", UriKind.Relative), content);
            Assert.True(JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.TryGetProperty("error", out _));
            return response.StatusCode;
        }
    }

    private static Task<GraphAnswer> PostAsync(RunningSandbox sandbox, string message) => sandbox.PostAsync($"{Page}/feed", Token, ("message", message));
}
