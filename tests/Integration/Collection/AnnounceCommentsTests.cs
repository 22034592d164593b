using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Shared.Lanes;

namespace SnsOps.Integration.Collection;

/// <summary>Staff hear of a comment although the AI lane is down.</summary>
public sealed class AnnounceCommentsTests
{
    [Fact]
    public async Task A_comment_nobody_scored_in_30_seconds_is_told_of_once_without_a_tone()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, platformId) = await fixture.AccountAsync("facebook");
        await CommentAsync(fixture, client, account, "늦게 읽히는 댓글", 31);
        await CommentAsync(fixture, client, account, "방금 온 댓글", 5);
        await CommentAsync(fixture, client, account, "저희가 단 답글", 40, platformId);
        await CommentAsync(fixture, client, account, "이미 알린 댓글", 50, announced: true);
        // Instagram keeps who wrote it to itself: these are ours all the same.
        await CommentAsync(fixture, client, account, "이름 없이 온 저희 답글", 45);
        await CommentAsync(fixture, client, account, "이름 없이 온 저희 첫 댓글", 46);
        var (publication, user) = (await fixture.Agency.PublicationAsync(client, account, "facebook_text", "신메뉴", 60), await fixture.Agency.UserAsync("operator", client));
        await fixture.Database.ExecuteAsync("""
            insert into comment_replies (id, client_id, comment_id, account_id, platform, text, state, next_attempt_at, platform_reply_id, published_at, created_by, created_at)
            select gen_random_uuid(), client_id, id, account_id, platform, '답글', 'published', now(), platform_comment_id, now(), @user, now() from comments_inbox where message = '이름 없이 온 저희 답글';
            insert into first_comments (id, client_id, account_id, platform, text, state, next_attempt_at, due_since, platform_comment_id, published_at, created_at)
            select @publication, client_id, account_id, platform, message, 'published', now(), null, platform_comment_id, now(), now() from comments_inbox where message = '이름 없이 온 저희 첫 댓글'
            """, new { publication, user });
        await using var app = fixture.Build();

        await SweepAsync(app);
        await SweepAsync(app);

        Assert.Equal("늦게 읽히는 댓글/true", await fixture.Database.ScalarAsync<string>(
            "select string_agg((payload ->> 'message') || '/' || (payload -> 'sentiment' = 'null'), ',') from live_events where type = 'new_comment' and client_id = @client", new { client }));
        Assert.Equal("방금 온 댓글", await fixture.Database.ScalarAsync<string>("select string_agg(message, ',') from comments_inbox where announced_at is null"));
    }

    [Fact]
    public async Task Comments_being_scored_right_now_are_left_to_the_one_who_scores_them()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook");
        await CommentAsync(fixture, client, account, "지금 읽는 중", 31);
        await using var app = fixture.Build();
        await using var scoring = await fixture.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await scoring.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await Dapper.SqlMapper.ExecuteAsync(scoring, "select 1 from comments_inbox for update", transaction: transaction);

        await SweepAsync(app);

        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*)::int from live_events"));
    }

    private static Task SweepAsync(WebApplication app) =>
        app.Services.GetServices<ISweep>().Single(s => s.Name == "unannounced comments").SweepAsync(TestContext.Current.CancellationToken);

    private static Task CommentAsync(CollectionFixture fixture, Guid client, Guid account, string message, double secondsAgo, string? authorId = null, bool announced = false) =>
        fixture.Database.ExecuteAsync("""
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author_platform_id, message, posted_at, received_at, announced_at)
            select gen_random_uuid(), @client, @account, 'facebook', @message, 'p', @authorId, @message, t, t, case when @announced then t end
              from (select snsops.now() - make_interval(secs => @secondsAgo) as t) x
            """, new { client, account, message, secondsAgo, authorId, announced });
}
