using Microsoft.Extensions.DependencyInjection;
using SnsOps.Shared.Effects;
using SnsOps.Workers.Publishing.Platforms;
using SnsOps.Workers.Publishing.PublishDuePublications;

namespace SnsOps.Integration.Publishing;

/// <summary>A video that its platform has from a send that was taken for one that came to nothing: that send is open again, and the look-ups have it.</summary>
public sealed class EarlierSendTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(23.5)]
    public async Task What_the_platform_is_processing_is_looked_up_not_sent_again_and_published_with_its_id_and_time(double hoursOld)
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (publication, page, attempt) = await LeftAsync(fixture);
        await fixture.Database.ExecuteAsync("""
            update publications set handle_at = handle_at - make_interval(secs => 3600 * @hoursOld) where id = @publication;
            update publication_parts set created_at = created_at - make_interval(secs => 3600 * @hoursOld) where publication_id = @publication
            """, new { publication, hoursOld });
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.video_status", kind = "stuck-in-progress", times = 0 });
        var (starts, finishes) = (await fixture.Sandbox.CountAsync("fb.reel_start"), await fixture.Sandbox.CountAsync("fb.reel_finish"));
        await fixture.StartProcessAsync();
        await fixture.UntilAsync(publication, "unknown");

        Assert.Equal(attempt, await fixture.Database.ScalarAsync<Guid>("""
            select a.id from attempts a join publications p on p.id = a.subject_id and p.handle = a.handle
             where p.id = @publication and a.state = 'unknown' and a.unknown_code = 'processing' and p.error_code = 'processing' and p.asked_at is null and p.owner is null
            """, new { publication }));
        Assert.Equal((0, 0), (await starts(), await finishes()));

        await FreeAsync(fixture);
        await fixture.UntilAsync(publication, "published");

        var effect = Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page));
        Assert.EndsWith((await fixture.Database.ScalarAsync<string>("select platform_post_id from publications where id = @publication", new { publication }))!, effect.Id, StringComparison.Ordinal);
        Assert.True(await fixture.Database.ScalarAsync<bool>(
            "select published_at = greatest(scheduled_at, date_trunc('second', @AcceptedAt::timestamptz)) from publications where id = @publication", new { publication, effect.AcceptedAt }));
        Assert.Equal("try_later, published", await FormatTests.StatusesAsync(fixture, publication));
    }

    [Fact]
    public async Task It_is_asked_about_long_after_its_grace_and_published_all_the_same()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (publication, page, _) = await LeftAsync(fixture);
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.video_status", kind = "stuck-in-progress", times = 0 });
        await fixture.StartProcessAsync();
        await fixture.UntilAsync(publication, "unknown");

        await fixture.TurnClockAsync(TimeSpan.FromHours(3));
        await fixture.Database.UntilAsync("a person is asked", "select state = 'unknown' and asked_at is not null from publications where id = @publication", new { publication });
        await FreeAsync(fixture);
        await fixture.TurnClockAsync(TimeSpan.FromHours(3.5));
        await fixture.UntilAsync(publication, "published");

        Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page));
    }

    [Theory]
    [InlineData("cancelled", "취소하기 전에%")]
    [InlineData("scheduled", "예약을 옮기기 전에%")]
    [InlineData("due", "예약을 옮기기 전에%")]
    public async Task What_was_called_off_or_moved_too_late_is_published_and_people_are_told(string state, string why)
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var sends = (await fixture.StartProcessAsync()).Services.GetRequiredService<EarlierSends>();
        var post = await TakenAwayAsync(fixture, claims: 1, state);

        Assert.True(await sends.KeepAsync(post, new Outcome.Published("122093", "https://www.facebook.com/reel/6001")));

        Assert.Equal("published 122093", await fixture.Database.ScalarAsync<string>("select concat_ws(' ', state, platform_post_id) from publications where id = @Id", new { post.Id }));
        Assert.Equal("asked post", await fixture.Database.ScalarAsync<string>("select string_agg(act || ' ' || step, ', ') from publication_acts where publication_id = @Id and note like @why", new { post.Id, why }));
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(*) from notifications where kind = 'publication.unknown' and message like @why", new { why }));
        Assert.Equal("cancelled", await fixture.Database.ScalarAsync<string>("select state::text from first_comments where id = @Id", new { post.Id }));
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("scheduled")]
    public async Task What_was_called_off_or_moved_too_late_and_is_being_processed_is_asked_about_and_looked_up(string state)
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var sends = (await fixture.StartProcessAsync()).Services.GetRequiredService<EarlierSends>();
        var post = await TakenAwayAsync(fixture, claims: 1, state);

        await sends.DoubtAsync(post, new Outcome.Unknown("processing", "페이스북이 처리하고 있습니다."));

        Assert.Equal("unknown ask_a_person 6001 3", await fixture.Database.ScalarAsync<string>(
            "select concat_ws(' ', p.state, p.error_code, a.handle, p.retry_count) from publications p join attempts a on a.subject_id = p.id and a.state = 'unknown' where p.id = @Id and p.asked_at is not null", new { post.Id }));
    }

    [Fact]
    public async Task What_somebody_else_has_claimed_since_is_left_to_them()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var sends = (await fixture.StartProcessAsync()).Services.GetRequiredService<EarlierSends>();
        var post = await TakenAwayAsync(fixture, claims: 2);

        Assert.False(await sends.KeepAsync(post, new Outcome.Published("122093")));

        Assert.Equal("cancelled", await fixture.Database.ScalarAsync<string>("select state::text from publications where id = @Id", new { post.Id }));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select (select count(*) from attempts) + (select count(*) from notifications)"));
    }

    [Fact]
    public async Task What_never_left_us_is_not_the_send_that_is_open_again()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var sends = (await fixture.StartProcessAsync()).Services.GetRequiredService<EarlierSends>();
        var post = await TakenAwayAsync(fixture, claims: 1);
        string[] codes = [.. Outcome.Unsent, "4"];
        await fixture.Database.ExecuteAsync("""
            insert into publishing_logs (attempt_id, closed_at, client_id, account_id, subject_kind, subject_id, step, epoch, number, retry_count, status, resolved_by, request_digest, error_code, error, armed_at)
            select gen_random_uuid(), clock_timestamp(), p.client_id, p.account_id, 'publication', p.id, 'post', 1, w.place, 0, 'try_later', 'response', 'd', w.code, '자동으로 다시 시도합니다',
                   snsops.now() - interval '30 seconds' + make_interval(secs => w.place)
              from publications p cross join unnest(@codes) with ordinality as w (code, place) where p.id = @Id
            """, new { post.Id, codes });

        await sends.DoubtAsync(post, new Outcome.Unknown("processing", "페이스북이 처리하고 있습니다."));

        Assert.Equal("4", await fixture.Database.ScalarAsync<string>("select l.error_code from attempts a join publishing_logs l on l.attempt_id = a.id where a.subject_id = @Id", new { post.Id }));
    }

    /// <summary>Another has claimed it since and given it back: its handle is kept, so whoever claims it next finds the same.</summary>
    [Fact]
    public async Task What_still_has_its_handle_is_left_to_the_next_claim()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var sends = (await fixture.StartProcessAsync()).Services.GetRequiredService<EarlierSends>();
        var post = await TakenAwayAsync(fixture, claims: 1, "due");
        await fixture.Database.ExecuteAsync("update publications set handle = @Handle, handle_at = snsops.now() where id = @Id", new { post.Id, post.Handle });

        Assert.False(await sends.KeepAsync(post, new Outcome.Published("122093")));

        Assert.Equal("due", await fixture.Database.ScalarAsync<string>("select state::text from publications where id = @Id", new { post.Id }));
    }

    /// <summary>A reel as a worker claimed it, called off or moved an hour ahead since, from under that claim or a later one.</summary>
    private static async Task<OutgoingPost> TakenAwayAsync(PublishingFixture fixture, int claims, string state = "cancelled")
    {
        var (client, account, _) = await fixture.AccountAsync("facebook");
        var publication = await fixture.Agency.PublicationAsync(
            client, account, "facebook_reel", "매장 둘러보기 영상", 3600, state: state, firstComment: "예약은 프로필 링크에서 받아요", media: [await fixture.Media.VideoAsync()]);
        await fixture.Database.ExecuteAsync("update publications set epoch = @claims + 1 where id = @publication", new { publication, claims });
        var now = DateTimeOffset.UtcNow;
        return new OutgoingPost(
            publication, 1, client, Guid.NewGuid(), account, "facebook", "facebook_reel", 1, [], now, now, now, 0, "6001", now.AddMinutes(-1), "매장 둘러보기 영상", null, null, null);
    }

    /// <summary>A reel that was uploaded and finished, and whose answer said that it was not.</summary>
    private static async Task<(Guid Publication, string Page, Guid Attempt)> LeftAsync(PublishingFixture fixture)
    {
        var video = await fixture.Media.VideoAsync();
        var (publication, page) = await ResumedPreparationTests.ParkedAsync(fixture, "facebook_reel", video);
        var started = await ResumedPreparationTests.PostAsync(fixture, page, "video_reels", [new("upload_phase", "start")]);
        var (handle, url) = (ResumedPreparationTests.Text(started, "video_id"), ResumedPreparationTests.Text(started, "upload_url"));
        await ResumedPreparationTests.KeepAsync(fixture, publication, video, handle, url);
        await ResumedPreparationTests.UploadAsync(fixture, page, video, url, (int)video.Bytes);
        var attempt = Guid.CreateVersion7();
        await fixture.Database.ExecuteAsync("""
            insert into publishing_logs (attempt_id, closed_at, client_id, account_id, subject_kind, subject_id, step, epoch, number, retry_count, status, resolved_by, request_digest, error_code, error, armed_at)
            select @attempt, clock_timestamp(), client_id, account_id, 'publication', id, 'post', 1, 1, 0, 'try_later', 'response', 'd', '4', '호출 한도에 이르렀습니다', snsops.now() from publications where id = @publication
            """, new { publication, attempt });
        await ResumedPreparationTests.PostAsync(fixture, page, "video_reels", [new("upload_phase", "finish"), new("video_id", handle), new("video_state", "PUBLISHED"), new("description", "매장 둘러보기 영상")]);
        return (publication, page, attempt);
    }

    private static async Task FreeAsync(PublishingFixture fixture)
    {
        using var answer = await fixture.Sandbox.Http.DeleteAsync("/_sandbox/faults");
        answer.EnsureSuccessStatusCode();
    }
}
