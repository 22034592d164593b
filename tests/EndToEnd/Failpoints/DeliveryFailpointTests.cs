namespace SnsOps.EndToEnd.Failpoints;

/// <summary>A worker dies while it sends a text message (K23): its successor looks into the gateway's list before anything is sent again.</summary>
[Collection(DoomedAnswersUsers.Name)]
public sealed class DeliveryFailpointTests(DoomedAnswersFleet fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("delivery.before-send", "not_there, sent")]
    [InlineData("delivery.answered", "sent")]
    public async Task A_text_message_whose_worker_dies_on_the_way_is_there_once(string point, string attempts)
    {
        var phone = "0107" + Random.Shared.Next(1_000_000, 9_999_999);
        var user = await fixture.Database.ScalarAsync<Guid>("select id from users where email = @email", new { email = Fixtures.Agency.EmailOf("operator") });
        await fixture.Fleet.StopMemberAsync("publishing");
        await fixture.Database.ExecuteAsync("""
            update contacts set removed_at = now() where user_id = @user and removed_at is null;
            insert into contacts (id, user_id, channel, address, verified_at, created_by, created_at) values (gen_random_uuid(), @user, 'sms', @phone, snsops.now(), @user, snsops.now());
            insert into notifications (id, user_id, kind, title, message, priority) values (gen_random_uuid(), @user, 'incident.crisis', '위기 알림', @point, 'urgent')
            """, new { user, phone, point });
        var worker = fixture.Fleet.Member("publishing");
        var restarts = worker.Restarts;
        fixture.Fleet.StartMember("publishing", new Dictionary<string, string?> { ["SNSOPS_FAIL"] = $"{point}:kill@1" });

        await Fixtures.Until.TrueAsync($"the worker has died at {point}", () => worker.Restarts > restarts);
        await fixture.Database.EndsAsync("notification_deliveries", await fixture.Database.ScalarAsync<Guid>("select id from notification_deliveries where recipient = @phone", new { phone }), "sent");

        Assert.Single((await fixture.Platforms.GetAsync("/sms"))["messages"]!.AsArray(), m => (string?)m!["to"] == phone);
        Assert.Equal(attempts, await fixture.Database.ScalarAsync<string>("""
            select string_agg(a.state, ', ' order by a.number) from delivery_attempts a join notification_deliveries d on d.id = a.delivery_id where d.recipient = @phone
            """, new { phone }));
        await worker.WaitReadyAsync(Ct);
    }
}
