using Dapper;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Scheduling;
using SnsOps.Workers.Ai.DetectCrisis;
using SnsOps.Workers.Ai.ReplayRules;
using SnsOps.Workers.Ai.Surges;
using SnsOps.Workers.Ai.WatchBuildUps;

namespace SnsOps.Integration.Ai;

/// <summary>Surges against what is usual for the client, and what follows an alarm.</summary>
public sealed class CrisisCareTests
{
    [Fact]
    public async Task What_is_usual_for_a_client_is_no_surge_and_what_is_not_is_one_with_its_evidence()
    {
        await using var ai = await AiFixture.CreateAsync();
        await ai.PastAsync(perHour: 10, negatives: 7, weeks: 3);
        await ai.CommentAsync([.. Enumerable.Range(1, 12).Select(i => $"{i}번째로 별로"), .. Enumerable.Repeat("최고", 4)], secondsAgo: 5);
        await ai.DrainAsync();

        Assert.Equal(0, await ai.Surges().DetectAsync(TestContext.Current.CancellationToken));      // seven of ten have always been negative here

        await using var calm = await AiFixture.CreateAsync();
        await calm.PastAsync(perHour: 10, negatives: 1, weeks: 3);
        await calm.CommentAsync([.. Enumerable.Range(1, 14).Select(i => $"{i}번째로 별로"), .. Enumerable.Repeat("최고", 16)], secondsAgo: 5);
        await calm.DrainAsync();

        Assert.Equal(1, await calm.Surges().DetectAsync(TestContext.Current.CancellationToken));
        Assert.True(await calm.Database.ScalarAsync<bool>("""
            select kind = 'negative_surge' and message like '%30건 중 14건%평소 10%' and comment_count = 14
                   and (evidence ->> 'usual_share')::float between 0.08 and 0.12 and (evidence ->> 'chance')::float < 1e-5 and (evidence ->> 'expected_negatives')::float < 5 from incidents
            """));
    }

    [Fact]
    public async Task A_storm_that_goes_on_makes_its_incident_critical_and_that_is_told()
    {
        await using var ai = await AiFixture.CreateAsync();
        await ai.Agency.UserAsync("manager", ai.Client);
        await ai.PastAsync(perHour: 20, negatives: 2, weeks: 3);
        await HourAsync(0);
        Assert.Equal(1, await ai.Surges().DetectAsync(TestContext.Current.CancellationToken));
        Assert.Equal("high/1", await ToldAsync());

        for (var hour = 1; hour < 6; hour++)
            await HourAsync(hour);
        Assert.Equal(1, await ai.Surges().DetectAsync(TestContext.Current.CancellationToken));
        Assert.Equal("critical/2", await ToldAsync());
        Assert.Equal(0, await ai.Surges().DetectAsync(TestContext.Current.CancellationToken));

        async Task HourAsync(int ago)
        {
            await ai.CommentAsync([.. Enumerable.Range(1, 20).Select(i => $"{ago}시간 전 {i}번째로 별로"), .. Enumerable.Range(1, 8).Select(i => $"{ago}시간 전 {i}번째로 최고")], secondsAgo: (ago * 3600) + 5);
            await ai.Database.ExecuteAsync("update comments_inbox set author = author || message where scored_at is null");     // each by somebody else
            await ai.DrainAsync();
        }

        Task<string?> ToldAsync() => ai.Database.ScalarAsync<string>("select severity || '/' || (select count(*) from notifications) from incidents");
    }

    [Fact]
    public async Task One_text_over_and_over_is_a_wave_that_somebody_makes()
    {
        await using var ai = await AiFixture.CreateAsync();
        await ai.CommentAsync(Enumerable.Range(1, 25).Select(i => "여기 정말 별로예요 절대로 가지 마세요" + new string('!', i % 3)), secondsAgo: 5);
        await ai.DrainAsync();

        await ai.Surges().DetectAsync(TestContext.Current.CancellationToken);

        Assert.Equal("coordinated high 25 25 1 1", await ai.Database.ScalarAsync<string>("""
            select kind || ' ' || severity || ' ' || comment_count || ' ' || (evidence ->> 'negatives') || ' ' || (evidence ->> 'negatives_without_copies') || ' ' || jsonb_array_length(evidence -> 'copied') from incidents
            """));
    }

