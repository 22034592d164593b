using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Failpoints;

/// <summary>A worker dies between two writes; its successor finds what it left.</summary>
[Collection(DoomedPostsUsers.Name)]
public sealed class FailpointTests(DoomedPostsFleet fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("publish.claimed")]
    [InlineData("publish.handle-created")]
    [InlineData("publish.handle-stored")]
    [InlineData("publish.before-arm")]
    [InlineData("publish.armed")]
    [InlineData("publish.before-send")]
    [InlineData("publish.answered")]
    [InlineData("publish.outcome-committed")]
    public async Task A_post_whose_worker_dies_on_the_way_is_out_once_or_a_person_is_asked(string point)
    {
        await fixture.StartDoomedAsync("publishing", point);
        var content = await fixture.Agency.ScheduleAsync($"{point}에서 멈춰도 한 번만 나가는 글", DateTimeOffset.UtcNow.AddSeconds(1), [fixture.Agency.Instagram, fixture.Agency.Facebook]);

        var verdicts = await fixture.Verdicts.HoldAsync([content]);

        await fixture.DiedAsync("publishing", point);
        Assert.All(verdicts, verdict => Assert.True(verdict.State is "published" or "unknown", $"{verdict.State}: {verdict.Error}"));
        // A container says itself whether it was published, so nobody need be asked.
        Assert.Contains(verdicts, verdict => verdict is { State: "published", Platform: "instagram" });
    }

    [Theory]
    [InlineData("job.begun")]
    [InlineData("scan.selected")]
    [InlineData("scan.moved")]
    [InlineData("job.ran")]
    public async Task A_scan_that_dies_is_taken_over_and_its_post_goes_out(string point)
    {
        await fixture.Fleet.StopMemberAsync("publishing");
        var begin = DateTimeOffset.UtcNow;
        var content = await fixture.Agency.ScheduleAsync($"{point}에서 멈춰도 나가는 글", DateTimeOffset.UtcNow.AddSeconds(4), [fixture.Agency.Instagram]);
        await fixture.Database.ExecuteAsync("update publications set state = 'scheduled', due_since = null where content_id = @content", new { content });
        fixture.Doom("publishing", point);

        var verdicts = await fixture.Verdicts.HoldAsync([content]);

        await fixture.DiedAsync("publishing", point);
        Assert.Equal("published", Assert.Single(verdicts).State);
        await fixture.Database.UntilAsync("the run of the dead is done by its successor", "select exists (select from job_runs where started_at > @begin and epoch > 1 and state = 'done')", new { begin });
    }

    [Fact]
    public async Task A_look_whose_worker_dies_before_its_verdict_is_repeated_by_its_successor()
    {
        var text = $"조회하던 중 멈춰도 결과를 아는 글 {Guid.NewGuid():N}";
        await fixture.Platforms.PostAsync("/faults", new { endpoint = "fb.feed", kind = "commit-then-5xx", match = text });
        await fixture.StartDoomedAsync("publishing", "resolve.looked");

        var content = await fixture.Agency.ScheduleAsync(text, DateTimeOffset.UtcNow.AddSeconds(1), [fixture.Agency.Facebook], media: []);

        await fixture.DiedAsync("publishing", "resolve.looked");
        Assert.Equal("published", Assert.Single(await fixture.Verdicts.HoldAsync([content])).State);
    }

    [Fact]
    public async Task A_lane_whose_consumer_fails_reads_on()
    {
        await fixture.Fleet.StopMemberAsync("publishing");
        var seen = fixture.Lines.Count;
        fixture.Fleet.StartMember("publishing", new Dictionary<string, string?> { ["SNSOPS_FAIL"] = "lane.taken:throw@1" });
        await fixture.Fleet.Member("publishing").WaitReadyAsync(Ct);

        var content = await fixture.Agency.ScheduleAsync("소비자가 한 번 넘어져도 나가는 글", DateTimeOffset.UtcNow.AddSeconds(1), [fixture.Agency.Facebook], media: []);

        Assert.Equal("published", Assert.Single(await fixture.Verdicts.HoldAsync([content])).State);
        await Until.TrueAsync("the lane is read again", () => fixture.Lines.Skip(seen).Select(line => line.Line)
            .SkipWhile(line => !line.Contains("The consumer of snsops.publishing failed", StringComparison.Ordinal)).Any(line => line.Contains("snsops.publishing: 12 partitions assigned", StringComparison.Ordinal)));
        await fixture.Fleet.RestartAsync("publishing", Ct);
    }

    [Fact]
    public async Task A_dead_letter_stored_twice_is_one()
    {
        var (first, behind) = ($"e2e.{Guid.NewGuid():N}", $"e2e.{Guid.NewGuid():N}");
        await fixture.StartDoomedAsync("publishing", "dead-letter.stored");

        await Poison.SendAsync(fixture.Fleet, fixture.Agency.Facebook.Id, (Poison.Text(first), null));
        await fixture.DiedAsync("publishing", "dead-letter.stored");
        await Poison.SendAsync(fixture.Fleet, fixture.Agency.Facebook.Id, (Poison.Text(behind), null));

        await fixture.Database.UntilAsync("the one behind it is stored", "select count(*) = 1 from dead_letters where kind = @behind", new { behind });
        Assert.Equal(1, await fixture.Database.ScalarAsync<long>("select count(*) from dead_letters where kind = @first", new { first }));
    }
}
