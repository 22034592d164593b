using System.Diagnostics;
using System.Net.Http.Json;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Collection;

/// <summary>A collecting process killed at the worst moment costs time and nothing else.</summary>
public sealed class KilledCollectorTests
{
    [Theory]
    [InlineData("comments.page-read:kill@3")]
    [InlineData("comments.page-stored:kill@3")]
    public async Task Comments_of_a_pass_that_was_killed_are_all_there_after_the_next(string failpoint)
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        await fixture.AccountAsync("facebook");
        var rows = Enumerable.Range(1, 1200).Select(i => new { id = $"99{i:D5}", text = $"{i}번째 손님의 이야기" }).ToArray();
        using (var response = await fixture.Sandbox.Http.PostAsJsonAsync("/_sandbox/comments/play", new { rows, per_second = 20_000 }))
            response.EnsureSuccessStatusCode();

        await RunUntilKilledAsync(fixture, failpoint, "--Schedules:sync-comments:Every=00:00:01");
        Assert.InRange(await fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox"), 0, 1199);
        await fixture.StartAsync("--Schedules:sync-comments:Every=00:00:01");

        await fixture.Database.UntilAsync("all comments are there", "select count(*) = 1200 from comments_inbox");
        await fixture.Database.UntilAsync("the killed pass is done by another", "select bool_or(state = 'done' and epoch > 1) from job_items where job = 'sync-comments'");
    }

    [Fact]
    public async Task What_a_killed_process_held_does_not_wait_for_its_lease()
    {
        const string Often = "--Schedules:sync-comments:Every=00:00:01";
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        await fixture.AccountAsync("facebook");
        using (var response = await fixture.Sandbox.Http.PostAsJsonAsync("/_sandbox/comments/play", new { rows = new[] { new { id = "9900001", text = "첫 손님의 이야기" } }, per_second = 20_000 }))
            response.EnsureSuccessStatusCode();

        await RunUntilKilledAsync(fixture, "comments.page-read:kill@1", Often, "--Workers:LeaseSeconds=300");
        await fixture.StartAsync(Often);

        await fixture.Database.UntilAsync("the killed pass is done by another", "select bool_or(state = 'done' and epoch > 1) from job_items where job = 'sync-comments'");
    }

    /// <summary>Between the platform's answer and our commit the new token is lost, and the old one is exchanged once more; from the commit on nothing is.</summary>
    [Theory]
    [InlineData("token.refreshed", 2)]
    [InlineData("token.kept", 1)]
    [InlineData("token.worked", 1)]
    public async Task A_process_that_dies_while_it_renews_a_token_loses_no_account(string failpoint, int exchanges)
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        await fixture.AccountAsync("instagram", DateTimeOffset.UtcNow.AddDays(2));
        string[] settings = ["--Schedules:refresh-expiring-tokens:Every=00:00:01", "--Tokens:LeaseSeconds=5", "--Meta:TimeoutSeconds=4"];

        await RunUntilKilledAsync(fixture, failpoint + ":kill@1", settings);
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select token_version from platform_accounts"));
        await fixture.StartAsync(settings);

        await fixture.Database.UntilAsync("the token is refreshed", "select token_version = 2 and state = 'active' and refresh_owner is null from platform_accounts");
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(*)::int from account_tokens"));
        Assert.Equal(exchanges, (await fixture.Sandbox.RenewalsAsync()).Values.Single().Renewed);
    }

    [Theory]
    [InlineData("analytics.batch-written:kill@1")]
    [InlineData("analytics.stored:kill@1")]
    public async Task Figures_of_a_reading_that_was_killed_are_there_once_and_add_up(string failpoint)
    {
        const int Posts = 90;
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        for (var i = 0; i < Posts; i++)
        {
            var post = await fixture.PagePostAsync(page, $"{i}번째 글");
            await fixture.PublishedAsync(client, account, "facebook_text", post);
            await fixture.SetFigureAsync(post, "post_media_view", 1_000 + i);
        }

        string[] settings = ["--Schedules:collect-analytics:Every=00:00:01", "--Meta:AccountCallsPerHour=1000000", "--Meta:CallsPerUserHour=1000000"];
        await RunUntilKilledAsync(fixture, failpoint, settings);
        var killed = await fixture.Database.ScalarAsync<DateTimeOffset>("select scheduled_for from job_items where job = 'collect-analytics' and state = 'claimed'");
        await fixture.StartAsync(settings);

        await fixture.Database.UntilAsync("the killed reading is done by another", "select exists (select from job_items where job = 'collect-analytics' and scheduled_for = @killed and state = 'done' and epoch > 1)", new { killed });
        Assert.Equal(Posts * 6, await fixture.Database.ScalarAsync<int>("select count(*)::int from analytics_snapshots where run_for = @killed and platform_post_id <> ''", new { killed }));
        Assert.Equal(Enumerable.Range(0, Posts).Sum(i => 1_000 + i), await fixture.Database.ScalarAsync<int>("select sum(value)::int from analytics_snapshots where run_for = @killed and metric = 'views' and platform_post_id <> ''", new { killed }));
        Assert.False(await fixture.Database.ScalarAsync<bool>("""
            select exists (select from analytics_snapshots where run_for is not null group by account_id, platform_post_id, metric, breakdown, for_date, run_for having count(*) > 1)
            """));
    }

    /// <summary>Runs the real executable, which lies beside the tests' own output, until it kills itself.</summary>
    private static async Task RunUntilKilledAsync(CollectionFixture fixture, string failpoint, params string[] settings)
    {
        var dll = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "SnsOps.Workers.Collection", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "SnsOps.Workers.Collection.dll"));
        var start = new ProcessStartInfo("dotnet", [dll, .. ProcessSettings.For(fixture.Database, null, fixture.Sandbox, null, ["--SyncComments:FollowUpSeconds=0", .. settings])])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetDirectoryName(dll)!,
        };
        start.Environment["SNSOPS_FAIL"] = failpoint;
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(90));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
