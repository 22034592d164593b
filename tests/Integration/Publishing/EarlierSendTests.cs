using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Publishing;

/// <summary>A video that its platform has from a send that was taken for one that came to nothing: that send is open again, and the look-ups have it.</summary>
public sealed class EarlierSendTests
{
    [Fact]
    public async Task What_the_platform_is_processing_is_looked_up_not_sent_again_and_published_with_its_id_and_time()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (publication, page, attempt) = await LeftAsync(fixture);
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
        await fixture.TurnClockAsync(TimeSpan.FromMinutes(16));
        await fixture.UntilAsync(publication, "published");

        Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page));
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
