using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;
using SnsOps.Workers.Publishing.Platforms;
using SnsOps.Workers.Publishing.PublishDuePublications;
using SnsOps.Workers.Publishing.SendReplies;
using SnsOps.Workers.Publishing.Sending;

namespace SnsOps.Integration.Publishing;

/// <summary>A sweep says how many rows of the dead, and of those that waited in vain, it has moved: what is logged and announced hangs on it.</summary>
public sealed class RecoveryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Armed_attempts_of_the_dead_are_counted_as_they_are_doubted()
    {
        await using var database = await TestDatabase.CreateAsync();
        var agency = new Agency(database);
        var client = await agency.ClientAsync();
        foreach (var page in new[] { "page-1", "page-2" })
            await agency.PublicationAsync(client, await agency.AccountAsync(client, "facebook", page, "t"), "facebook_text", "보내다 멈춘 글", -1);
        await database.ExecuteAsync("""
            update publications set state = 'armed', owner = gen_random_uuid(), epoch = 1;
            insert into attempts (id, client_id, account_id, subject_kind, subject_id, epoch, owner, number, fingerprint, request_digest, armed_at, send_deadline)
            select gen_random_uuid(), client_id, account_id, 'publication', id, 1, owner, 1, 'x', 'x', snsops.now(), snsops.now() from publications
            """);
        var sweeper = new PublishDuePublicationsSql(database.DataSource, database.DataSource, new WorkerIdentity("publishing"));

        Assert.Equal(2, await sweeper.DoubtOrphanedAsync([], SweepMarks.Everything, Token));
        Assert.Equal(0, await sweeper.DoubtOrphanedAsync([], SweepMarks.Everything, Token));
        Assert.Equal(2, await database.ScalarAsync<int>("select count(*)::int from publications where state = 'unknown' and error_code = 'worker_died'"));
        Assert.Equal(2, await database.ScalarAsync<int>("select count(*)::int from attempts where state = 'unknown' and unknown_code = 'worker_died' and doubted_at is not null"));
    }

    [Fact]
    public async Task Answers_that_waited_in_vain_are_counted_as_they_are_given_up()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var discussion = await Discussion.BeginAsync(fixture, "facebook");
        var late = await discussion.AnswerAsync("어제 물으신 주차장은 건물 뒤편에 있습니다", minutesAgo: 90);
        var rows = new SendingSql<OutgoingReply>(fixture.Database.DataSource, fixture.Database.DataSource, new WorkerIdentity("publishing"), new LaneOptions(), new ReplyJob(null!, new ReplyOptions()));

        Assert.Equal(1, await rows.MarkMissedAsync(Token));
        Assert.Equal(0, await rows.MarkMissedAsync(Token));
        Assert.Equal("missed", (await discussion.RowAsync(late)).ErrorCode);
    }
}
