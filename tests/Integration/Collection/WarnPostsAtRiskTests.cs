using Microsoft.Extensions.DependencyInjection;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Integration.Collection;

/// <summary>Posts that would not go out for want of a token are told 72, 24 and 1 hour before: once per account and horizon.</summary>
public sealed class WarnPostsAtRiskTests
{
    [Fact]
    public async Task Each_horizon_is_told_once_per_account_and_what_is_solved_is_gone()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var admin = await fixture.Agency.UserAsync("admin");
        var (client, account, _) = await fixture.AccountAsync("facebook", DateTimeOffset.UtcNow.AddHours(30));
        var (healthy, fine, _) = await fixture.AccountAsync("facebook", DateTimeOffset.UtcNow.AddDays(30));
        await fixture.Agency.PublicationAsync(client, account, "facebook_text", "끝나기 전", 29 * 3600, state: "scheduled");
        foreach (var hours in (int[])[60, 65, 71, 200])
            await fixture.Agency.PublicationAsync(client, account, "facebook_text", $"{hours}시간 뒤", hours * 3600, state: "scheduled");
        await fixture.Agency.PublicationAsync(healthy, fine, "facebook_text", "멀쩡한 계정", 3600, state: "scheduled");
        var job = fixture.Build().Services.GetServices<IScheduledJob>().Single(j => j.Definition.Name == "warn-posts-at-risk");

        await RunAsync();
        await RunAsync();
        Assert.Equal("72", await HorizonsAsync());
        Assert.Contains("3건", await fixture.Database.ScalarAsync<string>("select title from notifications where user_id = @admin", new { admin }), StringComparison.Ordinal);
        await TurnAsync(40);
        Assert.Equal("72, 24", await HorizonsAsync());
        await TurnAsync(59.5);
        Assert.Equal("72, 24, 1", await HorizonsAsync());
        Assert.Equal("urgent", await fixture.Database.ScalarAsync<string>("select priority from notifications where user_id = @admin order by created_at desc limit 1", new { admin }));

        await fixture.Database.ExecuteAsync("update platform_accounts set token_expires_at = now() + interval '60 days' where id = @account", new { account });
        await RunAsync();
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*)::int from post_risks where solved_at is null"));
        await fixture.Database.ExecuteAsync("update platform_accounts set state = 'needs_reconnect', reconnect_reason = '만료', reconnect_cause = 'expired' where id = @account", new { account });
        await RunAsync();
        Assert.Equal("72, 24, 1, 1", await HorizonsAsync());

        Task RunAsync() => job.RunAsync(new JobRun("warn-posts-at-risk", DateTimeOffset.UtcNow, 1, false, null), TestContext.Current.CancellationToken);

        async Task TurnAsync(double hours)
        {
            await fixture.Database.ExecuteAsync("select snsops.turn_clock(@by)", new { by = TimeSpan.FromHours(hours) });
            await RunAsync();
        }

        Task<string?> HorizonsAsync() =>
            fixture.Database.ScalarAsync<string>("select string_agg(reference ->> 'horizon_hours', ', ' order by created_at) from notifications where kind = 'account.posts_at_risk' and user_id = @admin", new { admin });
    }
}
