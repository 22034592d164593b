using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Integration.Collection;

/// <summary>Comments below a channel's videos are collected whole, for few units of the quota.</summary>
public sealed class YouTubeCommentsTests
{
    private const string Job = "sync-comments";

    [Fact]
    public async Task Threads_all_their_replies_and_what_awaits_a_moderator_are_collected_and_a_quiet_channel_costs_two_units()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, channel) = await fixture.AccountAsync("youtube");
        var people = new Audience(fixture.Sandbox);
        var video = await people.PostAsync(channel);
        var tops = await people.WriteAsync(video, Enumerable.Range(1, 130).Select(i => $"{i}번째 <댓글>\n두 줄"));
        await people.WriteAsync(video, Enumerable.Range(1, 9).Select(i => $"답글 {i}"), parent: tops[0]);
        await people.WriteAsync(video, ["확인이 필요한 댓글"], moderation: "heldForReview");
        await people.WriteAsync(video, ["광고입니다"], moderation: "likelySpam");
        var app = fixture.Build("--SyncComments:LookbackSeconds=0");

        var first = Done(await fixture.RunAsync(app, Job, client, account));
        var units = await fixture.Sandbox.CountAsync("yt.*");           // each call of these costs one
        var quiet = Done(await fixture.RunAsync(app, Job, client, account));

        Assert.Equal(141, first.GetProperty("new").GetInt32());
        Assert.Empty(await CommentTruth.DifferencesAsync(fixture.Sandbox.Http, fixture.Database.DataSource, channel, account));
        Assert.Equal((0, 1), (quiet.GetProperty("posts").GetInt32(), quiet.GetProperty("unchanged").GetInt32()));
        Assert.Equal(2, await units());
    }

    [Fact]
    public async Task A_deletion_is_told_from_a_comment_that_was_held_back_or_rejected()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, channel) = await fixture.AccountAsync("youtube");
        var people = new Audience(fixture.Sandbox);
        var video = await people.PostAsync(channel);
        var ids = await people.WriteAsync(video, ["지울 댓글", "보류할 댓글", "거절할 댓글", "남을 댓글", "고칠 댓글"]);
        var app = fixture.Build("--SyncComments:LookbackSeconds=0", "--SyncComments:YouTubeFullPassMinutes=0");
        await fixture.RunAsync(app, Job, client, account);

        await people.DeleteAsync(ids[0]);
        await people.ModerateAsync(ids[1], "hold");
        await people.ModerateAsync(ids[2], "reject");
        await people.EditAsync(ids[4], "고친 댓글");
        Done(await fixture.RunAsync(app, Job, client, account));

        Assert.Empty(await CommentTruth.DifferencesAsync(fixture.Sandbox.Http, fixture.Database.DataSource, channel, account));
        Assert.Equal("지울 댓글,거절할 댓글", await fixture.Database.ScalarAsync<string>("select string_agg(message, ',' order by message desc) from comments_inbox where deleted_at is not null"));
        Assert.Equal("held", await fixture.Database.ScalarAsync<string>("select hidden_as from comments_inbox where hidden_at is not null"));

        await people.ModerateAsync(ids[1], "publish");
        Done(await fixture.RunAsync(app, Job, client, account));
        Assert.Empty(await CommentTruth.DifferencesAsync(fixture.Sandbox.Http, fixture.Database.DataSource, channel, account));
    }

    [Fact]
    public async Task A_pass_that_runs_out_of_units_says_so_and_goes_on_after_midnight_in_california()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, channel) = await fixture.AccountAsync("youtube");
        var people = new Audience(fixture.Sandbox);
        foreach (var video in new[] { await people.PostAsync(channel, "하나"), await people.PostAsync(channel, "둘"), await people.PostAsync(channel, "셋") })
            await people.WriteAsync(video, ["댓글", "또 댓글"]);
        await fixture.Sandbox.SetYouTubeAsync(new { units_per_day = 7 });       // three for finding the videos, three for the first, one of the second
        var app = fixture.Build();

        var later = Assert.IsType<JobItemOutcome.TryLater>(await fixture.RunAsync(app, Job, client, account));

        Assert.False(later.Burns);
        Assert.Contains("태평양 시간 자정", later.Reason, StringComparison.Ordinal);
        Assert.InRange(later.Wait!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(25));
        Assert.Equal(4, await fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox"));
        var held = Assert.IsType<JobItemOutcome.TryLater>(await fixture.RunAsync(app, Job, client, account));
        Assert.False(held.Burns);

        await fixture.Database.ExecuteAsync("select snsops.turn_clock(interval '1 day')");
        await fixture.Sandbox.TurnClockAsync(TimeSpan.FromDays(1));
        await fixture.Sandbox.SetYouTubeAsync(new { units_per_day = 10_000 });
        Done(await fixture.RunAsync(fixture.Build(), Job, client, account));
        Assert.Equal(6, await fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox"));
    }

    [Fact]
    public async Task New_comments_bring_no_further_look_that_would_cost_units()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, channel) = await fixture.AccountAsync("youtube");
        var people = new Audience(fixture.Sandbox);
        await people.WriteAsync(await people.PostAsync(channel), ["첫 댓글"]);

        var done = Done(await fixture.RunAsync(fixture.Build("--SyncComments:FollowUpSeconds=30"), Job, client, account));

        Assert.Equal(1, done.GetProperty("new").GetInt32());
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*)::int from job_items"));
    }

    [Fact]
    public async Task A_run_that_a_person_asks_for_looks_at_channels_too()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        for (var i = 0; i < 3; i++)
            await fixture.AccountAsync("youtube");
        var schedule = fixture.Build("--Google:UnitsPerDay=100").Services.GetServices<IScheduledJob>().Single(j => j.Definition.Name == Job);
        var firing = schedule.Definition.Grid.LatestAt(await fixture.Database.ScalarAsync<DateTimeOffset>("select snsops.now()"));
        if (firing.ToUnixTimeSeconds() / 300 % 35 == 0)
            firing = schedule.Definition.Grid.Before(firing);

        Assert.Equal((0, 35), await PlannedAsync(firing));
        Assert.Equal((3, 35), await PlannedAsync(firing.AddSeconds(61)));

        async Task<(int, int)> PlannedAsync(DateTimeOffset at)
        {
            var planned = JsonSerializer.SerializeToElement(await schedule.RunAsync(new JobRun(Job, at, 1, false, null), TestContext.Current.CancellationToken));
            return (planned.GetProperty("planned").GetInt32(), planned.GetProperty("youtube_every").GetInt32());
        }
    }

    [Theory]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(100, 12)]
    public void More_channels_than_the_quota_feeds_are_each_looked_at_less_often(int channels, int every) =>
        Assert.Equal(every, Workers.Collection.SyncComments.SyncCommentsSchedule.Stride(channels, TimeSpan.FromMinutes(5), 5000));

    private static JsonElement Done(JobItemOutcome outcome) => JsonSerializer.SerializeToElement(Assert.IsType<JobItemOutcome.Done>(outcome).Detail);
}
