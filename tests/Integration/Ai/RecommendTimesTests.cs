using SnsOps.Workers.Ai.RecommendTimes;

namespace SnsOps.Integration.Ai;

/// <summary>Best times are made of what the platform counted for the posts.</summary>
public sealed class RecommendTimesTests
{
    [Fact]
    public async Task An_accounts_evenings_are_found_and_made_anew_each_day()
    {
        await using var ai = await AiFixture.CreateAsync();
        var silent = await ai.Agency.AccountAsync(ai.Client, "instagram", "17841400000000009", "t");
        var publication = await ai.Agency.PublicationAsync(ai.Client, ai.Account, "facebook_text", "저녁 소식", -100);
        await ai.Database.ExecuteAsync("""
            create temp table days as select d, (date_trunc('day', now() at time zone 'Asia/Seoul') - make_interval(days => d) + make_interval(hours => case when d % 2 = 0 then 20 else 10 end)) at time zone 'Asia/Seoul' as at
              from generate_series(3, 62) d;
            insert into contents (id, client_id, title, body, created_by) select gen_random_uuid(), @Client, '글 ' || d, '', (select id from users limit 1) from days;
            insert into publications (id, client_id, content_id, account_id, platform, format, state, content_version, seal, scheduled_at, grace, prepare_at, next_attempt_at, published_at, platform_post_id)
            select gen_random_uuid(), p.client_id, (select id from contents where title = '글 ' || d.d), p.account_id, p.platform, p.format, 'published', 1, p.seal, d.at, p.grace, d.at - interval '150 seconds', d.at, d.at, 'post-' || d.d
              from days d cross join publications p where p.id = @publication;
            insert into analytics_snapshots (id, client_id, account_id, platform, metric, for_date, value, observed_at, publication_id, platform_post_id, period, breakdown)
            select gen_random_uuid(), p.client_id, p.account_id, p.platform, m.metric, current_date, case when extract(hour from p.published_at at time zone 'Asia/Seoul') = 20 then 300 else 60 end * m.part, now(), p.id, p.platform_post_id, 'lifetime', m.breakdown
              from publications p cross join (values ('reactions', '', 1.2), ('reactions', 'like', 1.0), ('reactions', 'love', 0.2), ('clicks', '', 1.5), ('reach', '', 100.0)) m (metric, breakdown, part) where p.platform_post_id like 'post-%'
            """, new { ai.Client, publication });
        Assert.Equal([60 * 2.7, 300 * 2.7], (await ai.Service<RecommendTimesSql>().PostsAsync(TestContext.Current.CancellationToken)).Select(p => Math.Round(p.Engagement, 6)).Distinct().Order());
        var recommender = ai.Service<TimeRecommender>();

        for (var day = 0; day < 2; day++)
            Assert.Equal(2, await recommender.RecommendAsync(TestContext.Current.CancellationToken));

        Assert.True(await ai.Database.ScalarAsync<bool>("""
            select hour between 19 and 21 and source = 'account' and signal = 'ok' and lift > 0.2 and all_posts = 60 and not explore and reason_ko like '%60건%' from best_times where account_id = @Account and rank = 1
            """, new { ai.Account }));
        Assert.Equal("10/1", await ai.Database.ScalarAsync<string>("select count(*) || '/' || count(*) filter (where explore) from best_times where account_id = @Account", new { ai.Account }));
        Assert.Equal("client", await ai.Database.ScalarAsync<string>("select source from best_times where account_id = @silent and rank = 1", new { silent }));
    }
}
