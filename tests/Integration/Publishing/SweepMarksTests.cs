using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Hosting;
using SnsOps.Workers.Publishing.PublishDuePublications;

namespace SnsOps.Integration.Publishing;

/// <summary>A sweep begins where the one before has ended, and misses nothing.</summary>
public sealed class SweepMarksTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_appears_after_a_sweep_is_found_by_the_next()
    {
        await using var database = await TestDatabase.CreateAsync();
        var sweeper = Worker(database);
        var marks = await sweeper.MarksAsync(SweepMarks.Everything, Token);

        var publication = await DueAsync(database, "방금 예약된 글");
        Assert.Equal(publication, Assert.Single(await Worker(database).ClaimOverdueAsync(-1, OverduePlace.From(marks), 10, Token)).Id);     // by a worker without a lease
        Assert.Equal(1, await sweeper.FreeClaimedAsync([], marks, Token));
        marks = await sweeper.MarksAsync(marks, Token);
        Assert.Equal(publication, Assert.Single(await sweeper.ClaimOverdueAsync(5, OverduePlace.From(marks), 10, Token)).Id);               // what was freed waits for nobody
    }

    [Fact]
    public async Task What_a_sweep_leaves_open_holds_its_mark()
    {
        await using var database = await TestDatabase.CreateAsync();
        var sweeper = Worker(database);
        var publication = await DueAsync(database, "오래 기다리는 글");
        await database.ExecuteAsync("update publications set due_since = clock_timestamp() - interval '1 hour'");
        var marks = await sweeper.MarksAsync(await sweeper.MarksAsync(SweepMarks.Everything, Token), Token);
        Assert.Equal(publication, Assert.Single(await Worker(database).ClaimOverdueAsync(5, OverduePlace.From(marks), 10, Token)).Id);

        await database.ExecuteAsync("update publications set updated_at = clock_timestamp() - interval '1 hour'");
        marks = await sweeper.MarksAsync(await sweeper.MarksAsync(SweepMarks.Everything, Token), Token);
        Assert.Equal(1, await sweeper.FreeClaimedAsync([], marks, Token));
    }

    [Fact]
    public async Task What_lies_below_the_marks_is_found_when_everything_is_looked_at()
    {
        await using var database = await TestDatabase.CreateAsync();
        var sweeper = Worker(database);
        var marks = await sweeper.MarksAsync(SweepMarks.Everything, Token);
        await DueAsync(database, "늦게 커밋된 글", inSeconds: -7200);
        await database.ExecuteAsync("update publications set due_since = clock_timestamp() - interval '1 hour'");

        Assert.Empty(await sweeper.ClaimOverdueAsync(5, OverduePlace.From(marks), 10, Token));
        Assert.Equal(0, await sweeper.MarkMissedAsync(marks, Token));
        Assert.Equal("due", await database.ScalarAsync<string>("select state::text from publications"));
        Assert.Equal(1, await sweeper.MarkMissedAsync(SweepMarks.Everything, Token));
        Assert.Equal("missed", await database.ScalarAsync<string>("select state::text from publications"));
    }

    [Fact]
    public async Task Batch_after_batch_claims_all_that_waits_once_and_in_order()
    {
        await using var database = await TestDatabase.CreateAsync();
        List<Guid> expected = [];
        foreach (var (text, since) in new[] { ("풀려난 글 하나", "-infinity"), ("풀려난 글 둘", "-infinity"), ("풀려난 글 셋", "-infinity"), ("한 시간 기다린 글", "-1 hour"), ("반 시간 기다린 글", "-30 minutes"), ("십 분 기다린 글", "-10 minutes") })
        {
            expected.Add(await DueAsync(database, text, page: $"page-{expected.Count}"));
            await database.ExecuteAsync("update publications set due_since = case when @since = '-infinity' then '-infinity' else clock_timestamp() + nullif(@since, '-infinity')::interval end where id = @Id", new { since, Id = expected[^1] });
        }

        var (sweeper, place, claimed) = (Worker(database), OverduePlace.From(SweepMarks.Everything), new List<Guid>());
        while (await sweeper.ClaimOverdueAsync(5, place, 2, Token) is { Count: > 0 } batch)
        {
            claimed.AddRange(batch.OrderBy(p => p.DueSince).ThenBy(p => p.NextAttemptAt).Select(p => p.Id));
            place = place.Behind(batch);
        }

        Assert.Equal(expected, claimed);
    }

    private static PublishDuePublicationsSql Worker(TestDatabase database) => new(database.DataSource, database.DataSource, new WorkerIdentity("publishing"));

    private static async Task<Guid> DueAsync(TestDatabase database, string text, double inSeconds = -1, string page = "page-1")
    {
        var agency = new Agency(database);
        var client = await agency.ClientAsync();
        return await agency.PublicationAsync(client, await agency.AccountAsync(client, "facebook", page, "t"), "facebook_text", text, inSeconds);
    }
}
