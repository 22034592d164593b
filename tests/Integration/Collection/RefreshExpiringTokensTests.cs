using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Security;

namespace SnsOps.Integration.Collection;

/// <summary>A token is exchanged in time, and no mishap costs the account.</summary>
public sealed class RefreshExpiringTokensTests
{
    private const string Job = "refresh-expiring-tokens";

    [Fact]
    public async Task Only_grants_that_end_soon_are_refreshed_and_the_old_token_is_kept()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (_, soon, _) = await fixture.AccountAsync("instagram", DateTimeOffset.UtcNow.AddDays(3), new { expires_at = DateTimeOffset.UtcNow.AddDays(3) });
        var (_, later, _) = await fixture.AccountAsync("facebook", DateTimeOffset.UtcNow.AddDays(30));
        var (_, never, _) = await fixture.AccountAsync("facebook");
        await fixture.StartAsync("--Schedules:refresh-expiring-tokens:Every=00:00:01");

        await fixture.Database.UntilAsync("the token is refreshed", "select token_version = 2 from platform_accounts where id = @soon", new { soon });
        await fixture.Database.UntilAsync("its item is done", "select exists (select from job_items where subject_id = @soon and state = 'done' and detail ->> 'version' = '2')", new { soon });

        Assert.True(await fixture.Database.ScalarAsync<bool>("select token_expires_at > now() + interval '50 days' and refresh_owner is null from platform_accounts where id = @soon", new { soon }));
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(*)::int from account_tokens where account_id = @soon", new { soon }));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*)::int from job_items where job = @Job and subject_id in (@later, @never)", new { Job, later, never }));
    }

    [Fact]
    public async Task A_new_token_opens_for_its_account_only()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, platformId) = await fixture.AccountAsync("instagram", DateTimeOffset.UtcNow.AddDays(3));
        var app = fixture.Build();

        await fixture.RunAsync(app, Job, client, account);

        var current = await app.Services.GetRequiredService<AccountTokens>().FindAsync(account, TestContext.Current.CancellationToken);
        Assert.Equal(2, current!.TokenVersion);
        Assert.NotEqual("EAAG-" + platformId, current.Token);
        var bytes = await fixture.Database.ScalarAsync<byte[]>("select access_token from account_tokens where account_id = @account and version = 2", new { account });
        var vault = new TokenVault(Agency.Security);
        Assert.Equal(current.Token, vault.Open(account, "k1", bytes!));
        Assert.ThrowsAny<CryptographicException>(() => vault.Open(Guid.CreateVersion7(), "k1", bytes!));
        Assert.DoesNotContain(current.Token, current.ToString());
    }

    [Theory]
    [InlineData("commit-then-timeout")]
    [InlineData("commit-then-5xx")]
    [InlineData("commit-then-truncated")]
    public async Task A_lost_answer_costs_one_more_exchange_and_nothing_else(string kind)
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook", DateTimeOffset.UtcNow.AddDays(3));
        await fixture.Sandbox.FaultAsync(new { endpoint = "oauth.exchange", kind, times = 1 });
        var app = fixture.Build("--Meta:TimeoutSeconds=1");

        Assert.IsType<JobItemOutcome.TryLater>(await fixture.RunAsync(app, Job, client, account));
        Assert.Equal(("active", 1), await StateAsync(fixture));
        Assert.IsType<JobItemOutcome.Done>(await fixture.RunAsync(app, Job, client, account));

        Assert.Equal(("active", 2), await StateAsync(fixture));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*)::int from notifications"));
    }

    [Fact]
    public async Task Only_one_refresh_of_an_account_is_in_flight()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram", DateTimeOffset.UtcNow.AddDays(3));
        using var mayAnswer = new ManualResetEventSlim();
        fixture.Graph.Answer = (_, _) =>
        {
            mayAnswer.Wait(TimeSpan.FromSeconds(60));
            return (200, """{"access_token":"EAAG-NEW","token_type":"bearer"}""");
        };
        var app = fixture.Build();

        var first = fixture.RunAsync(app, Job, client, account);
        await fixture.Database.UntilAsync("the lease is taken", "select refresh_owner is not null from platform_accounts");
        var second = Assert.IsType<JobItemOutcome.TryLater>(await fixture.RunAsync(app, Job, client, account));
        mayAnswer.Set();

        Assert.True(second.Wait > TimeSpan.FromSeconds(100));
        Assert.IsType<JobItemOutcome.Done>(await first);
        Assert.Single(fixture.Graph.Calls, call => call.StartsWith("oauth/", StringComparison.Ordinal));
        // expires_in was absent: 59 days are assumed
        Assert.True(await fixture.Database.ScalarAsync<bool>("select token_expires_at between now() + interval '58 days' and now() + interval '60 days' from platform_accounts"));
    }

    [Theory]
    [InlineData("""{"token_type":"bearer"}""")]
    [InlineData("""{"access_token":"","expires_in":5184000}""")]
    [InlineData("""{"access_token":null}""")]
    public async Task An_empty_token_never_replaces_a_good_one(string answer)
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram", DateTimeOffset.UtcNow.AddDays(3));
        fixture.Graph.Answer = (_, _) => (200, answer);

        Assert.IsType<JobItemOutcome.TryLater>(await fixture.RunAsync(fixture.Build(), Job, client, account));

        Assert.Equal(("active", 1), await StateAsync(fixture));
    }

    [Fact]
    public async Task A_refused_grant_sets_the_account_aside_and_tells_what_to_do()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram", DateTimeOffset.UtcNow.AddHours(-3));
        await fixture.Agency.UserAsync("admin");
        fixture.Graph.Answer = (_, _) => FakeGraph.Error(190, "Error validating access token: Session has expired", 463);

        Assert.IsType<JobItemOutcome.Failed>(await fixture.RunAsync(fixture.Build(), Job, client, account));

        Assert.Equal(("needs_reconnect", 1), await StateAsync(fixture));
        Assert.Equal("expired", await fixture.Database.ScalarAsync<string>("select reconnect_cause from platform_accounts"));
        Assert.Equal("account.reconnect", await fixture.Database.ScalarAsync<string>("select string_agg(kind, ',') from notifications where message like '%다시 연결%'"));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select refresh_owner is null from platform_accounts"));
    }

    [Fact]
    public async Task Trouble_on_the_last_day_is_told_but_never_disconnects()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram", DateTimeOffset.UtcNow.AddHours(5));
        await fixture.Agency.UserAsync("admin");
        fixture.Graph.Answer = (_, _) => (503, "<html>점검 중</html>");
        var app = fixture.Build();

        for (var i = 0; i < 3; i++)
            Assert.IsType<JobItemOutcome.TryLater>(await fixture.RunAsync(app, Job, client, account));

        Assert.Equal(("active", 1), await StateAsync(fixture));
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*)::int from notifications where kind = 'account.refresh_failed'"));
    }

    private static async Task<(string?, int)> StateAsync(CollectionFixture fixture) =>
        (await fixture.Database.ScalarAsync<string>("select state::text from platform_accounts"), await fixture.Database.ScalarAsync<int>("select token_version from platform_accounts"));
}
