using Microsoft.Extensions.DependencyInjection;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Integration.Publishing;

/// <summary>What nobody approves in time expires, and whoever must act is told 24 hours, 2 hours and 15 minutes before, once each.</summary>
public sealed class WatchApprovalsTests
{
    [Fact]
    public async Task Whose_turn_it_is_is_told_at_each_horizon_once_and_then_it_expires()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var media = await MediaServer.StartAsync();
        await using var process = Workers.Publishing.Program.Build(ProcessSettings.For(database, media.Options));
        var agency = new Agency(database);
        var client = await agency.ClientAsync();
        var (author, manager, customer) = (await agency.UserAsync("operator", client), await agency.UserAsync("manager", client), await agency.UserAsync("client", client));
        await agency.UserAsync("manager", await agency.ClientAsync("다른 가게"));
        foreach (var (title, state, step, hours) in new[] { ("담당자 차례", "in_review", "staff", 30.0), ("고객 차례", "in_review", "client", 30), ("고칠 차례", "changes_requested", null, 30), ("내일 모레", "in_review", "staff", 200) })
            await database.ExecuteAsync("""
                insert into contents (id, client_id, title, review_state, review_step, review_until, planned_at, planned_zone, created_by)
                values (gen_random_uuid(), @client, @title, @state::review_state, @step, snsops.now() + make_interval(secs => @hours * 3600), snsops.now() + make_interval(secs => @hours * 3600 + 300), 'Asia/Seoul', @author)
                """, new { client, title, state, step, hours, author });
        var job = process.Services.GetServices<IScheduledJob>().Single(j => j.Definition.Name == "watch-approvals");

        await TurnAsync(0);
        Assert.Equal(0, await ToldAsync(manager, "%"));
        await TurnAsync(6.1);
        Assert.Equal((3, 1, 1), (await ToldAsync(manager, "승인 마감 24시간 전:%"), await ToldAsync(customer, "승인 마감 24시간 전: 고객 차례"), await ToldAsync(author, "승인 마감 24시간 전: 고칠 차례")));
        await TurnAsync(28.1);
        await TurnAsync(28.2);
        await TurnAsync(29.8);
        Assert.Equal((3, 3, 9), (await ToldAsync(manager, "승인 마감 2시간 전:%"), await ToldAsync(manager, "승인 마감 15분 전:%"), await ToldAsync(manager, "승인 마감%")));
        Assert.Equal("urgent", await database.ScalarAsync<string>("select priority from notifications where user_id = @customer and title like '승인 마감 15분%'", new { customer }));

        await TurnAsync(30.1);
        await TurnAsync(30.2);
        Assert.Equal("고객 차례, 고칠 차례, 담당자 차례", await database.ScalarAsync<string>("select string_agg(title, ', ' order by title) from contents where review_state = 'expired' and review_step is null"));
        Assert.Equal((3, 3), (await ToldAsync(author, "승인되지 않아 게시되지 않습니다:%"), await ToldAsync(manager, "승인되지 않아 게시되지 않습니다:%")));
        Assert.Equal(3, await database.ScalarAsync<int>("select count(*)::int from live_events where type = 'approval_request' and payload ->> 'to_status' = 'expired'"));
        Assert.Equal(3, await database.ScalarAsync<int>("select count(*)::int from content_reviews where act = 'expired'"));

        async Task TurnAsync(double hours)
        {
            await database.ExecuteAsync("select snsops.turn_clock(@by)", new { by = TimeSpan.FromHours(hours) });
            await job.RunAsync(new JobRun("watch-approvals", DateTimeOffset.UtcNow, 1, false, null), TestContext.Current.CancellationToken);
            await job.RunAsync(new JobRun("watch-approvals", DateTimeOffset.UtcNow, 1, false, null), TestContext.Current.CancellationToken);
        }

        Task<int> ToldAsync(Guid user, string title) => database.ScalarAsync<int>("select count(*)::int from notifications where user_id = @user and title like @title", new { user, title });
    }
}
