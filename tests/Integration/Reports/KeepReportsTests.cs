using Dapper;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Messages;
using SnsOps.Workers.Ai.KeepReports;

namespace SnsOps.Integration.Reports;

/// <summary>Reports that could not be made are made later, or somebody is told.</summary>
public sealed class KeepReportsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_morning_that_failed_is_made_late_and_one_that_cannot_be_made_is_told_of_once()
    {
        await using var cafe = await ReportFixture.CreateAsync();
        await cafe.RecipientAsync("사장@example.com", verified: true);
        var (lost, admin) = (await cafe.Agency.ClientAsync("달빛서점"), await cafe.Agency.UserAsync("admin"));
        foreach (var client in (Guid[])[cafe.Client, lost])
        {
            await cafe.Database.ExecuteAsync("""
                insert into job_items (id, job, scheduled_for, client_id, subject_id, state, tries, next_attempt_at, error, finished_at)
                values (gen_random_uuid(), 'daily-report', snsops.now(), @client, @client, 'failed', 4, snsops.now(), '저장소에 쓸 수 없습니다', now())
                """, new { client });
        }

        var keep = cafe.Service<KeepReportsSql>();
        Assert.Equal(2, (await keep.ReviveDailyAsync(Ct)).Count);
        Assert.Empty(await keep.ReviveDailyAsync(Ct));
        Assert.Equal(0, await keep.TellLostAsync(Ct));

        // The store is back for one of them, and does not hold the other's.
        await using (var connection = await cafe.Database.DataSource.OpenConnectionAsync(Ct))
        {
            var item = await connection.QuerySingleAsync<JobItem>("select id, job, scheduled_for, client_id, subject_id, epoch, tries, input::text as input from job_items where client_id = @Client", new { cafe.Client });
            Assert.Equal(0, item.Tries);
            Assert.IsType<JobItemOutcome.Done>(await cafe.Process.Services.GetKeyedServices<IJobItemHandler>(Topics.Reports).Single(h => h.Job == item.Job).RunAsync(item, Ct));
        }

        await cafe.Database.ExecuteAsync("update job_items set state = 'failed', finished_at = now()");
        Assert.Equal(lost, Assert.Single(await keep.ReviveDailyAsync(Ct)).ClientId);
        Assert.Equal(1, await cafe.Database.ScalarAsync<int>("select count(*)::int from reports where late and client_id = @Client", new { cafe.Client }));
        Assert.Equal(1, await cafe.Database.ScalarAsync<int>("select count(*)::int from notification_deliveries where purpose = 'mail' and subject like '%(늦게 작성됨)'"));

        await cafe.Database.ExecuteAsync("update job_items set state = 'failed', finished_at = now() where client_id = @lost; select snsops.turn_clock(interval '25 hours')", new { lost });
        Assert.Empty(await keep.ReviveDailyAsync(Ct));
        Assert.Equal(1, await keep.TellLostAsync(Ct));
        Assert.Equal(0, await keep.TellLostAsync(Ct));
        var told = await cafe.Database.ScalarAsync<string>("select message from notifications where kind = 'report.failed' and user_id = @admin", new { admin });
        Assert.Contains("클라이언트 1곳(달빛서점", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asked_for_a_report_is_told_that_it_was_given_up()
    {
        await using var cafe = await ReportFixture.CreateAsync();
        var user = await cafe.Agency.UserAsync("operator", cafe.Client);
        await cafe.Database.ExecuteAsync("""
            insert into reports (id, client_id, kind, period_start, period_end, figures, as_of, state, requested_by, created_at)
            values (gen_random_uuid(), @Client, 'period', '2026-08-01', '2026-08-07', '{}', now(), 'waiting', @user, clock_timestamp() - interval '10 minutes')
            """, new { cafe.Client, user });
        var keep = cafe.Service<KeepReportsSql>();

        Assert.Equal((1, 0), (await keep.GiveUpAsync(Ct), await keep.GiveUpAsync(Ct)));

        Assert.Equal(1, await cafe.Database.ScalarAsync<int>("select count(*)::int from notifications where kind = 'report.failed' and user_id = @user and message like '온기카페%2026-08-01 – 2026-08-07%'", new { user }));
        Assert.Equal(1, await cafe.Database.ScalarAsync<int>("select count(*)::int from live_events where type = 'notification' and user_id = @user", new { user }));
    }

    [Fact]
    public async Task Zero_days_count_nothing_again()
    {
        await using var cafe = await ReportFixture.CreateAsync();
        await cafe.Database.ExecuteAsync("""
            insert into reports (id, client_id, kind, period_start, period_end, figures, as_of, html_sha256, created_at)
            select gen_random_uuid(), @Client, 'period', today, today, '{}', now - interval '21 hours', @hash, now from (select (snsops.now() at time zone 'Asia/Seoul')::date, snsops.now()) x (today, now)
            """, new { cafe.Client, hash = new byte[32] });
        var keep = cafe.Service<KeepReportsSql>();

        Assert.Empty(await keep.PlanAsync(DateTimeOffset.UtcNow, 0, Ct));
        Assert.Single(await keep.PlanAsync(DateTimeOffset.UtcNow, 1, Ct));
    }
}
