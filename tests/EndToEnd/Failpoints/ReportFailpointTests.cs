using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Failpoints;

/// <summary>The AI worker dies with a report made or stored; its successor has it there, told and mailed once.</summary>
[Collection(DoomedAnswersUsers.Name)]
public sealed class ReportFailpointTests(DoomedAnswersFleet fixture)
{
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
        await fixture.StartDoomedAsync("ai", point);

        await fixture.Database.ExecuteAsync("""
            insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at)
            values (gen_random_uuid(), 'daily-report', ((snsops.now() at time zone 'Asia/Seoul')::date + time '08:00') at time zone 'Asia/Seoul', @client, @client, snsops.now())
            """, new { client });

        await fixture.DiedAsync("ai", point);
        await fixture.Database.UntilAsync("its successor is done", "select exists (select from job_items where job = 'daily-report' and client_id = @client and state = 'done' and epoch > 1)", new { client });
        Assert.Equal("1 1 1", await fixture.Database.ScalarAsync<string>("""
            select concat_ws(' ', (select count(*) from reports where client_id = @client and state = 'ready' and pdf_sha256 is not null),
                                  (select count(*) from notifications n join users u on u.id = n.user_id where n.client_id = @client and u.role = 'admin'),
                                  (select count(*) from notification_deliveries where client_id = @client and purpose = 'mail'))
            """, new { client }));
    }
}
