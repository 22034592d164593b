using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SnsOps.Shared.JobItems;

namespace SnsOps.Integration.Collection;

/// <summary>Where an hour's calls do not suffice, or a post cannot be read, the others have their turn all the same.</summary>
public sealed class CollectionTurnTests
{
    private const string Comments = "sync-comments", Figures = "collect-analytics";

    [Fact]
    public async Task A_list_of_posts_longer_than_an_hours_calls_is_read_to_its_end_hour_after_hour()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook");
        ListComments(fixture, posts: 20, post => [post + "_1"]);

        var read = new List<int>();
        for (var hour = 0; hour < 3; hour++)
        {
            await PassAsync(fixture, client, account, hour, "--Meta:AccountCallsPerHour=10");        // of which collection has eight: a list, and seven posts
            read.Add(await CommentsAsync(fixture));
        }

        Assert.Equal([7, 14, 20], read);
    }

    [Fact]
    public async Task A_post_longer_than_an_hours_calls_keeps_no_other_unread()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook");
        ListComments(fixture, posts: 6, post => post == "100" ? Enumerable.Range(1, 12).Select(i => $"100_{i}") : [post + "_1"]);

        await PassAsync(fixture, client, account, hour: 0, "--Meta:AccountCallsPerHour=10");
        Assert.Equal(0, await OthersAsync());
        await PassAsync(fixture, client, account, hour: 1, "--Meta:AccountCallsPerHour=10");

        Assert.Equal(5, await OthersAsync());

        Task<int> OthersAsync() => fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where platform_post_id <> '100'");
    }

    [Fact]
    public async Task One_post_whose_comments_cannot_be_read_is_passed_over_and_two_end_the_pass_but_not_the_next()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook");
        var broken = new HashSet<string> { "101" };
        ListComments(fixture, posts: 5, post => broken.Contains(post) ? null : [post + "_1"]);

        Assert.IsType<JobItemOutcome.TryLater>(await PassAsync(fixture, client, account, hour: 0));
        Assert.Equal(4, await CommentsAsync(fixture));

        await fixture.Database.ExecuteAsync("delete from comments_inbox; delete from comment_progress");
        broken.Add("102");
        await PassAsync(fixture, client, account, hour: 1);
        Assert.Equal(1, await CommentsAsync(fixture));
        await PassAsync(fixture, client, account, hour: 2);
        Assert.Equal(3, await CommentsAsync(fixture));
    }

    [Fact]
    public async Task Figures_of_posts_the_last_reading_did_not_come_to_are_read_first()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await PagePostsAsync(fixture, 4);
        var calls = 0;
        fixture.Graph.Answer = (_, query) => Answer(query, _ => ++calls > 2 ? FakeGraph.Error(80001, "(#80001) There have been too many calls to this Page account.") : (200, "{}"));

        for (var hour = 0; hour < 2; hour++)
        {
            calls = 0;
            await RunAtAsync(fixture, Figures, client, account, hour, "--Meta:AccountCallsPerHour=15");
        }

        Assert.Equal(4, await fixture.Database.ScalarAsync<int>("select count(*)::int from post_looks"));
    }

    [Fact]
    public async Task One_post_whose_figures_cannot_be_read_keeps_no_other_unread()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await PagePostsAsync(fixture, 3);
        fixture.Graph.Answer = (_, query) => Answer(query, post => post == "101" ? (500, "{}") : (200, "{}"));

        Assert.IsType<JobItemOutcome.TryLater>(await RunAtAsync(fixture, Figures, client, account, hour: 0, "--Meta:AccountCallsPerHour=15"));

        Assert.Equal("100,102", await fixture.Database.ScalarAsync<string>("select string_agg(p.platform_post_id, ',' order by p.platform_post_id) from post_looks join publications p on p.id = publication_id"));
    }

    [Fact]
    public async Task Days_of_a_reading_that_a_fault_cut_short_are_read_again()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram");
        await fixture.Database.ExecuteAsync("update platform_accounts set created_at = now() - interval '10 days'");
        var broken = true;
        fixture.Graph.Answer = (_, query) => query["metric_type"] == "total_value" && broken ? (500, "{}") : (200, """{"data":[]}""");
        Assert.IsType<JobItemOutcome.TryLater>(await RunAtAsync(fixture, Figures, client, account, hour: 0));
        Assert.Equal((0, true), (await TotalsAsync(), await fixture.Database.ScalarAsync<bool>("select count(*) >= 10 from analytics_snapshots where metric = 'reach'")));

        broken = false;
        Assert.IsType<JobItemOutcome.Done>(await RunAtAsync(fixture, Figures, client, account, hour: 1));

        Assert.InRange(await TotalsAsync(), 7, 9);        // of all days that have settled

        Task<int> TotalsAsync() => fixture.Database.ScalarAsync<int>("select count(distinct for_date)::int from analytics_snapshots where metric = 'saves' and final");
    }

    /// <summary>A page's posts, newest first, and what is commented below each; null: the platform fails.</summary>
    private static void ListComments(CollectionFixture fixture, int posts, Func<string, IEnumerable<string>?> below) => fixture.Graph.Answer = (path, query) =>
    {
        if (path.EndsWith("/published_posts", StringComparison.Ordinal))
            return fixture.Graph.Page(Enumerable.Range(100, posts).Select(id => (JsonNode)new JsonObject { ["id"] = $"{id}", ["created_time"] = "2026-08-07T02:00:00+0000" }));
        var post = path[..path.IndexOf('/', StringComparison.Ordinal)];
        if (below(post)?.ToList() is not { } comments)
            return (500, "<html>internal server error</html>");
        var page = int.Parse(query["after"].FirstOrDefault() ?? "0", CultureInfo.InvariantCulture);
        return fixture.Graph.Page(
            [new JsonObject { ["id"] = comments[page], ["message"] = $"{comments[page]}번째 댓글", ["created_time"] = "2026-08-07T03:00:00+0000", ["from"] = new JsonObject { ["id"] = "77", ["name"] = "지훈" } }],
            page + 1 < comments.Count ? $"{post}/comments?after={page + 1}" : null);
    };

    /// <summary>A page with posts of ours, 100 the newest.</summary>
    private static async Task<(Guid Client, Guid Account, string Page)> PagePostsAsync(CollectionFixture fixture, int posts)
    {
        var of = await fixture.AccountAsync("facebook");
        for (var i = 0; i < posts; i++)
            await fixture.PublishedAsync(of.ClientId, of.AccountId, "facebook_text", $"{100 + i}", hoursAgo: 1 + i);
        return of;
    }

    private static (int, string) Answer(IQueryCollection query, Func<string, (int, string)> ofPost) =>
        query["ids"].ToString() is { Length: > 0 } post ? ofPost(post) : (200, """{"data":[]}""");

    private static Task<JobItemOutcome> PassAsync(CollectionFixture fixture, Guid client, Guid account, int hour, params string[] settings) =>
        RunAtAsync(fixture, Comments, client, account, hour, settings);

    /// <summary>By a process of its own, when the hours before have left every budget's window.</summary>
    private static async Task<JobItemOutcome> RunAtAsync(CollectionFixture fixture, string job, Guid client, Guid account, int hour, params string[] settings)
    {
        await fixture.Database.ExecuteAsync("select snsops.turn_clock(@by)", new { by = TimeSpan.FromHours(2 * hour) });
        return await fixture.RunAsync(fixture.Build(["--ExternalCalls:BreakerFailures=1000", .. settings]), job, client, account);
    }

    private static Task<int> CommentsAsync(CollectionFixture fixture) => fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox");
}
