using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Failpoints;

/// <summary>A worker dies between two writes; its successor finds what it left.</summary>
[Collection(DoomedFleetUsers.Name)]
public sealed class FailpointTests(DoomedFleet fixture)
{
    private int _restarts;

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
        await StartDoomedAsync("publishing", point);
        var content = await fixture.Agency.ScheduleAsync($"{point}에서 멈춰도 한 번만 나가는 글", DateTimeOffset.UtcNow.AddSeconds(1), [fixture.Agency.Instagram, fixture.Agency.Facebook]);

        var verdicts = await fixture.Verdicts.HoldAsync([content]);

        await DiedAsync("publishing", point);
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
        Doom("publishing", point);

        var verdicts = await fixture.Verdicts.HoldAsync([content]);

        await DiedAsync("publishing", point);
        Assert.Equal("published", Assert.Single(verdicts).State);
        await fixture.Database.UntilAsync("the run of the dead is done by its successor", "select exists (select from job_runs where started_at > @begin and epoch > 1 and state = 'done')", new { begin });
    }

    [Theory]
    [InlineData("comments.page-stored")]
    [InlineData("item.claimed")]
    [InlineData("item.ran")]
    public async Task Comments_whose_collector_dies_are_all_there_once(string point)
    {
        var account = await fixture.Agency.ConnectAsync(fixture.Platforms, fixture.Agency.Client, "instagram", "온기카페 " + point);
        await StartDoomedAsync("collection", point);
        var rows = Enumerable.Range(1, 60).Select(i => new { id = $"{account.PlatformId}{i:000}", text = $"정말 맛있어요 {i}번째 방문입니다" }).ToArray();
        await fixture.Platforms.PostAsync("/comments/play", new { account_ids = new[] { account.PlatformId }, per_second = 10_000, rows });

        await fixture.Agency.Operator.PostAsync($"/v1/accounts/{account.Id}/sync-comments");

        await DiedAsync("collection", point);
        await fixture.Database.UntilAsync("all comments are there", "select count(*) = 60 and count(distinct platform_comment_id) = 60 from comments_inbox where account_id = @Id", new { account.Id });
    }

    [Fact]
    public async Task A_look_whose_worker_dies_before_its_verdict_is_repeated_by_its_successor()
    {
        var text = $"조회하던 중 멈춰도 결과를 아는 글 {Guid.NewGuid():N}";
        await fixture.Platforms.PostAsync("/faults", new { endpoint = "fb.feed", kind = "commit-then-5xx", match = text });
        await StartDoomedAsync("publishing", "resolve.looked");

        var content = await fixture.Agency.ScheduleAsync(text, DateTimeOffset.UtcNow.AddSeconds(1), [fixture.Agency.Facebook], media: []);

        await DiedAsync("publishing", "resolve.looked");
        Assert.Equal("published", Assert.Single(await fixture.Verdicts.HoldAsync([content])).State);
    }

    [Fact]
    public async Task A_token_whose_collector_dies_before_it_is_kept_is_renewed_once_more_and_the_account_lives()
    {
        var account = await fixture.Agency.ConnectAsync(fixture.Platforms, fixture.Agency.Client, "facebook", "온기카페 토큰");
        await StartDoomedAsync("collection", "token.refreshed");

        await fixture.Database.ExecuteAsync("update platform_accounts set token_expires_at = snsops.now() + interval '2 days' where id = @Id", new { account.Id });

        await DiedAsync("collection", "token.refreshed");
        await fixture.Database.UntilAsync("the token is renewed", """
            select exists (select from platform_accounts where id = @Id and state = 'active' and token_version = 2 and token_expires_at > snsops.now() + interval '30 days' and refresh_owner is null)
            """, new { account.Id });
    }

    [Theory]
    [InlineData("report.made")]
    [InlineData("report.stored")]
    public async Task A_report_whose_worker_dies_is_there_once_told_once_and_mailed_once(string point)
    {
        var client = Agency.IdOf(await fixture.Agency.Admin.PostAsync("/v1/clients", new { name = "달빛서점 " + point, time_zone = "Asia/Seoul" }));
        await fixture.Database.ExecuteAsync("""
            insert into contacts (id, client_id, channel, address, verified_at, created_by, created_at)
            select gen_random_uuid(), @client, 'email', 'owner@example.com', now(), id, now() from users where role = 'admin' limit 1
            """, new { client });
        await StartDoomedAsync("ai", point);

        await fixture.Database.ExecuteAsync("""
            insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at)
            values (gen_random_uuid(), 'daily-report', ((snsops.now() at time zone 'Asia/Seoul')::date + time '08:00') at time zone 'Asia/Seoul', @client, @client, snsops.now())
            """, new { client });

        await DiedAsync("ai", point);
        await fixture.Database.UntilAsync("its successor is done", "select exists (select from job_items where job = 'daily-report' and client_id = @client and state = 'done' and epoch > 1)", new { client });
        Assert.Equal("1 1 1", await fixture.Database.ScalarAsync<string>("""
            select concat_ws(' ', (select count(*) from reports where client_id = @client and state = 'ready' and pdf_sha256 is not null),
                                  (select count(*) from notifications n join users u on u.id = n.user_id where n.client_id = @client and u.role = 'admin'),
                                  (select count(*) from notification_deliveries where client_id = @client and purpose = 'mail'))
            """, new { client }));
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
        await StartDoomedAsync("publishing", "dead-letter.stored");

        await Poison.SendAsync(fixture.Fleet, fixture.Agency.Facebook.Id, (Poison.Text(first), null));
        await DiedAsync("publishing", "dead-letter.stored");
        await Poison.SendAsync(fixture.Fleet, fixture.Agency.Facebook.Id, (Poison.Text(behind), null));

        await fixture.Database.UntilAsync("the one behind it is stored", "select count(*) = 1 from dead_letters where kind = @behind", new { behind });
        Assert.Equal(1, await fixture.Database.ScalarAsync<long>("select count(*) from dead_letters where kind = @first", new { first }));
    }

    private void Doom(string member, string point)
    {
        _restarts = fixture.Fleet.Member(member).Restarts;
        fixture.Fleet.StartMember(member, new Dictionary<string, string?> { ["SNSOPS_FAIL"] = $"{point}:kill@1" });
    }

    /// <summary>Replaces a member by one that dies at the point; its successor does not.</summary>
    private async Task StartDoomedAsync(string member, string point)
    {
        await fixture.Fleet.StopMemberAsync(member);
        Doom(member, point);
        await fixture.Fleet.Member(member).WaitReadyAsync(Ct);
    }

    private async Task DiedAsync(string member, string point)
    {
        await Until.TrueAsync($"{member} has died at {point}", () => fixture.Fleet.Member(member).Restarts > _restarts);
        await fixture.Fleet.Member(member).WaitReadyAsync(Ct);
    }
}
