using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Security;

namespace SnsOps.Integration.Collection;

/// <summary>A thousand grants end in the same hour, two workers renew them, and answers are lost at random.</summary>
public sealed class TokenStormTests
{
    private const string Job = "refresh-expiring-tokens";
    private const int Pasted = 500, Instagrams = 250, Pages = 250, All = Pasted + Instagrams + Pages;

    [Fact]
    public async Task No_account_is_lost_none_is_renewed_twice_at_a_time_and_a_lost_answer_costs_one_more_exchange()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        await fixture.Agency.UserAsync("admin");
        var accounts = await AccountsAsync(fixture, ct);
        int[] lost =
        [
            await FaultAsync(fixture, "oauth.exchange", "commit-then-reset", 0.08), await FaultAsync(fixture, "oauth.exchange", "commit-then-5xx", 0.08),
            await FaultAsync(fixture, "oauth.refresh_instagram", "commit-then-truncated", 0.15),
        ];
        await FaultAsync(fixture, "oauth.exchange", "server-error", 0.05);
        await FaultAsync(fixture, "oauth.refresh_instagram", "reset", 0.05);
        await FaultAsync(fixture, "account.read", "html-error-page", 0.05, "31000");
        string[] settings = ["--Meta:CallsPerUserHour=100000", "--Meta:AccountCallsPerHour=100000", "--ExternalCalls:BreakerFailures=20", "--Serilog:MinimumLevel:Default=Error"];
        var workers = new[] { fixture.Build(settings), fixture.Build(settings) };

        for (var round = 0; round < 30 && accounts.Count > 0; round++)
        {
            var order = accounts.OrderBy(_ => Random.Shared.Next()).SelectMany(account => workers.Select(worker => (account, worker)));
            await Parallel.ForEachAsync(order, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = ct }, async (work, _) => await fixture.RunAsync(work.worker, Job, work.account.Client, work.account.Id));
            accounts = await WaitingAsync(fixture);
        }

        Assert.Empty(accounts);
        Assert.Equal(All, await fixture.Database.ScalarAsync<int>("""
            select count(*)::int from platform_accounts a join account_tokens t on t.account_id = a.id and t.version = a.token_version
             where a.state = 'active' and a.refresh_owner is null and t.worked_at is not null and a.token_expires_at > now() + interval '50 days'
            """));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*)::int from notifications"));
        var renewals = await fixture.Sandbox.RenewalsAsync();
        Assert.Equal(All, renewals.Count);
        Assert.All(renewals.Values, r => Assert.Equal(1, r.MostAtOnce));
        var faults = (await fixture.Sandbox.Http.GetFromJsonAsync<JsonElement>("/_sandbox/faults", ct)).GetProperty("faults").EnumerateArray();
        var answersLost = faults.Where(f => lost.Contains(f.GetProperty("id").GetInt32())).Sum(f => f.GetProperty("struck").GetInt32());
        Assert.True(answersLost > 50, $"only {answersLost} answers were lost");
        Assert.Equal(All + answersLost, renewals.Values.Sum(r => r.Renewed));
    }

    /// <summary>Pasted tokens, tokens of Instagram Login, and pages connected through a person each.</summary>
    private static async Task<IReadOnlyList<(Guid Client, Guid Id)>> AccountsAsync(CollectionFixture fixture, CancellationToken ct)
    {
        var client = await fixture.Agency.ClientAsync();
        var rows = Enumerable.Range(0, All).Select(i => i < Pasted ? new Row(Guid.CreateVersion7(), "facebook", $"3100000{i:D5}", GrantKinds.MetaUser, $"EAA-{i}", null)
            : i < Pasted + Instagrams ? new Row(Guid.CreateVersion7(), "instagram", $"3200000{i:D5}", GrantKinds.InstagramLogin, $"IGAA-{i}", null)
            : new Row(Guid.CreateVersion7(), "facebook", $"3300000{i:D5}", GrantKinds.MetaPage, $"EAAP-{i}", $"EAAU-{i}")).ToList();
        await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = ct }, async (row, _) =>
        {
            await fixture.Sandbox.AddAccountAsync(row.Platform, row.PlatformId, row.Token, new { issued_at = DateTimeOffset.UtcNow.AddDays(-50) });
            if (row.UserToken is not null)
                await fixture.Sandbox.AddAccountAsync("person", "34" + row.PlatformId[2..], row.UserToken, new { pages = new[] { row.PlatformId } });
        });
        var vault = new TokenVault(Agency.Security);
        await fixture.Database.ExecuteAsync("""
            insert into platform_accounts (id, client_id, platform, platform_account_id, name, token_expires_at)
            select id, @client, platform::platform, platform_id, '온기카페 ' || platform_id, now() + interval '3 days' from unnest(@ids, @platforms, @platformIds) as a (id, platform, platform_id);
            insert into account_tokens (client_id, account_id, version, key_id, access_token, refresh_token, grant_kind, expires_at, obtained_at)
            select @client, id, 1, 'k1', token, refresh, kind::grant_kind, now() + interval '3 days', now() - interval '50 days' from unnest(@ids, @tokens, @refreshes, @kinds) as t (id, token, refresh, kind)
            """, new
        {
            client, ids = rows.Select(r => r.Id).ToArray(), platforms = rows.Select(r => r.Platform).ToArray(), platformIds = rows.Select(r => r.PlatformId).ToArray(),
            tokens = rows.Select(r => vault.Seal(r.Id, r.Token)).ToArray(), refreshes = rows.Select(r => r.UserToken is null ? null : vault.Seal(r.Id, r.UserToken)).ToArray(), kinds = rows.Select(r => r.Kind).ToArray(),
        });
        return [.. rows.Select(r => (client, r.Id))];
    }

    private static async Task<IReadOnlyList<(Guid Client, Guid Id)>> WaitingAsync(CollectionFixture fixture)
    {
        await using var connection = await fixture.Database.DataSource.OpenConnectionAsync();
        return [.. await connection.QueryAsync<(Guid, Guid)>("select client_id, id from platform_accounts where token_version = 1")];
    }

    private static async Task<int> FaultAsync(CollectionFixture fixture, string endpoint, string kind, double probability, string? match = null)
    {
        using var response = await fixture.Sandbox.Http.PostAsJsonAsync("/_sandbox/faults", new { endpoint, kind, times = 0, probability, match });
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt32();
    }

    private sealed record Row(Guid Id, string Platform, string PlatformId, string Kind, string Token, string? UserToken);
}