    [Fact]
    public async Task One_client_that_cannot_be_judged_keeps_neither_the_others_nor_what_nobody_has_taken_from_being_told()
    {
        await using var ai = await AiFixture.CreateAsync();
        var other = await ai.Agency.ClientAsync("달빛서점");
        var account = await ai.Agency.AccountAsync(other, "facebook", "104250000000078", "t");
        await ai.CommentAsync(Enumerable.Range(1, 14).Select(i => $"{i}번째로 별로"), secondsAgo: 5);
        await ai.DrainAsync();
        await ai.Database.ExecuteAsync("""
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author, message, posted_at, received_at, sentiment, score, sentiment_model, scored_at, announced_at)
            select gen_random_uuid(), @other, @account, platform, gen_random_uuid()::text, platform_post_id, author, message, posted_at, received_at, sentiment, score, sentiment_model, scored_at, announced_at from comments_inbox
            """, new { other, account });
        await ai.Database.ExecuteAsync($"""
            create function refused() returns trigger language plpgsql as $$ begin raise exception '못 씁니다' using errcode = '23514'; end $$;
            create trigger refused before insert on incidents for each row when (new.client_id = '{ai.Client}') execute function refused()
            """);

        await Assert.ThrowsAsync<AggregateException>(() => ai.Surges().DetectAsync(TestContext.Current.CancellationToken));
        Assert.Equal(other, await ai.Database.ScalarAsync<Guid>("select client_id from incidents"));

        await ai.Database.ExecuteAsync("update incidents set opened_at = snsops.now() - interval '16 minutes'");
        var schedule = new DetectCrisisSchedule(DetectCrisisSchedule.Default, ai.Surges(), ai.Service<Escalations>());
        await Assert.ThrowsAsync<AggregateException>(() => schedule.RunAsync(new JobRun("detect-crisis", DateTimeOffset.UtcNow, 1, false, null), TestContext.Current.CancellationToken));
        Assert.Equal(1, await ai.Database.ScalarAsync<int>("select escalation from incidents"));
    }

