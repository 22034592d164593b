using System.Text.Json;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.JobItems;
using SnsOps.Workers.Collection.Inbox;

namespace SnsOps.Integration.Collection;

/// <summary>What is deleted or hidden on Meta's platforms is seen here, and nothing is called deleted that is not.</summary>
public sealed class CommentFateTests
{
    private const string Job = "sync-comments";

    [Theory]
    [InlineData("instagram")]
    [InlineData("facebook")]
    public async Task Deletions_hides_and_edits_are_reflected_and_the_next_pass_writes_nothing(string platform)
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, page) = await fixture.AccountAsync(platform);
        var people = new Audience(fixture.Sandbox);
        var post = await people.PostAsync(page);
        var tops = await people.WriteAsync(post, Enumerable.Range(1, 120).Select(i => $"{i}번째 댓글"));
        var answers = await people.WriteAsync(post, ["답글 하나", "답글 둘"], parent: tops[3]);
        var app = fixture.Build("--SyncComments:LookbackSeconds=0");
        await fixture.RunAsync(app, Job, client, account);

        await people.DeleteAsync(tops[7], tops[3]);                    // its answers go with it
        await people.ModerateAsync(tops[100], "hide");
        await people.EditAsync(tops[110], "고친 댓글");
        var second = Done(await fixture.RunAsync(app, Job, client, account));

        Assert.Empty(await CommentTruth.DifferencesAsync(fixture.Sandbox.Http, fixture.Database.DataSource, page, account));
        Assert.Equal((0, 1, 4, 1), (second.GetProperty("new").GetInt32(), second.GetProperty("edited").GetInt32(), second.GetProperty("gone").GetInt32(), second.GetProperty("turned").GetInt32()));
        Assert.Equal(answers.Order(), (await fixture.Database.ScalarAsync<string[]>("select array_agg(platform_comment_id order by platform_comment_id) from comments_inbox where parent_comment_id is not null and deleted_at is not null"))!);

        var before = await RowsAsync(fixture);
        await fixture.Database.ExecuteAsync("update comment_progress set full_at = 'epoch'");
        Done(await fixture.RunAsync(app, Job, client, account));
        Assert.Equal(before, await RowsAsync(fixture));

        await people.ModerateAsync(tops[100], "unhide");
        Done(await fixture.RunAsync(app, Job, client, account));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where hidden_at is not null"));
    }

    [Fact]
    public async Task What_comes_back_is_scored_if_its_text_never_was_and_told_if_it_never_was()
    {
        await using var database = await TestDatabase.CreateAsync();
        var agency = new Agency(database);
        var client = await agency.ClientAsync();
        var account = new InboxAccount(await agency.AccountAsync(client, "facebook", "555", "t"), client, "facebook");
        var (store, at) = (new CommentStore(database.DataSource), new DateTimeOffset(2026, 8, 7, 3, 0, 0, TimeSpan.Zero));

        await StoreAsync(Arrival.ByWebhook(at), CommentStore.Gone("먼저 지워짐", "p1"));
        await StoreAsync(Arrival.ByWebhook(at.AddSeconds(-1)), Comment("먼저 지워짐", "맛있어요"));
        await StoreAsync(Arrival.BySync(at), Comment("고쳐 옴", "별로예요"), Comment("그대로 옴", "최고예요"), Comment("읽기 전에 지워짐", "식중독이래요"));
        await database.ExecuteAsync("""
            update comments_inbox set sentiment = 'neutral', score = 0.9, sentiment_model = 'words@1', scored_at = snsops.now() - interval '1 hour', announced_at = snsops.now() - interval '1 hour'
             where platform_comment_id in ('고쳐 옴', '그대로 옴')
            """);
        await StoreAsync(Arrival.BySync(at.AddMinutes(1)), [.. ((string[])["고쳐 옴", "그대로 옴", "읽기 전에 지워짐"]).Select(id => CommentStore.Gone(id, "p1"))]);
        await StoreAsync(Arrival.BySync(at.AddMinutes(2)), Comment("먼저 지워짐", "맛있어요"), Comment("고쳐 옴", "식중독에 걸렸어요"), Comment("그대로 옴", "최고예요"), Comment("읽기 전에 지워짐", "식중독이래요"));

        Assert.Equal("고쳐 옴: to be scored, 그대로 옴: as it was, 먼저 지워짐: to be scored and told, 읽기 전에 지워짐: to be scored and told", await database.ScalarAsync<string>("""
            select string_agg(platform_comment_id || ': ' || case when scored_at is null then 'to be scored' else 'as it was' end || case when announced_at is null then ' and told' else '' end, ', '
                              order by platform_comment_id collate "C") from comments_inbox where deleted_at is null
            """));

        Task StoreAsync(Arrival arrival, params InboxComment[] comments) => store.StoreAsync(account, comments, arrival, TestContext.Current.CancellationToken);

        static InboxComment Comment(string id, string text) => new(id, "p1", null, "민지", "77", text, new DateTimeOffset(2026, 8, 7, 2, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("server-error")]
    [InlineData("rate-limit")]
    [InlineData("html-error-page")]
    public async Task A_pass_that_did_not_come_to_the_last_page_believes_no_deletion(string kind)
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, page) = await fixture.AccountAsync("instagram");
        var people = new Audience(fixture.Sandbox);
        var post = await people.PostAsync(page);
        var ids = await people.WriteAsync(post, Enumerable.Range(1, 120).Select(i => $"{i}번째 댓글"));
        var app = fixture.Build("--SyncComments:LookbackSeconds=0");
        await fixture.RunAsync(app, Job, client, account);

        await people.DeleteAsync(ids[0], ids[119]);
        await fixture.Sandbox.FaultAsync(new { endpoint = "ig.comments", kind, after = 1, times = 20 });
        Assert.IsType<JobItemOutcome.TryLater>(await fixture.RunAsync(app, Job, client, account));

        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where deleted_at is not null"));
    }

    [Fact]
    public async Task What_a_list_left_out_by_mistake_comes_back_and_what_is_young_is_not_missed()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, page) = await fixture.AccountAsync("instagram");
        var people = new Audience(fixture.Sandbox);
        var post = await people.PostAsync(page);
        await people.WriteAsync(post, ["하나", "둘"]);
        await fixture.RunAsync(fixture.Build(), Job, client, account);

        await fixture.Sandbox.FaultAsync(new { endpoint = "ig.comments", kind = "listing-lag", times = 2, delay_ms = 3_600_000 });     // the list shows nothing
        Done(await fixture.RunAsync(fixture.Build(), Job, client, account));
        Assert.Equal(0, await GoneAsync());
        Done(await fixture.RunAsync(fixture.Build("--SyncComments:LookbackSeconds=0"), Job, client, account));
        Assert.Equal(2, await GoneAsync());

        Done(await fixture.RunAsync(fixture.Build(), Job, client, account));
        Assert.Equal(0, await GoneAsync());

        Task<int> GoneAsync() => fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where deleted_at is not null");
    }

    private static JsonElement Done(JobItemOutcome outcome) => JsonSerializer.SerializeToElement(Assert.IsType<JobItemOutcome.Done>(outcome).Detail);

    private static async Task<string> RowsAsync(CollectionFixture fixture) =>
        (await fixture.Database.ScalarAsync<string>("select md5(string_agg(xmin::text || ctid::text || id::text, ',' order by id)) from comments_inbox"))!;
}
