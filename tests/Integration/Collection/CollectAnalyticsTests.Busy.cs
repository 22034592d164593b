using Microsoft.Extensions.DependencyInjection;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Integration.Collection;

/// <content>Accounts that were being read when an outage began.</content>
public sealed partial class CollectAnalyticsTests
{
    [Fact]
    public async Task The_gap_of_an_outage_is_written_for_an_account_that_waited_when_it_began()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook");
        var item = await OpenAsync(fixture, client, account);

        await PlanAsync(fixture, fixture.Build(), daysMissed: 3);
        await PlanAsync(fixture, fixture.Build(), daysMissed: 1);        // a second outage, shorter: the item's own stands
        await fixture.StartAsync();

        await fixture.Database.UntilAsync("it is done", "select state = 'done' from job_items where id = @item", new { item });
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(distinct for_date)::int from analytics_snapshots where null_reason = 'not_observed'"));
    }

    [Fact]
    public async Task An_item_that_is_told_of_an_outage_while_it_runs_is_done_once_it_knew()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook");
        var item = await OpenAsync(fixture, client, account);
        var app = fixture.Build();
        var items = app.Services.GetRequiredService<JobItemSql>();
        var claimed = Assert.Single(await items.ClaimAsync([item], [Job], 1, default));

        await PlanAsync(fixture, app, daysMissed: 3);
        Assert.True(await items.CloseAsync(claimed, "done", "{}", null, null, default));
        Assert.Equal("ready", await StateAsync());

        var again = Assert.Single(await items.ClaimAsync([item], [Job], 1, default));
        Assert.Contains("missed_since", again.Input, StringComparison.Ordinal);
        Assert.True(await items.CloseAsync(again, "done", "{}", null, null, default));
        Assert.Equal("done", await StateAsync());

        Task<string?> StateAsync() => fixture.Database.ScalarAsync<string>("select state::text from job_items where id = @item", new { item });
    }

    private static async Task<Guid> OpenAsync(CollectionFixture fixture, Guid client, Guid account)
    {
        await fixture.Database.ExecuteAsync("""
            update platform_accounts set created_at = now() - interval '10 days';
            insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at) values (gen_random_uuid(), 'collect-analytics', snsops.now(), @client, @account, snsops.now())
            """, new { client, account });
        return await fixture.Database.ScalarAsync<Guid>("select id from job_items");
    }

    /// <summary>The firing after an outage finds the account busy.</summary>
    private static async Task PlanAsync(CollectionFixture fixture, Microsoft.AspNetCore.Builder.WebApplication app, int daysMissed)
    {
        var now = await fixture.Database.ScalarAsync<DateTimeOffset>("select snsops.now()");
        await app.Services.GetServices<IScheduledJob>().Single(j => j.Definition.Name == Job).RunAsync(new JobRun(Job, now, 1, true, now.AddDays(-daysMissed)), TestContext.Current.CancellationToken);
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*)::int from job_items"));
    }
}