    [Fact]
    public async Task Comments_that_are_read_otherwise_while_they_are_judged_raise_nothing()
    {
        await using var ai = await AiFixture.CreateAsync();
        await ai.CommentAsync(Enumerable.Range(1, 14).Select(i => $"{i}번째로 별로"), secondsAgo: 5);
        await ai.DrainAsync();
        await using var connection = await ai.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("lock table comment_hours in access exclusive mode", transaction: transaction);

        var judging = ai.Surges().DetectAsync(TestContext.Current.CancellationToken);
        await ai.Database.UntilAsync("they are counted", "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");
        await connection.ExecuteAsync("update comments_inbox set sentiment = 'neutral'", transaction: transaction);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, await judging);
    }

    [Fact]
    public async Task A_slow_build_up_is_found_once()
    {
        await using var ai = await AiFixture.CreateAsync();
        await ai.PastAsync(perHour: 10, negatives: 1, weeks: 4);
        await ai.Database.ExecuteAsync("""
            update comments_inbox set sentiment = 'negative'
             where posted_at > snsops.now() - interval '40 hours' and extract(minute from posted_at) in (2, 3) and (extract(hour from posted_at)::int % 2 = 0 or extract(minute from posted_at) = 2)
            """);
        var run = ai.Service<HourCounts>();
        await run.CountAsync(false, TestContext.Current.CancellationToken);
        var buildUps = ai.Service<BuildUpDetector>();

        Assert.Equal(1, await buildUps.DetectAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await buildUps.DetectAsync(TestContext.Current.CancellationToken));
        Assert.True(await ai.Database.ScalarAsync<bool>("select kind = 'slow_build_up' and message like '%평소(10%' and comment_count >= 12 from incidents"));
    }

    [Fact]
    public async Task A_rule_that_says_so_stops_all_publishing_and_without_one_people_are_asked()
    {
        await using var ai = await AiFixture.CreateAsync();
        var user = await ai.Agency.UserAsync("manager", ai.Client);
        await ai.CommentAsync(["식중독에 걸렸어요"]);
        await ai.DrainAsync();
        Assert.True(await ai.Database.ScalarAsync<bool>("select hold_id is null and hold_proposed_at is not null from incidents"));
        Assert.Contains("보류할지", await ai.Database.ScalarAsync<string>("select message from notifications"), StringComparison.Ordinal);

        await ai.Database.ExecuteAsync("update incidents set acknowledged_at = snsops.now(), acknowledged_by = @user", new { user });
        await RuleAsync(ai, user, hold: "apply");
        await ai.CommentAsync(["식중독에 또 걸렸어요"]);
        await ai.DrainAsync();

        Assert.True(await ai.Database.ScalarAsync<bool>("""
            select h.client_id = i.client_id and h.account_id is null and h.content_id is null and h.created_by = @user and h.reason like '위기 규칙%식중독에 또%'
              from incidents i join holds h on h.id = i.hold_id where i.acknowledged_at is null
            """, new { user }));
        await ai.CommentAsync(["식중독 소식 세 번째"]);
        await ai.DrainAsync();
        Assert.Equal(1, await ai.Database.ScalarAsync<int>("select count(*)::int from holds"));
    }

    [Fact]
    public async Task An_incident_nobody_takes_is_told_again_step_by_step()
    {
        await using var ai = await AiFixture.CreateAsync();
        var (admin, manager) = (await ai.Agency.UserAsync("admin"), await ai.Agency.UserAsync("manager", ai.Client));
        await ai.CommentAsync(["식중독에 걸렸어요"]);
        await ai.DrainAsync();
        var escalations = ai.Service<Escalations>();
        Assert.Equal(0, await escalations.EscalateAsync(TestContext.Current.CancellationToken));

        foreach (var (minutes, step) in new[] { (16, 1), (17, 0), (61, 1), (600, 0) })
        {
            await ai.Database.ExecuteAsync("update incidents set opened_at = snsops.now() - make_interval(mins => @minutes)", new { minutes });
            Assert.Equal(step, await escalations.EscalateAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal("2/1/2", await ai.Database.ScalarAsync<string>("""
            select (select count(*) from notifications where kind = 'incident.unanswered' and user_id = @admin) || '/' ||
                   (select count(*) from notifications where kind = 'incident.unanswered' and user_id = @manager) || '/' || escalation from incidents
            """, new { admin, manager }));
        Assert.Equal(2, await ai.Database.ScalarAsync<int>("select count(*)::int from live_events where type = 'crisis_alert' and payload ? 'escalation'"));
    }

    [Fact]
    public async Task A_rule_is_replayed_over_the_past_and_says_what_it_would_have_raised()
    {
        await using var ai = await AiFixture.CreateAsync();
        var user = await ai.Agency.UserAsync("manager", ai.Client);
        await ai.PastAsync(perHour: 10, negatives: 1, weeks: 5);
        await ai.Database.ExecuteAsync("update comments_inbox set sentiment = 'negative' where posted_at between snsops.now() - interval '80 hours' and snsops.now() - interval '74 hours'");
        var rule = await RuleAsync(ai, user, hold: "off", state: "draft");
        var replay = Guid.CreateVersion7();
        await ai.Database.ExecuteAsync("""
            insert into crisis_replays (id, client_id, rule_id, from_at, to_at, requested_by, requested_at)
            values (@replay, @Client, @rule, snsops.now() - interval '2 weeks', snsops.now(), @user, snsops.now())
            """, new { replay, ai.Client, rule, user });

        var handler = ai.Handler(ReplayRulesHandler.Name);
        var outcome = await handler.RunAsync(new JobItem(Guid.NewGuid(), handler.Job, DateTimeOffset.UtcNow, ai.Client, replay, 1, 1, "{}"), TestContext.Current.CancellationToken);

        Assert.IsType<JobItemOutcome.Done>(outcome);
        Assert.True(await ai.Database.ScalarAsync<bool>("""
            select weeks = 2 and jsonb_array_length(alarms) = 1 and (alarms -> 0 ->> 'at')::timestamptz between snsops.now() - interval '81 hours' and snsops.now() - interval '76 hours'
                   and alarms -> 0 ->> 'kind' = 'negative_surge' and (alarms -> 0 ->> 'negatives')::float >= 6 from crisis_replays
            """));
        Assert.Equal(0, await ai.Database.ScalarAsync<int>("select count(*)::int from incidents"));
    }

    private static async Task<Guid> RuleAsync(AiFixture ai, Guid user, string hold, string state = "active")
    {
        var id = Guid.CreateVersion7();
        await ai.Database.ExecuteAsync("""
            insert into crisis_rules (id, client_id, name, state, share_tail, count_tail, least_negatives, least_ratio, least_rise, build_up, cool_down_minutes, escalate_minutes, hold, hold_severity,
                                      created_by, created_at, activated_by, activated_at)
            values (@id, @Client, '기본보다 느슨하게', @state::crisis_rule_state, 1e-5, 0.05, 6, 1.75, 0.1, 14, 0, '{15,60}', @hold, 'critical', @user, snsops.now(),
                    case when @state = 'active' then @user end, case when @state = 'active' then snsops.now() end)
            """, new { id, ai.Client, state, hold, user });
        return id;
    }
}
