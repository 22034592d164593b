using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Shared.Security;

namespace SnsOps.Integration.Api;

/// <summary>Tokens that people paste: copied with what stood around them, cut, or dead already.</summary>
public sealed class PastedTokenTests(ConnectServer api) : IClassFixture<ConnectServer>
{
    [Fact]
    public async Task A_pasted_token_replaces_the_one_that_is_there_only_if_it_can_work()
    {
        var (team, page) = (await api.TeamAsync(), "10" + ConnectServer.NewId());
        var (token, body) = ("FB-" + page, new { platform = "facebook", platform_account_id = page, name = "온기카페 페이지", access_token = $" FB-{page}\r\n" });
        await api.Sandbox.AddAccountAsync("facebook", page, token);
        Assert.Equal("connection.account_refused", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/accounts", body with { access_token = "EAA-nobodys" }, 422));
        Assert.Equal("account.token_malformed", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/accounts", body with { access_token = token + "\u200B" }, 400));
        var account = (Guid)(await team.Manager.PostAsync($"/v1/clients/{team.Client}/accounts", body, 201))["id"]!;
        await api.Database.ExecuteAsync("""
            update platform_accounts set state = 'needs_reconnect', reconnect_reason = '비밀번호', reconnect_cause = 'password' where id = @account;
            insert into account_troubles (id, client_id, account_id, kind) values (gen_random_uuid(), @Client, @account, 'account.reconnect')
            """, new { account, team.Client });

        foreach (var malformed in (string[])["EAA\nB", "EAA\u200B", "EAA B", "EAA\u00A0B", "토큰"])
            Assert.Equal("account.token_malformed", await PutAsync(team, account, malformed, 400));
        Assert.Equal("connection.account_refused", await PutAsync(team, account, "EAA-nobodys", 422));
        Assert.Equal((1, "needs_reconnect", 0), await StandsAsync(account));
        Assert.Equal(0, await RecoveredAsync(team));

        await PutAsync(team, account, $"\t{token}\n", 204);
        Assert.Equal((2, "active", 1), await StandsAsync(account));
        Assert.Equal(1, await RecoveredAsync(team));
        Assert.Equal(token, new TokenVault(Agency.Security).Open(account, "k1", (await api.Database.ScalarAsync<byte[]>("select access_token from account_tokens where account_id = @account and version = 2", new { account }))!));
    }

    [Fact]
    public async Task A_pasted_refresh_token_must_mint()
    {
        var (team, channel) = (await api.TeamAsync(), "UC" + ConnectServer.NewId());
        await api.Sandbox.AddAccountAsync("youtube", channel, "1//refresh-" + channel);
        var body = new { platform = "youtube", platform_account_id = channel, name = "온기카페 채널", access_token = "1//somebody-elses" };

        Assert.Equal("connection.account_refused", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/accounts", body, 422));
        Assert.Equal("active", (string?)(await team.Manager.PostAsync($"/v1/clients/{team.Client}/accounts", body with { access_token = "1//refresh-" + channel }, 201))["state"]);
    }

    [Fact]
    public async Task A_refresh_token_of_another_channel_is_not_taken_neither_at_first_nor_later()
    {
        var team = await api.TeamAsync();
        var (channel, other) = ("UC" + ConnectServer.NewId(), "UC" + ConnectServer.NewId());
        foreach (var id in (string[])[channel, other])
            await api.Sandbox.AddAccountAsync("youtube", id, "1//refresh-" + id);
        var body = new { platform = "youtube", platform_account_id = channel, name = "온기카페 채널", access_token = "1//refresh-" + other };

        var refused = await team.Manager.PostAsync($"/v1/clients/{team.Client}/accounts", body, 422);
        Assert.Equal("connection.account_refused", (string?)refused["code"]);
        Assert.Contains("다른 유튜브 채널", (string?)refused["detail"], StringComparison.Ordinal);
        var account = (Guid)(await team.Manager.PostAsync($"/v1/clients/{team.Client}/accounts", body with { access_token = "1//refresh-" + channel }, 201))["id"]!;
        Assert.Equal("connection.account_refused", await PutAsync(team, account, "1//refresh-" + other, 422));
        await PutAsync(team, account, "1//refresh-" + channel, 204);
    }

    [Theory]
    [InlineData("EAA\n")]
    [InlineData("EAA\u200B")]
    public async Task One_that_is_stored_and_cannot_be_sent_is_no_fault_and_says_nothing_about_the_platform(string token)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var chains = await Chains.StartAsync(database);
        using var meta = new MetaClient(new MetaOptions { BaseUrl = api.Sandbox.Url }, chains.Chain, NullLogger<MetaClient>.Instance);
        var agency = new Agency(database);
        var client = await agency.ClientAsync();
        var account = new ConnectedAccount(await agency.AccountAsync(client, "facebook", "10293847", "EAA"), client, "facebook", "10293847", token, 1);

        for (var i = 0; i < chains.Options.BreakerFailures + 1; i++)
            Assert.Null(Assert.IsType<MetaAnswer.NotSent>(await meta.PostAsync("10293847/feed", MetaCall.Publishing(account, "fb.any") with { Retries = false }, [("message", "가을 신메뉴")], TestContext.Current.CancellationToken)).HeldBack);

        Assert.Equal(0, await database.ScalarAsync<int>("select count(*)::int from api_breakers where failures > 0 or open_until is not null"));
    }

    private static async Task<string?> PutAsync(Team team, Guid account, string token, int expected) =>
        (string?)(await team.Manager.SendAsync(HttpMethod.Put, $"/v1/accounts/{account}/token", new { access_token = token }, expected))["code"];

    private async Task<(int Version, string State, int Solved)> StandsAsync(Guid account)
    {
        await using var connection = await api.Database.DataSource.OpenConnectionAsync();
        return await Dapper.SqlMapper.QuerySingleAsync<(int, string, int)>(connection, """
            select token_version, state::text, (select count(*)::int from account_troubles t where t.account_id = a.id and t.solved_at is not null) from platform_accounts a where id = @account
            """, new { account });
    }

    private Task<int> RecoveredAsync(Team team) =>
        api.Database.ScalarAsync<int>("select count(*)::int from notifications where kind = 'account.recovered' and user_id = @UserId", new { team.Manager.UserId });
}
