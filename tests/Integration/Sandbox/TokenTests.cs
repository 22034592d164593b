namespace SnsOps.Integration.Sandbox;

/// <summary>Tokens, permissions, proofs, versions and call budgets of the sandbox.</summary>
public sealed class TokenTests
{
    [Theory]
    [InlineData("expired", "190/463")]
    [InlineData("password-changed", "190/460")]
    [InlineData("app-removed", "190/458")]
    [InlineData("checkpoint", "190/459")]
    [InlineData("unconfirmed", "190/464")]
    [InlineData("session-invalidated", "190/467")]
    public async Task A_dead_token_says_why(string state, string error)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.ControlAsync("tokens", new { token = "FBTOKEN", state });

        var answer = await sandbox.PostAsync("me/feed", "FBTOKEN", ("message", "안녕하세요"));

        Assert.Equal((400, error), (answer.Status, answer.Error));
        Assert.Equal("ok", (await sandbox.GetAsync("me", "IGTOKEN")).Error);
    }

    [Fact]
    public async Task A_missing_permission_refuses_only_what_needs_it()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.ControlAsync("tokens", new { account_id = RunningSandbox.Page, state = "valid", scopes = new[] { "pages_read_engagement" } });

        var post = await sandbox.PostAsync("me/feed", "FBTOKEN", ("message", "안녕하세요"));

        Assert.Equal((403, "200/0"), (post.Status, post.Error));
        Assert.Equal("ok", (await sandbox.GetAsync("me?fields=fan_count", "FBTOKEN")).Error);
    }

    [Fact]
    public async Task A_token_reaches_only_its_own_account()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        Assert.Equal("100/33", (await sandbox.GetAsync(RunningSandbox.Page, "IGTOKEN")).Error);
        Assert.Equal("190/0", (await sandbox.GetAsync(RunningSandbox.Page, "UNKNOWN")).Error);
    }

    /// <summary>The vector of the platform's documentation: HMAC-SHA256 of the token with the app secret.</summary>
    [Fact]
    public async Task A_proof_is_checked_when_present_and_demanded_by_switch()
    {
        const string Proof = "21611da5791f6090dc61b9681b8751d4d8058509f644aeedc2428e7a3030c035";
        await using var sandbox = await RunningSandbox.StartAsync("RequireAppSecretProof=true");
        await sandbox.ControlAsync("accounts", new { platform = "facebook", id = "555", name = "증명", token = "EAAGTESTTOKEN" });

        Assert.Equal("ok", (await sandbox.GetAsync($"me?appsecret_proof={Proof}", "EAAGTESTTOKEN")).Error);
        Assert.Equal("100/0", (await sandbox.GetAsync($"me?appsecret_proof={Proof}", "FBTOKEN")).Error);
        Assert.Equal("100/0", (await sandbox.GetAsync("me", "FBTOKEN")).Error);
    }

    [Fact]
    public async Task An_expired_version_is_served_by_the_oldest_usable_one()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        var old = await sandbox.GetAsync(sandbox.Http.BaseAddress + "v19.0/me", "FBTOKEN");
        var current = await sandbox.GetAsync("me", "FBTOKEN");

        Assert.NotEqual("v19.0", Assert.Single(old.Headers.GetValues("facebook-api-version")));
        Assert.Equal("v25.0", Assert.Single(current.Headers.GetValues("facebook-api-version")));
        Assert.Equal("2500/0", (await sandbox.GetAsync(sandbox.Http.BaseAddress + "v99.0/me", "FBTOKEN")).Error);
    }

    [Fact]
    public async Task Usage_is_announced_after_enough_calls_and_enforced_at_the_limit()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.ControlAsync("limits", new { app_calls_per_hour = 100, account_calls_per_hour = 4, usage_headers_after = 2 });
        var answers = new List<GraphAnswer>();
        for (var i = 0; i < 5; i++)
            answers.Add(await sandbox.GetAsync("me", "FBTOKEN"));

        Assert.Equal([false, false, true, true, true], answers.Select(a => a.Headers.Contains("X-App-Usage")));
        Assert.Contains("\"call_count\":75", Assert.Single(answers[2].Headers.GetValues("X-Business-Use-Case-Usage")), StringComparison.Ordinal);
        Assert.Equal((400, "80001/0"), (answers[4].Status, answers[4].Error));
        Assert.Equal("ok", (await sandbox.GetAsync("me", "IGTOKEN")).Error);
        await sandbox.TurnClockAsync(TimeSpan.FromHours(2));
        Assert.Equal("ok", (await sandbox.GetAsync("me", "FBTOKEN")).Error);
    }
}
