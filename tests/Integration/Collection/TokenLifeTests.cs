using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Platforms;

namespace SnsOps.Integration.Collection;

/// <summary>How tokens of each kind are renewed, what a refusal means, and what people are told.</summary>
public sealed class TokenLifeTests
{
    private const string Job = "refresh-expiring-tokens";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_old_token_is_used_until_the_new_one_has_worked()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, platformId) = await fixture.AccountAsync("instagram", DateTimeOffset.UtcNow.AddDays(3));
        var reads = 503;
        fixture.Graph.Answer = (path, _) => path.StartsWith("oauth/", StringComparison.Ordinal) ? (200, """{"access_token":"EAAG-NEW","expires_in":5184000}""") : (reads, $$"""{"id":"{{platformId}}"}""");
        var app = fixture.Build();

        Assert.IsType<JobItemOutcome.TryLater>(await fixture.RunAsync(app, Job, client, account));
        Assert.Equal("EAAG-" + platformId, (await app.Services.GetRequiredService<AccountTokens>().FindAsync(account, Ct))!.Token);
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(*)::int from account_tokens"));

        reads = 200;
        Assert.IsType<JobItemOutcome.Done>(await fixture.RunAsync(app, Job, client, account));
        Assert.Equal("EAAG-NEW", (await app.Services.GetRequiredService<AccountTokens>().FindAsync(account, Ct))!.Token);
        Assert.Single(fixture.Graph.Calls, call => call.StartsWith("oauth/", StringComparison.Ordinal));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select worked_at is not null from account_tokens where version = 2"));
    }

    [Fact]
    public async Task A_new_token_that_is_not_accepted_replaces_nothing()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram", DateTimeOffset.UtcNow.AddDays(3));
        fixture.Graph.Answer = (path, _) => path.StartsWith("oauth/", StringComparison.Ordinal) ? (200, """{"access_token":"EAAG-BAD"}""") : FakeGraph.Error(190, "Cannot parse access token");

        Assert.IsType<JobItemOutcome.TryLater>(await fixture.RunAsync(fixture.Build(), Job, client, account));

        Assert.True(await fixture.Database.ScalarAsync<bool>("select state = 'active' and token_version = 1 and refresh_owner is null from platform_accounts"));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select refused_at is not null from account_tokens where version = 2"));
    }

    [Theory]
    [InlineData(190, 459, "needs_reconnect", "checkpoint")]
    [InlineData(10, 0, "active", null)]
    [InlineData(17, 0, "active", null)]
    [InlineData(100, 33, "active", null)]
    [InlineData(99_999, 0, "active", null)]
    public async Task A_code_decides_whether_an_account_is_set_aside(int code, int subcode, string state, string? cause)
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram", DateTimeOffset.UtcNow.AddDays(3));
        fixture.Graph.Answer = (_, _) => FakeGraph.Error(code, "said the platform", subcode);

        Assert.IsNotType<JobItemOutcome.Done>(await fixture.RunAsync(fixture.Build(), Job, client, account));

        Assert.Equal((state, cause), (await fixture.Database.ScalarAsync<string>("select state::text from platform_accounts"), await fixture.Database.ScalarAsync<string>("select reconnect_cause from platform_accounts")));
    }

    [Fact]
    public async Task A_pages_token_is_asked_for_with_the_users_and_dies_with_it()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var manager = await fixture.Agency.UserAsync("admin");
        var (client, account, person) = await PageAsync(fixture);
        var app = fixture.Build();

        Assert.IsType<JobItemOutcome.Done>(await fixture.RunAsync(app, Job, client, account));
        var renewed = (await app.Services.GetRequiredService<AccountTokens>().FindAsync(account, Ct))!;
        Assert.Equal((2, GrantKinds.MetaPage), (renewed.TokenVersion, renewed.GrantKind));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select count(distinct refresh_token) = 2 and count(distinct access_token) = 2 from account_tokens"));

        await fixture.Database.ExecuteAsync("update platform_accounts set token_expires_at = now() + interval '3 days'");
        await fixture.Sandbox.SetTokensAsync(person, "password-changed");
        Assert.IsType<JobItemOutcome.Failed>(await fixture.RunAsync(app, Job, client, account));
        Assert.Equal("password", await fixture.Database.ScalarAsync<string>("select reconnect_cause from platform_accounts"));
        Assert.Contains("비밀번호", await fixture.Database.ScalarAsync<string>("select message from notifications where user_id = @manager", new { manager }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_still_works_is_not_disconnected_because_the_users_token_ended()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        await fixture.Agency.UserAsync("admin");
        var (client, account, person) = await PageAsync(fixture);
        await fixture.Sandbox.ControlAsync("tokens", new { token = "U-" + person, state = "expired" });

        Assert.IsType<JobItemOutcome.Failed>(await fixture.RunAsync(fixture.Build(), Job, client, account));

        Assert.Equal("active", await fixture.Database.ScalarAsync<string>("select state::text from platform_accounts"));
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*)::int from notifications where kind = 'account.refresh_failed'"));
    }

    [Theory]
    [InlineData(463, 503, "active")]
    [InlineData(459, 503, "active")]
    [InlineData(459, 200, "active")]
    [InlineData(463, 190, "needs_reconnect")]
    public async Task Only_what_is_said_of_the_pages_own_token_sets_a_page_aside(int ofUser, int ofPage, string state)
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        await fixture.Agency.UserAsync("admin");
        var (client, account, page) = await fixture.AccountAsync("facebook", DateTimeOffset.UtcNow.AddDays(3));
        await GiveAsync(fixture, client, account, new GivenToken(GrantKinds.MetaPage, "PAGE", DateTimeOffset.UtcNow.AddDays(3), "USER"));
        fixture.Graph.Answer = (path, _) => path != page ? FakeGraph.Error(190, "the user's", ofUser)
            : ofPage == 190 ? FakeGraph.Error(190, "the page's") : (ofPage, $$"""{"id":"{{page}}"}""");

        Assert.IsNotType<JobItemOutcome.Done>(await fixture.RunAsync(fixture.Build(), Job, client, account));

        Assert.Equal(state, await fixture.Database.ScalarAsync<string>("select state::text from platform_accounts"));
    }

    [Fact]
    public async Task A_token_of_instagram_login_is_extended_once_it_is_a_day_old()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, young) = await InstagramAsync(fixture, DateTimeOffset.UtcNow.AddHours(-2));
        var (other, old) = await InstagramAsync(fixture, DateTimeOffset.UtcNow.AddDays(-2));
        var app = fixture.Build();

        Assert.IsType<JobItemOutcome.Done>(await fixture.RunAsync(app, Job, client, young));
        Assert.IsType<JobItemOutcome.Done>(await fixture.RunAsync(app, Job, other, old));

        Assert.Equal((1, 2), (await VersionAsync(young), await VersionAsync(old)));
        Assert.Equal(1, (await fixture.Sandbox.RenewalsAsync()).Values.Sum(r => r.Asked));

        Task<int> VersionAsync(Guid id) => fixture.Database.ScalarAsync<int>("select token_version from platform_accounts where id = @id", new { id });
    }

    [Fact]
    public async Task A_checkpoint_that_was_passed_brings_the_account_back_by_itself_and_both_are_told_once()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var manager = await fixture.Agency.UserAsync("admin");
        var (client, account, platformId) = await fixture.AccountAsync("instagram", DateTimeOffset.UtcNow.AddDays(3));
        await fixture.Sandbox.SetTokensAsync(platformId, "checkpoint");
        var app = fixture.Build();

        Assert.IsType<JobItemOutcome.Failed>(await fixture.RunAsync(app, Job, client, account));
        Assert.IsType<JobItemOutcome.Done>(await fixture.RunAsync(app, Job, client, account));      // still there
        Assert.Equal(["account.reconnect"], await KindsAsync());
        Assert.Contains("본인 확인", await fixture.Database.ScalarAsync<string>("select message from notifications"), StringComparison.Ordinal);

        await fixture.Sandbox.SetTokensAsync(platformId, "valid");
        await fixture.StartAsync("--Schedules:refresh-expiring-tokens:Every=00:00:01");      // the schedule itself looks after it
        await fixture.Database.UntilAsync("the account is back", "select state = 'active' and reconnect_cause is null from platform_accounts");
        await fixture.Database.UntilAsync("it is told", "select count(*) = 2 from notifications");
        Assert.Equal(["account.reconnect", "account.recovered"], await KindsAsync());

        async Task<string[]> KindsAsync() => await fixture.Database.ScalarAsync<string[]>("select array_agg(kind order by created_at) from notifications where user_id = @manager", new { manager }) ?? [];
    }

    /// <summary>No platform of ours rotates tokens; one that did would lose the account with the answer: then people are told, and nothing else is tried.</summary>
    [Fact]
    public async Task Where_a_token_can_be_renewed_once_a_lost_answer_is_told_instead_of_being_hidden()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        await fixture.Agency.UserAsync("admin");
        await fixture.Sandbox.SignInAsync(new { one_use_refresh = true });
        var (client, account, _) = await fixture.AccountAsync("facebook", DateTimeOffset.UtcNow.AddDays(3));
        var (lucky, kept, _) = await fixture.AccountAsync("facebook", DateTimeOffset.UtcNow.AddDays(3));
        var app = fixture.Build();

        Assert.IsType<JobItemOutcome.Done>(await fixture.RunAsync(app, Job, lucky, kept));
        await fixture.Sandbox.FaultAsync(new { endpoint = "oauth.exchange", kind = "commit-then-reset", times = 1 });
        Assert.IsType<JobItemOutcome.TryLater>(await fixture.RunAsync(app, Job, client, account));
        Assert.IsType<JobItemOutcome.Failed>(await fixture.RunAsync(app, Job, client, account));

        Assert.Equal("session", await fixture.Database.ScalarAsync<string>("select reconnect_cause from platform_accounts where id = @account", new { account }));
        Assert.Equal("active", await fixture.Database.ScalarAsync<string>("select state::text from platform_accounts where id = @kept", new { kept }));
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*)::int from notifications where kind = 'account.reconnect'"));
    }

    /// <summary>A page connected through a person, its grant ending in three days.</summary>
    private static async Task<(Guid Client, Guid Account, string Person)> PageAsync(CollectionFixture fixture)
    {
        var (page, person) = ("10" + Random.Shared.NextInt64(1_000_000_000, 9_999_999_999), "50" + Random.Shared.NextInt64(1_000_000_000, 9_999_999_999));
        await fixture.Sandbox.AddAccountAsync("facebook", page, "FB-" + page);
        await fixture.Sandbox.AddAccountAsync("person", person, "U-" + person, new { pages = new[] { page } });
        var pages = await fixture.Sandbox.Http.GetFromJsonAsync<JsonElement>($"/v25.0/me/accounts?access_token=U-{person}", Ct);
        var client = await fixture.Agency.ClientAsync();
        var account = await fixture.Agency.AccountAsync(client, "facebook", page, "unused", DateTimeOffset.UtcNow.AddDays(3));
        await GiveAsync(fixture, client, account, new GivenToken(GrantKinds.MetaPage, pages.GetProperty("data")[0].GetProperty("access_token").GetString()!, DateTimeOffset.UtcNow.AddDays(3), "U-" + person));
        return (client, account, person);
    }

    private static async Task<(Guid Client, Guid Account)> InstagramAsync(CollectionFixture fixture, DateTimeOffset issuedAt)
    {
        var id = "17" + Random.Shared.NextInt64(1_000_000_000, 9_999_999_999);
        await fixture.Sandbox.AddAccountAsync("instagram", id, "IGAA-" + id, new { issued_at = issuedAt });
        var client = await fixture.Agency.ClientAsync();
        var account = await fixture.Agency.AccountAsync(client, "instagram", id, "unused", DateTimeOffset.UtcNow.AddDays(3));
        await GiveAsync(fixture, client, account, new GivenToken(GrantKinds.InstagramLogin, "IGAA-" + id, DateTimeOffset.UtcNow.AddDays(3)));
        await fixture.Database.ExecuteAsync("update account_tokens set obtained_at = @issuedAt where account_id = @account", new { account, issuedAt });
        return (client, account);
    }

    /// <summary>Replaces the account's first token.</summary>
    private static async Task GiveAsync(CollectionFixture fixture, Guid client, Guid account, GivenToken token)
    {
        await fixture.Database.ExecuteAsync("delete from account_tokens where account_id = @account", new { account });
        await using var connection = await fixture.Database.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await new AccountTokens(fixture.Database.DataSource, new Shared.Security.TokenVault(Agency.Security)).AppendAsync(connection, transaction, client, account, token, Ct);
        await transaction.CommitAsync(Ct);
    }
}
