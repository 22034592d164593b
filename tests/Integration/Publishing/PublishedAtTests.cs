using Microsoft.Extensions.DependencyInjection;
using SnsOps.Shared.Effects;

namespace SnsOps.Integration.Publishing;

/// <summary>What is settled later was out since the platform says, if that can be, otherwise since it was sent.</summary>
public sealed class PublishedAtTests
{
    [Theory]
    [InlineData("listing", 7.0, 7.0)]
    [InlineData("listing", -120.0, 0.0)]
    [InlineData("listing", 7200.0, 0.0)]
    [InlineData("handle", null, 0.0)]
    [InlineData("person", null, 0.0)]
    [InlineData("response", 7.0, null)]
    public async Task A_verdict_is_dated_by_what_it_is_about(string resolvedBy, double? saidSeconds, double? expectedSeconds)
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var outcomes = (await fixture.StartProcessAsync()).Services.GetRequiredService<OutcomeWriter>();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "스무 분 전에 보낸 글", inSeconds: -1800, state: "cancelled");
        var (attempt, armedAt) = (Guid.CreateVersion7(), DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 1200));
        await fixture.Database.ExecuteAsync("""
            update publications set state = 'unknown', error = '확인하고 있습니다' where id = @publication;
            insert into attempts (id, client_id, account_id, subject_kind, subject_id, epoch, owner, state, number, fingerprint, request_digest, armed_at, send_deadline, next_lookup_at)
            select @attempt, client_id, account_id, 'publication', id, 1, gen_random_uuid(), 'unknown', 1, '글', 'x', @armedAt, @armedAt, snsops.now() + interval '1 hour' from publications where id = @publication
            """, new { publication, attempt, armedAt });

        var at = saidSeconds is { } said ? armedAt.AddSeconds(said) : (DateTimeOffset?)null;
        Assert.Equal("published", await outcomes.WriteAsync(new AttemptVerdict(EffectSubject.Publication, attempt, new Outcome.Published(page + "_1", null, at), resolvedBy, null)));

        Assert.True(await fixture.Database.ScalarAsync<bool>(
            "select case when @expectedSeconds::float8 is null then published_at > @armedAt + interval '15 minutes' else published_at = @armedAt + make_interval(secs => @expectedSeconds) end from publications where id = @publication",
            new { publication, armedAt, expectedSeconds }));
    }

    /// <summary>It was sent, taken for failed and moved by hours: it is dated by its send, and what comes to nothing is not tried before its new second.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_moved_since_it_was_sent_is_dated_by_its_send_and_not_tried_ahead_of_its_second(bool isOut)
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var outcomes = (await fixture.StartProcessAsync()).Services.GetRequiredService<OutcomeWriter>();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_reel", "옮긴 영상", inSeconds: 1500, state: "cancelled", media: [await fixture.Media.VideoAsync()]);
        var (attempt, armedAt) = (Guid.CreateVersion7(), DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 1200));
        await fixture.Database.ExecuteAsync("""
            update publications set state = 'unknown', error = '확인하고 있습니다' where id = @publication;
            insert into attempts (id, client_id, account_id, subject_kind, subject_id, epoch, owner, state, number, fingerprint, request_digest, armed_at, send_deadline, next_lookup_at)
            select @attempt, client_id, account_id, 'publication', id, 1, gen_random_uuid(), 'unknown', 1, '글', 'x', @armedAt, @armedAt, snsops.now() + interval '1 hour' from publications where id = @publication
            """, new { publication, attempt, armedAt });

        await outcomes.WriteAsync(new AttemptVerdict(EffectSubject.Publication, attempt, isOut ? new Outcome.Published(page + "_1") : new Outcome.TryLater("not_there", "플랫폼에 없습니다.", TimeSpan.FromSeconds(1), Burns: false), "handle", null));

        Assert.True(await fixture.Database.ScalarAsync<bool>(
            "select case when @isOut then state = 'published' and published_at = @armedAt else state in ('retrying', 'claimed') and next_attempt_at = scheduled_at end from publications where id = @publication",
            new { publication, armedAt, isOut }));
    }
}
