using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Hosting;
using SnsOps.Workers.Publishing.PublishDuePublications;

namespace SnsOps.Integration.Publishing;

/// <summary>What a stopping process has claimed goes to the others at once.</summary>
public sealed class GiveBackTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stopping_worker_gives_back_what_is_still_its_claim_and_nothing_else()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (agency, leaving, other) = (new Agency(database), new WorkerIdentity("publishing"), new WorkerIdentity("publishing"));
        var client = await agency.ClientAsync();
        var account = await agency.AccountAsync(client, "facebook", "page-1", "t");
        string[] texts = ["차례를 기다리던 글", "뒤에 서 있던 글", "보내고 있는 글", "다른 프로세스가 맡은 글"];
        var posts = new Guid[texts.Length];
        for (var i = 0; i < posts.Length; i++)
            posts[i] = await agency.PublicationAsync(client, account, "facebook_text", texts[i], -1);
        Assert.Equal(3, (await Worker(database, leaving).ClaimAsync(posts[..3], 3, Token)).Count);
        Assert.Single(await Worker(database, other).ClaimAsync(posts[3..], 1, Token));
        await database.ExecuteAsync("update publications set state = 'armed' where id = @Id", new { Id = posts[2] });

        Assert.Equal(2, await new GiveBackSql(database.DataSource, leaving).GiveBackAsync(posts));

        Assert.Equal("due due armed claimed", await database.ScalarAsync<string>("select string_agg(state::text, ' ' order by array_position(@ids, id)) from publications", new { ids = posts }));
        Assert.Equal(posts[..2].ToHashSet(), (await Worker(database, other).ClaimOverdueAsync(5, OverduePlace.From(SweepMarks.Everything), 10, Token)).Select(p => p.Id).ToHashSet());     // they wait for no nudge
    }

    private static PublishDuePublicationsSql Worker(TestDatabase database, WorkerIdentity identity) => new(database.DataSource, database.DataSource, identity);
}
