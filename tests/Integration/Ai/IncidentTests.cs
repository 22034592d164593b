using Npgsql;
using SnsOps.Workers.Ai.DetectCrisis;
using SnsOps.Workers.Ai.Incidents;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Integration.Ai;

/// <summary>What alarms is told at once, and not told over and over.</summary>
public sealed class IncidentTests
{
    [Fact]
    public async Task A_crisis_comment_opens_an_incident_and_alarms_the_clients_staff()
    {
        await using var ai = await AiFixture.CreateAsync();
        var (admin, manager, operators, reader) = (await ai.Agency.UserAsync("admin"), await ai.Agency.UserAsync("manager", ai.Client), await ai.Agency.UserAsync("operator", ai.Client), await ai.Agency.UserAsync("client", ai.Client));
        await ai.Agency.UserAsync("operator");
        await ai.CommentAsync(["최고예요", "샌드위치 먹고 식중독 걸렸어요", "별로예요"]);

        await ai.DrainAsync();

        Assert.Equal("crisis_comment critical 1 true", await ai.Database.ScalarAsync<string>("""
            select i.kind || ' ' || i.severity || ' ' || i.comment_count || ' ' || (i.comment_ids = array[c.id] and position(c.message in i.message) > 0)
              from incidents i, comments_inbox c where c.sentiment = 'crisis' and i.acknowledged_at is null
            """));
        Assert.Equal(1, await ai.Database.ScalarAsync<int>("""
            select count(*)::int from live_events e join incidents i on i.id = (e.payload ->> 'incident_id')::uuid
             where e.type = 'crisis_alert' and e.client_id = @Client and e.payload ->> 'severity' = 'critical' and jsonb_array_length(e.payload -> 'comment_ids') = 1
            """, new { ai.Client }));
        Assert.True(await ai.Database.ScalarAsync<bool>(
            "select array_agg(user_id order by user_id) = (select array_agg(u order by u) from unnest(@users) u) from notifications where kind = 'incident.crisis_comment' and priority = 'urgent'",
            new { users = new[] { admin, manager, operators } }));
        Assert.NotEqual(reader, operators);
    }

