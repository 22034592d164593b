using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Integration.ExternalCalls;

/// <summary>Every kind of call of every platform's client, answered and refused: none leaves a secret in what is kept of it.</summary>
public sealed class NoSecretsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_call_of_any_client_leaves_a_token_a_secret_an_address_or_a_persons_words()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var sandbox = await SandboxServer.StartAsync();
        await using var chains = await Chains.StartAsync(database);
        var cache = new ResponseCache(new ResponseCacheSql(database.DataSource), chains.Options, NullLogger<ResponseCache>.Instance);
        using var meta = new MetaClient(
            new MetaOptions { BaseUrl = sandbox.Url, AppId = SandboxServer.AppId, AppSecret = SandboxServer.AppSecret, UploadHost = "127.0.0.1" }, chains.Chain, NullLogger<MetaClient>.Instance, cache);
        using var google = new GoogleClient(
            new GoogleOptions { ApiBaseUrl = sandbox.Url, AnalyticsBaseUrl = sandbox.Url, TokenUrl = sandbox.Url + "/token", ClientId = SandboxServer.GoogleClientId, ClientSecret = SandboxServer.GoogleClientSecret },
            chains.Chain, TimeProvider.System, cache);
        var page = await AccountAsync(database, sandbox, "facebook", "10293847", "EAAG-page-secret");
        var channel = await AccountAsync(database, sandbox, "youtube", "UC-channel-1", "1//refresh-secret");
        var dead = page with { Token = "EAAG-dead-secret" };

        foreach (var account in new[] { page, dead })
        {
            var call = MetaCall.Publishing(account, "fb.any") with { Retries = false };
            var id = await meta.PostAsync("10293847/feed", call, [("message", "비밀스러운 글")], Ct) is MetaAnswer.Ok ok ? MetaJson.Text(ok.Body, "id")! : "0";
            await meta.GetAsync("10293847", call with { Cache = CacheUse.Profile }, [("fields", "followers_count")], Ct);
            await meta.GetAsync("", call with { Cache = CacheUse.Insights }, [("ids", id), ("fields", "insights.metric(post_media_view)")], Ct);
            await meta.GetPageAsync($"{sandbox.Url}/v25.0/10293847/published_posts?limit=1", call, Ct);
            await meta.ExchangeTokenAsync(call, Ct);
            await meta.PostPieceAsync("10293847/videos", call, [("upload_phase", "transfer")], "video_file_chunk", "비밀"u8.ToArray(), Ct);
            await meta.UploadAsync($"{sandbox.Url}/video-upload/v25.0/1", call, new MemoryStream("비밀"u8.ToArray()), 0, 6, Ct);
        }

        foreach (var account in new[] { channel, channel with { Id = page.Id, ClientId = page.ClientId, Token = "1//dead-secret" } })
        {
            var call = GoogleCall.Collection(account, "yt.any", 1) with { Retries = false };
            await google.GetAsync("channels?part=statistics&mine=true", call with { Cache = CacheUse.Profile }, Ct);
            await google.ReportAsync("ids=channel==MINE&startDate=2026-01-01&endDate=2026-01-02&metrics=views&dimensions=day", call with { Endpoint = GoogleCall.Report, Cache = CacheUse.Insights }, Ct);
            await google.PutAsync("videos?part=status", call, """{"id":"비밀"}"""u8.ToArray(), Ct);
            await google.OpenSessionAsync(account, "part=snippet,status", """{"snippet":{"title":"비밀","categoryId":"22"},"status":{"privacyStatus":"private"}}"""u8.ToArray(), "video/mp4", 10, Ct);
        }

        await chains.Log.StartAsync(Ct);
        await chains.Log.StopAsync(Ct);

        Assert.InRange(await database.ScalarAsync<int>("select count(distinct endpoint || coalesce(error_code, '') || method)::int from api_calls"), 6, 100);
        Assert.True(await database.ScalarAsync<bool>("select count(*) > 0 from api_cache"));
        foreach (var table in new[] { "api_calls", "api_cache", "api_budgets", "api_breakers" })
        {
            Assert.False(await database.ScalarAsync<bool>($"""
                select exists (select from {table} t where t::text like any(array['%EAAG%', '%secret%', '%ya29%', '%1//%', '%proof%', '%비밀%', '%http%', '%upload_id%']))
                """), table);
        }
    }

    private static async Task<ConnectedAccount> AccountAsync(TestDatabase database, SandboxServer sandbox, string platform, string id, string token)
    {
        await sandbox.AddAccountAsync(platform, id, token);
        return await new Agency(database).ConnectedAsync(platform, id, token);
    }
}
