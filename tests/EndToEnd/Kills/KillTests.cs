using System.Globalization;
using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Kills;

/// <summary>Processes die while posts go out: everything comes back, nothing is lost, nothing is doubled.</summary>
[Collection(KilledFleetUsers.Name)]
public sealed class KillTests(KilledFleet fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_is_killed_while_posts_go_out_each_post_is_out_once_or_a_person_is_asked()
    {
        var contents = new List<Guid>();
        var first = DateTimeOffset.UtcNow.AddSeconds(4);
        for (var i = 0; i < 18; i++)
            contents.Add(await fixture.Agency.ScheduleAsync($"{i + 1}번째 소식: 오늘의 원두가 준비되었습니다 ☕", first.AddSeconds(i * 1.2), fixture.Agency.Accounts));

        foreach (var member in (string[])["sandbox", "publishing", "collection", "broker", "publishing-2", "ai", "postgres", "api"])
        {
            Assert.True(fixture.Fleet.Kill(member));
            await fixture.Fleet.Member(member).WaitReadyAsync(Ct);
        }

        var verdicts = await fixture.Verdicts.HoldAsync(contents);
        Assert.Equal(18 * 4, verdicts.Count);
        Assert.All(verdicts, verdict => Assert.True(verdict.State is "published" or "unknown", $"{verdict.State}: {verdict.Error}"));
        Assert.True(verdicts.Count(verdict => verdict.State == "published") > verdicts.Count / 2);
        foreach (var member in fixture.Fleet.Members)
            await member.WaitReadyAsync(Ct);
    }

    [Fact]
    public async Task Without_a_broker_a_post_still_goes_out()
    {
        Assert.True(fixture.Fleet.Kill("broker"));
        await fixture.Fleet.StopMemberAsync("broker");
        var content = await fixture.Agency.ScheduleAsync("브로커가 없어도 정각에 나가는 글입니다.", DateTimeOffset.UtcNow.AddSeconds(8), fixture.Agency.Accounts);

        var verdicts = await fixture.Verdicts.HoldAsync([content]);

        Assert.Equal(4, verdicts.Count);
        Assert.All(verdicts, verdict => Assert.Equal("published", verdict.State));
        fixture.Fleet.StartMember("broker");
        await fixture.Fleet.Member("broker").WaitReadyAsync(Ct);
    }

    [Fact]
    public async Task While_PostgreSQL_is_away_nothing_is_sent_and_once_it_is_back_the_post_goes_out()
    {
        var due = DateTimeOffset.UtcNow.AddSeconds(3);
        var content = await fixture.Agency.ScheduleAsync("데이터베이스가 돌아오면 나가는 글입니다.", due, [fixture.Agency.Facebook], media: []);
        Assert.True(fixture.Fleet.Kill("postgres"));
        await fixture.Fleet.StopMemberAsync("postgres");

        await Until.TrueAsync("its second has passed", () => DateTimeOffset.UtcNow > due.AddSeconds(1));
        Assert.Empty((await fixture.Platforms.PostsAsync()).Where(post => post.Text == "데이터베이스가 돌아오면 나가는 글입니다."));
        fixture.Fleet.StartMember("postgres");

        Assert.Equal("published", Assert.Single(await fixture.Verdicts.HoldAsync([content])).State);
    }

    [Fact]
    public async Task Replicas_that_come_and_go_share_the_posts_and_each_firing_runs_once()
    {
        var begin = DateTimeOffset.UtcNow;
        var accounts = new List<Account>();
        for (var i = 0; i < 16; i++)      // enough that no replica has the partitions of all
            accounts.Add(await fixture.Agency.ConnectAsync(fixture.Platforms, fixture.Agency.Client, "facebook", $"온기카페 {i + 1}호점"));
        var first = DateTimeOffset.UtcNow.AddSeconds(3);
        var contents = new List<Guid>();
        for (var i = 0; i < 12; i++)
            contents.Add(await fixture.Agency.ScheduleAsync($"{i + 1}번째 안내: 서울숲 산책길에 들러 주세요 🌳", first.AddSeconds(i * 0.7), accounts, media: []));
        await fixture.Database.UntilAsync("the first are out", "select count(*) = 16 from publications where content_id = @content and state = 'published'", new { content = contents[0] });

        foreach (var replica in (string[])["publishing", "publishing-2"])
            await fixture.Fleet.RestartAsync(replica, Ct);

        var verdicts = await fixture.Verdicts.HoldAsync(contents);
        Assert.All(verdicts, verdict => Assert.Equal("published", verdict.State));
        var publishers = fixture.Lines.Where(line => line.Line.Contains(": Published, now published", StringComparison.Ordinal)).Select(line => line.Member).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["publishing", "publishing-2"], publishers);

        var firings = await fixture.Database.RowsAsync<Firing>("""
            select job, scheduled_for from job_runs where scheduled_for >= @begin and state = 'done' and job = 'scan-scheduled-posts'
            """, new { begin });
        Assert.True(firings.Count >= 3, $"{firings.Count} firings");
        Assert.All(firings, firing => Assert.Single(fixture.Lines, line => line.Line.Contains(
            string.Create(CultureInfo.InvariantCulture, $"{firing.Job} for {firing.ScheduledFor:MM/dd/yyyy HH:mm:ss zzz} done in"), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task After_a_power_cut_the_fleet_goes_on_where_it_was()
    {
        var contents = new List<Guid>();
        var first = DateTimeOffset.UtcNow.AddSeconds(3);
        for (var i = 0; i < 8; i++)
            contents.Add(await fixture.Agency.ScheduleAsync($"{i + 1}번째 인사: 정전이 와도 한 번만 나갑니다.", first.AddSeconds(i), fixture.Agency.Accounts));
        await fixture.Database.UntilAsync("the first of them is out", "select exists (select from publications where content_id = any(@ids) and state = 'published')", new { ids = contents.ToArray() });

        await fixture.CutPowerAsync();

        var verdicts = await fixture.Verdicts.HoldAsync(contents);
        Assert.Equal(32, verdicts.Count);
        Assert.All(verdicts, verdict => Assert.True(verdict.State is "published" or "unknown", $"{verdict.State}: {verdict.Error}"));
        Assert.Contains(verdicts, verdict => verdict.State == "published" && verdict.ScheduledAt > first);
    }

    private sealed record Firing(string Job, DateTimeOffset ScheduledFor);
}