    [Fact]
    public async Task A_crisis_comment_with_an_emoji_where_it_is_cut_for_the_alarm_raises_it_all_the_same()
    {
        await using var ai = await AiFixture.CreateAsync();
        var start = "샌드위치 먹고 식중독 걸렸어요 ".PadRight(79, '…');
        await ai.CommentAsync([start + "😀 응급실이에요"]);

        await ai.DrainAsync();

        Assert.EndsWith($"“{start}…”", await ai.Database.ScalarAsync<string>("select i.message from incidents i, comments_inbox c where c.scored_at is not null"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_that_cannot_be_normalised_keeps_no_other_from_being_scored_and_told()
    {
        await using var ai = await AiFixture.CreateAsync();
        await ai.CommentAsync(["맛있어요\uFFFE", "샌드위치 먹고 식중독 걸려서 응급실에 실려 갔어요"]);

        await ai.DrainAsync(ai.Scorer(ai.Service<ISentimentModel>()));

        Assert.Equal(2, await ai.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where scored_at is not null"));
        Assert.Equal(1, await ai.Database.ScalarAsync<int>("select count(*)::int from incidents where kind = 'crisis_comment'"));
    }

    [Fact]
    public async Task What_comes_while_it_is_open_joins_it_and_notifies_nobody_again()
    {
        await using var ai = await AiFixture.CreateAsync();
        var user = await ai.Agency.UserAsync("operator", ai.Client);
        foreach (var text in new[] { "식중독 첫 번째", "식중독 두 번째", "식중독 세 번째" })
        {
            await ai.CommentAsync([text]);
            await ai.DrainAsync();
        }

        Assert.Equal("1/3/3/1", await ai.Database.ScalarAsync<string>("""
            select count(*) || '/' || max(comment_count) || '/' || (select count(*) from live_events where type = 'crisis_alert') || '/' || (select count(*) from notifications) from incidents
            """));
        Assert.True(await ai.Database.ScalarAsync<bool>("select message like '%세 번째%' and comment_ids[1] = (select id from comments_inbox order by posted_at desc limit 1) from incidents"));

        await ai.Database.ExecuteAsync("update incidents set acknowledged_at = now(), acknowledged_by = @user", new { user });
        await ai.CommentAsync(["식중독 네 번째"]);
        await ai.DrainAsync();
        Assert.Equal("2/2", await ai.Database.ScalarAsync<string>("select count(*) || '/' || (select count(*) from notifications) from incidents"));
    }

    [Fact]
    public async Task Two_that_raise_at_once_tell_everybody_once()
    {
        await using var ai = await AiFixture.CreateAsync();
        await ai.Agency.UserAsync("operator", ai.Client);
        await using var one = await ai.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var first = await one.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await RaiseAsync(one, first, "식중독 첫 번째");

        var second = Task.Run(async () =>
        {
            await using var other = await ai.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await RaiseAsync(other, transaction, "식중독 두 번째");
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        });
        await ai.Database.UntilAsync("the second waits for the first", "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");
        await first.CommitAsync(TestContext.Current.CancellationToken);
        await second;

        Assert.Equal("1/1/식중독 두 번째", await ai.Database.ScalarAsync<string>("select count(*) || '/' || (select count(*) from notifications) || '/' || max(message) from incidents"));

        Task RaiseAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string message) =>
            IncidentSql.RaiseAsync(connection, transaction, new NewIncident(ai.Client, "crisis_comment", "critical", message, [Guid.CreateVersion7()]), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_past_a_new_account_brings_along_raises_no_alarm()
    {
        await using var ai = await AiFixture.CreateAsync();
        await ai.CommentAsync(["작년에 식중독 걸렸던 곳"], secondsAgo: 8 * 24 * 3600);

        await ai.DrainAsync();

        Assert.Equal("crisis", await ai.Database.ScalarAsync<string>("select sentiment::text from comments_inbox"));
        Assert.Equal(0, await ai.Database.ScalarAsync<int>("select count(*)::int from incidents"));
    }

    [Theory]
    [InlineData(12, 4, 1)]
    [InlineData(9, 0, 0)]
    [InlineData(12, 9, 0)]
    public async Task Negative_comments_are_a_surge_when_they_are_many_and_most(int negative, int positive, int incidents)
    {
        await using var ai = await AiFixture.CreateAsync();
        await ai.CommentAsync([.. Enumerable.Repeat("별로", negative), .. Enumerable.Repeat("최고", positive)], secondsAgo: 1);
        await ai.CommentAsync(Enumerable.Repeat("최고", 50), secondsAgo: 2 * 3600);
        await ai.DrainAsync();

        await ai.Surges().DetectAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await ai.Surges().DetectAsync(TestContext.Current.CancellationToken));

        Assert.Equal(incidents, await ai.Database.ScalarAsync<int>("select count(*)::int from incidents where kind = 'negative_surge' and severity = 'high' and comment_count = @negative", new { negative }));
    }

    [Fact]
    public async Task A_crisis_comment_makes_an_open_surge_critical_and_that_is_told()
    {
        await using var ai = await AiFixture.CreateAsync();
        var user = await ai.Agency.UserAsync("manager", ai.Client);
        await ai.CommentAsync(Enumerable.Repeat("별로", 12), secondsAgo: 1);
        await ai.DrainAsync();
        await ai.Surges().DetectAsync(TestContext.Current.CancellationToken);
        await ai.CommentAsync(["식중독이래요"]);
        await ai.DrainAsync();

        Assert.Equal("critical crisis_comment 13 2", await ai.Database.ScalarAsync<string>(
            "select severity || ' ' || kind || ' ' || comment_count || ' ' || (select count(*) from notifications) from incidents"));

        await ai.Database.ExecuteAsync("update incidents set acknowledged_at = snsops.now(), acknowledged_by = @user", new { user });
        Assert.Equal(0, await ai.Surges().DetectAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, await ai.Surges(new DetectCrisisOptions { CoolDownMinutes = 0 }).DetectAsync(TestContext.Current.CancellationToken));
    }
}
