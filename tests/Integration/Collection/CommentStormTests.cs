using SnsOps.Api;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.JobItems;

namespace SnsOps.Integration.Collection;

/// <summary>A small storm over all three platforms, with faults, lost webhooks and cut passes: the inbox ends as the platforms are. `./snsops bench comments` is the large one.</summary>
public sealed class CommentStormTests
{
    private const string Job = "sync-comments";
    private const int Seed = 20261127;

    [Fact]
    public async Task After_a_storm_the_inbox_is_exactly_what_the_platforms_know_and_another_full_sync_writes_nothing()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        await using var api = ApiApp.Build(ProcessSettings.For(fixture.Database, null, fixture.Sandbox));
        await api.StartAsync();
        var people = new Audience(fixture.Sandbox);
        var accounts = new List<(Guid ClientId, Guid AccountId, string PlatformId)>();
        foreach (var platform in (string[])["instagram", "instagram", "facebook", "facebook", "youtube", "youtube"])
            accounts.Add(await fixture.AccountAsync(platform));
        foreach (var (_, _, page) in accounts.Take(4))
            await people.SubscribeAsync(page, new Uri(new Uri(api.Urls.Single()), "/webhooks/meta").ToString(), drop: 0.3, duplicate: 0.2, reorder: true, batch: 20);
        var app = await fixture.StartAsync("--SyncComments:FullPassMinutes=0", "--SyncComments:YouTubeFullPassMinutes=0", "--SyncComments:LookbackSeconds=0", "--Schedules:sync-comments:Every=1.00:00:00",
            "--AnnounceComments:UnscoredSeconds=3600");          // telling of them writes rows, too

        await fixture.Sandbox.FaultAsync(new { endpoint = "*", kind = "server-error", times = 0, probability = 0.02 });
        await fixture.Sandbox.FaultAsync(new { endpoint = "*", kind = "reset", times = 0, probability = 0.02 });
        for (var gust = 0; gust < 4; gust++)
        {
            await people.ControlAsync("comments/storm", new { account_ids = accounts.Select(a => a.PlatformId), comments = 500, seed = Seed + gust });
            await Task.WhenAll(accounts.Select(a => fixture.RunAsync(app, Job, a.ClientId, a.AccountId)));
        }

        using (var cleared = await fixture.Sandbox.Http.DeleteAsync("/_sandbox/faults"))
            cleared.EnsureSuccessStatusCode();
        await people.ToldAsync();
        await fixture.Database.UntilAsync("all deliveries are taken in", "select count(*) > 0 and bool_and(state = 'done') from webhook_deliveries");
        await fixture.Database.UntilAsync("no platform is set aside any more", "select not exists (select from api_breakers where open_until > clock_timestamp())");
        await SyncAsync();

        foreach (var (_, account, page) in accounts)
            Assert.Empty(await CommentTruth.DifferencesAsync(fixture.Sandbox.Http, fixture.Database.DataSource, page, account));
        Assert.InRange(await fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where arrived_by = 'webhook'"), 1, 2000);

        var before = await RowsAsync();
        await SyncAsync();
        Assert.Equal(before, await RowsAsync());
        await api.StopAsync();

        async Task SyncAsync()
        {
            foreach (var (client, account, _) in accounts)
                Assert.IsType<JobItemOutcome.Done>(await fixture.RunAsync(app, Job, client, account));
        }

        Task<string?> RowsAsync() => fixture.Database.ScalarAsync<string>("select md5(string_agg(xmin::text || ctid::text || id::text, ',' order by id)) from comments_inbox");
    }
}
