using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Hosting;
using SnsOps.Workers.Publishing.PublishDuePublications;

namespace SnsOps.Integration.Publishing;

/// <summary>One account's thousands leave room for the posts of others.</summary>
public sealed class CrowdedAccountTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Posts_of_an_account_that_has_enough_wait_and_those_of_others_are_claimed()
    {
        await using var database = await TestDatabase.CreateAsync();
        var agency = new Agency(database);
        var client = await agency.ClientAsync();
        var (crowded, other) = (await agency.AccountAsync(client, "facebook", "page-1", "t"), await agency.AccountAsync(client, "facebook", "page-2", "t"));
        var freed = await agency.PublicationAsync(client, crowded, "facebook_text", "많은 글 가운데 풀려난 하나", -1);
        var waiting = await agency.PublicationAsync(client, crowded, "facebook_text", "많은 글 가운데 오래 기다린 하나", -1);
        var behind = await agency.PublicationAsync(client, other, "facebook_text", "그 뒤에 온 다른 계정의 글", -1);
        await database.ExecuteAsync("""
            update publications set due_since = case when id = @freed then '-infinity' when id = @waiting then clock_timestamp() - interval '1 hour' else clock_timestamp() - interval '1 minute' end
            """, new { freed, waiting });
        var (worker, place) = (new PublishDuePublicationsSql(database.DataSource, database.DataSource, new WorkerIdentity("publishing")), OverduePlace.From(SweepMarks.Everything));

        Assert.Equal(behind, Assert.Single(await worker.ClaimOverdueAsync(5, place with { Crowded = [crowded] }, 10, Token)).Id);
        Assert.Equal(new[] { freed, waiting }.ToHashSet(), (await worker.ClaimOverdueAsync(5, place, 10, Token)).Select(p => p.Id).ToHashSet());
    }
}
