using SnsOps.Integration.Fixtures;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Publishing.PublishDuePublications;

namespace SnsOps.Integration.Publishing;

/// <summary>What people are told of an account that the platform takes for a spammer: each <see cref="Chains"/> is a process.</summary>
public sealed class BlockedAccountTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_block_is_told_even_where_the_brake_was_a_moment_ago_and_not_again_before_it_ends()
    {
        await using var database = await TestDatabase.CreateAsync();
        var agency = new Agency(database);
        var account = await agency.ConnectedAsync("instagram", "17841400000000001");
        var manager = await agency.UserAsync("manager", account.ClientId);
        await using var first = await Chains.StartAsync(database);
        await using var second = await Chains.StartAsync(database);
        for (var i = 0; i < 3; i++)
            Assert.Null(await Brake(first).EnterAsync(account, Ct));
        Assert.NotNull(await Brake(first).EnterAsync(account, Ct));
        Assert.NotNull(await Brake(second).EnterAsync(account, Ct));
        Assert.Equal("썼습니다", await ToldAsync());

        await BlockAsync(first);
        Assert.Equal("썼습니다, 스팸으로", await ToldAsync());
        await BlockAsync(second);
        await database.ExecuteAsync("select snsops.turn_clock(interval '11 minutes')");         // out of the brake's own window
        await BlockAsync(first);
        Assert.Equal("썼습니다, 스팸으로", await ToldAsync());

        await database.ExecuteAsync("select snsops.turn_clock(interval '25 hours')");
        await BlockAsync(second);
        Assert.Equal("썼습니다, 스팸으로, 스팸으로", await ToldAsync());

        Task BlockAsync(Chains process) => process.Budgets.NoteAsync(new UsageReport(Budget.ScopeOfPosts(account.Id), null, Closed: true, TimeSpan.FromHours(24))).AsTask();

        Task<string?> ToldAsync() => database.ScalarAsync<string>(
            "select string_agg(substring(message from '썼습니다|스팸으로'), ', ' order by created_at) from notifications where user_id = @manager and kind = 'publication.braked'", new { manager });
    }

    private static VelocityBrake Brake(Chains process) => new(process.Budgets, new PublishingOptions { BrakeSends = 3 }, new MetaOptions());
}
