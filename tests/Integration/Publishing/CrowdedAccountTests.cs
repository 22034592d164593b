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

    /// <summary>One of its posts is being sent elsewhere, so nothing of it moves; when that ends, all of it goes out without another sweep.</summary>
    [Fact]
    public async Task A_process_takes_little_of_an_account_that_stands_still_and_goes_on_with_it_by_itself()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, crowded, _) = await fixture.AccountAsync("facebook");
        var (_, other, _) = await fixture.AccountAsync("facebook");
        var many = new List<Guid>();
        for (var n = 1; n <= 20; n++)
            many.Add(await fixture.Agency.PublicationAsync(client, crowded, "facebook_text", $"밀린 글 {n}", -60));
        var behind = await fixture.Agency.PublicationAsync((await fixture.Database.ScalarAsync<Guid>("select client_id from platform_accounts where id = @other", new { other })), other, "facebook_text", "그 뒤에 온 다른 계정의 글", -60);
        var sending = Guid.CreateVersion7();
        await fixture.Database.ExecuteAsync("""
            update publications set due_since = clock_timestamp() - case when id = @behind then interval '1 minute' else interval '1 hour' end;
            insert into workers (id, process, host, pid, version, lease_until) values (@sending, 'publishing', 'elsewhere', 1, '1', clock_timestamp() + interval '1 hour');
            insert into attempts (id, client_id, account_id, subject_kind, subject_id, epoch, owner, number, fingerprint, request_digest, armed_at, send_deadline)
            values (@sending, @client, @crowded, 'publication', @sending, 1, @sending, 1, '글', 'x', snsops.now(), snsops.now() + interval '1 hour')
            """, new { behind, sending, client, crowded });

        await fixture.StartProcessAsync("--Publishing:Capacity=16", "--Lanes:SweepSeconds=60");
        await fixture.UntilAsync(behind, "published");
        Assert.True(await fixture.Database.ScalarAsync<int>("select count(*)::int from publications where id = any(@many) and state = 'due'", new { many = many.ToArray() }) > 10);

        await fixture.Database.ExecuteAsync("delete from attempts where id = @sending", new { sending });
        await fixture.Database.UntilAsync("all of them are out", "select count(*) = 20 from publications where id = any(@many) and state = 'published'", new { many = many.ToArray() });
    }
}
