using SnsOps.Shared.JobItems;

namespace SnsOps.Integration.Collection;

/// <summary>Collection leaves publishing its reserve, and waiting for a budget burns none of an item's tries.</summary>
public sealed class HeldBackCollectionTests
{
    [Fact]
    public async Task A_used_up_share_makes_the_item_wait_without_counting_as_a_try()
    {
        await using var fixture = await CollectionFixture.WithSandboxAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook");
        var app = await fixture.StartAsync("--Meta:AccountCallsPerHour=1");
        await fixture.RunAsync(app, "collect-analytics", client, account);

        var later = Assert.IsType<JobItemOutcome.TryLater>(await fixture.RunAsync(app, "collect-analytics", client, account));
        Assert.False(later.Burns);

        await fixture.Database.ExecuteAsync("""
            insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at) values (gen_random_uuid(), 'collect-analytics', snsops.now(), @client, @account, snsops.now())
            """, new { client, account });
        await fixture.Database.UntilAsync("it waits", "select bool_or(state = 'ready' and tries = 0 and epoch > 0 and next_attempt_at > snsops.now() and error like '%budget%') from job_items where subject_id = @account and job = 'collect-analytics'", new { account });
    }
}
