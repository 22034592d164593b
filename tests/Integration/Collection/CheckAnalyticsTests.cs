namespace SnsOps.Integration.Collection;

/// <summary>Kept figures are compared with their source, past every cache.</summary>
public sealed class CheckAnalyticsTests
{
    [Fact]
    public async Task Figures_that_drifted_are_noted_and_admins_are_told_once_a_day()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook", more: new { followers = 5_000 });
        var admin = await fixture.Agency.UserAsync("admin");
        var post = await fixture.PagePostAsync(page, "가을");
        await fixture.PublishedAsync(client, account, "facebook_text", post);
        foreach (var metric in new[] { "post_media_view", "post_total_media_view_unique", "post_clicks", "post_reactions_by_type_total" })
            await fixture.SetFigureAsync(post, metric, 1_000);
        var app = fixture.Build("--CheckAnalytics:Figures=40");
        await fixture.RunAsync(app, "collect-analytics", client, account);

        await fixture.RunAsync(app, "check-analytics", client, account);
        Assert.Equal(["agrees"], await VerdictsAsync(fixture));
        await fixture.SetFigureAsync(post, "post_media_view", 400);        // what was kept was counted twice, it seems

        await fixture.RunAsync(app, "check-analytics", client, account);
        await fixture.RunAsync(app, "check-analytics", client, account);
        Assert.Equal(["agrees", "drift"], await VerdictsAsync(fixture));
        Assert.Equal(("views", 1_000m, 400m), (
            await fixture.Database.ScalarAsync<string>("select metric from analytics_checks where verdict = 'drift' limit 1"),
            await fixture.Database.ScalarAsync<decimal>("select stored from analytics_checks where verdict = 'drift' limit 1"),
            await fixture.Database.ScalarAsync<decimal>("select seen from analytics_checks where verdict = 'drift' limit 1")));
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*)::int from notifications where user_id = @admin and kind = 'analytics.drift'", new { admin }));
    }

    [Fact]
    public async Task A_day_that_has_settled_must_be_the_same_and_a_post_that_is_gone_is_unreadable()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, _) = await fixture.AccountAsync("youtube");
        await fixture.PublishedAsync(client, account, "youtube_video", "no-such-video");
        await fixture.Database.ExecuteAsync("update platform_accounts set created_at = now() - interval '6 days'");
        var app = fixture.Build("--CheckAnalytics:Figures=100");
        await fixture.RunAsync(app, "collect-analytics", client, account);
        await fixture.Database.ExecuteAsync("update analytics_snapshots set value = 12 where metric = 'views' and platform_post_id = '' and final and for_date = (select min(for_date) from analytics_snapshots where final)");
        await fixture.Database.ExecuteAsync("""
            update analytics_snapshots set value = 5, null_reason = null where platform_post_id = 'no-such-video' and metric = 'likes'
            """);

        await fixture.RunAsync(app, "check-analytics", client, account);

        Assert.Equal("views", await fixture.Database.ScalarAsync<string>("select string_agg(metric, ',') from analytics_checks where verdict = 'drift'"));
        Assert.Equal("likes", await fixture.Database.ScalarAsync<string>("select string_agg(metric, ',') from analytics_checks where verdict = 'unreadable'"));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select count(*) > 8 from analytics_checks where verdict = 'agrees'"));
    }

    private static async Task<string[]> VerdictsAsync(CollectionFixture fixture) =>
        (await fixture.Database.ScalarAsync<string>("select string_agg(distinct verdict, ',' order by verdict) from analytics_checks"))!.Split(',');
}
