namespace SnsOps.Integration.Sandbox;

/// <summary>What a kill of the sandbox leaves behind, and what comes back.</summary>
public sealed class JournalTests
{
    private const string Page = RunningSandbox.Page;

    [Fact]
    public async Task Everything_answered_survives_a_kill_with_a_torn_last_line()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var posts = await Task.WhenAll(Enumerable.Range(1, 50).Select(i => sandbox.PostAsync($"{Page}/feed", "FBTOKEN", ("message", $"소식 {i}"))));
        var comment = (await sandbox.PostAsync($"{posts[0].Id}/comments", "FBTOKEN", ("message", "감사합니다"))).Id;

        await using var again = await sandbox.AfterKillAsync(tornTail: """{"k":"post","id":"1029384756_12""");

        Assert.Equal(posts.Select(p => p.Id).Order(), (await again.AllIdsAsync($"{Page}/published_posts?limit=7", "FBTOKEN")).Order());
        Assert.Equal(await sandbox.EffectsAsync("facebook"), await again.EffectsAsync("facebook"));
        Assert.Equal([comment], await again.AllIdsAsync($"{posts[0].Id}/comments", "FBTOKEN"));
        Assert.Equal("ok", (await again.PostAsync($"{Page}/feed", "FBTOKEN", ("message", "다시 시작"))).Error);
    }

    [Fact]
    public async Task After_a_torn_line_was_cut_off_the_journal_goes_on()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await using var torn = await sandbox.AfterKillAsync(tornTail: "{\"k\":\"post\"");
        await torn.PostAsync($"{Page}/feed", "FBTOKEN", ("message", "이어서"));

        await using var again = await torn.RestartAsync();

        Assert.Equal(["이어서"], await again.EffectsAsync("facebook"));
    }

    [Fact]
    public async Task Two_sandboxes_never_share_a_folder()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunningSandbox.OpenAsync(sandbox.Folder));
    }

    [Fact]
    public async Task Damage_in_the_middle_stops_the_start()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => sandbox.AfterKillAsync(tornTail: "#\n{\"k\":\"deleted\",\"id\":\"1029384756\"}\n"));

        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_and_the_clock_come_back()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var minted = await sandbox.GetAsync(
            "oauth/access_token?grant_type=fb_exchange_token&client_id=111&client_secret=APPSECRET&fb_exchange_token=FBTOKEN", "");
        await sandbox.TurnClockAsync(TimeSpan.FromDays(59));

        await using var again = await sandbox.RestartAsync();

        Assert.Equal("ok", (await again.GetAsync("me?fields=fan_count", minted.Text("access_token"))).Error);
        await again.TurnClockAsync(TimeSpan.FromDays(61));
        Assert.Equal("190/463", (await again.GetAsync("me?fields=fan_count", minted.Text("access_token"))).Error);
        Assert.Equal("ok", (await again.GetAsync("me?fields=fan_count", "FBTOKEN")).Error);
    }

    [Fact]
    public async Task A_reset_leaves_nothing_also_after_a_kill()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PostAsync($"{Page}/feed", "FBTOKEN", ("message", "지워질 글"));

        await sandbox.ControlAsync("reset", new { });

        Assert.Equal("190/0", (await sandbox.GetAsync("me", "FBTOKEN")).Error);
        await using var again = await sandbox.AfterKillAsync();
        Assert.Empty(await again.EffectsAsync("facebook"));
    }
}
