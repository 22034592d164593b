using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Integration.Publishing;

/// <summary>Videos are uploaded ahead where nobody sees them, and shown at their second, once, as they were approved.</summary>
public sealed class YouTubePublishTests
{
    [Theory]
    [InlineData("youtube_video", "https://www.youtube.com/watch?v=")]
    [InlineData("youtube_short", "https://www.youtube.com/shorts/")]
    public async Task It_is_shown_once_at_its_second_as_it_was_approved(string format, string address)
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var stage = await YouTubeStage.SetAsync(fixture);
        var video = await fixture.Media.VideoAsync();
        var publication = await stage.ScheduleAsync([video], 2, new { title = "온기카페 가을 메뉴", tags = new[] { "카페", "가을 메뉴" }, made_for_kids = true }, format);

        await fixture.UntilAsync(publication, "published");

        var shown = Assert.Single(await stage.ShownAsync());
        Assert.Equal("온기카페 가을 메뉴", shown.Text);
        Assert.Equal([video.Hex], shown.Media);
        Assert.True(await fixture.Database.ScalarAsync<bool>("select @AcceptedAt >= scheduled_at from publications where id = @publication", new { publication, shown.AcceptedAt }));
        Assert.Equal((shown.Id, address + shown.Id), (await stage.OfAsync<string>(publication, "platform_post_id"), await stage.OfAsync<string>(publication, "post_url")));
        var upload = Assert.Single(await fixture.Sandbox.UploadsAsync(stage.Channel));
        Assert.Equal((YouTubeStage.Words, "public", true, video.Bytes), (upload.Description, upload.Privacy, upload.MadeForKids, upload.Arrived));
        Assert.Equal(["카페", "가을 메뉴"], upload.Tags);
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*) from attempts"));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*) from notifications"));
    }

    [Fact]
    public async Task The_contents_title_stands_in_for_a_missing_one_and_unlisted_is_not_public()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var stage = await YouTubeStage.SetAsync(fixture);
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 1, new { privacy = "unlisted" });

        await fixture.UntilAsync(publication, "published");

        Assert.Equal("가을 신메뉴 안내", Assert.Single(await stage.ShownAsync()).Text);
        Assert.Equal("unlisted", Assert.Single(await stage.VideosAsync()).Privacy);
    }

    [Fact]
    public async Task A_picture_beside_the_video_becomes_its_thumbnail()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var stage = await YouTubeStage.SetAsync(fixture);
        var picture = await fixture.Media.StoredPictureAsync("섬네일");
        var publication = await stage.ScheduleAsync([picture, await fixture.Media.VideoAsync()], 1);

        await fixture.UntilAsync(publication, "published");

        Assert.Equal(picture.Hex, Assert.Single(await stage.VideosAsync()).ThumbnailSha256);
    }

    [Fact]
    public async Task A_refused_thumbnail_stops_nothing_and_is_told_once()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var stage = await YouTubeStage.SetAsync(fixture);
        await fixture.Sandbox.SetYouTubeAsync(new { thumbnails = false });
        var publication = await stage.ScheduleAsync([await fixture.Media.StoredPictureAsync("섬네일"), await fixture.Media.VideoAsync()], 1);

        await fixture.UntilAsync(publication, "published");

        Assert.Null(Assert.Single(await stage.VideosAsync()).ThumbnailSha256);
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(distinct title) from notifications where kind = 'publication.thumbnail' and title like '섬네일을%'"));
    }

    [Fact]
    public async Task A_video_still_being_processed_is_shown_at_its_second_all_the_same()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.videos", kind = "stuck-in-progress", times = 0 });
        var stage = await YouTubeStage.SetAsync(fixture);
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 1.5);

        await fixture.UntilAsync(publication, "published");

        Assert.Single(await stage.ShownAsync());
    }

    [Fact]
    public async Task A_video_youtube_cannot_process_fails_before_its_second_with_the_reason()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.upload", kind = "processing-error", times = 0 });
        var stage = await YouTubeStage.SetAsync(fixture);
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 60);

        await fixture.UntilAsync(publication, "failed");

        Assert.Equal("video_failed", await stage.OfAsync<string>(publication, "error_code"));
        Assert.Empty(await stage.ShownAsync());
        Assert.True(await fixture.Database.ScalarAsync<int>("select count(*) from notifications where kind = 'publication.failed'") > 0);
    }

    [Fact]
    public async Task A_project_google_has_not_audited_cannot_publish_and_says_why()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        await fixture.Sandbox.SetYouTubeAsync(new { forced_private = true });
        var stage = await YouTubeStage.SetAsync(fixture);
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 1);

        await fixture.UntilAsync(publication, "failed");

        Assert.Equal("forced_private", await stage.OfAsync<string>(publication, "error_code"));
        Assert.Empty(await stage.ShownAsync());
    }

    [Fact]
    public async Task An_edit_after_the_upload_keeps_the_video_and_shows_the_new_words()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var stage = await YouTubeStage.SetAsync(fixture);
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 20);
        await stage.UntilUploadedAsync(publication);

        // As an edit, a new approval and a new time leave it.
        await fixture.Database.ExecuteAsync($"""
            update contents set body = '고친 설명', title = '고친 제목', version = 2 where id = (select content_id from publications where id = @publication);
            update publications set state = 'due', epoch = epoch + 1, owner = null, handle = null, handle_at = null, content_version = 2,
                   scheduled_at = snsops.now() + interval '1 second', next_attempt_at = snsops.now() + interval '1 second', due_since = '-infinity' where id = @publication;
            {Fixtures.Agency.Sealed}
            """, new { publication });
        await fixture.UntilAsync(publication, "published");

        var upload = Assert.Single(await fixture.Sandbox.UploadsAsync(stage.Channel));
        Assert.Equal(("고친 제목", "고친 설명", "public"), (upload.VideoTitle, upload.Description, upload.Privacy));
        Assert.Single(await stage.ShownAsync());
    }

    [Fact]
    public async Task What_is_called_off_after_the_upload_is_never_shown()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var stage = await YouTubeStage.SetAsync(fixture);
        var updated = await fixture.Sandbox.CountAsync("yt.update");
        var (cancelled, other) = (await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 4), await stage.ScheduleAsync([await fixture.Media.VideoAsync(fill: 9)], 4.2, new { title = "다른 영상" }));
        await stage.UntilUploadedAsync(cancelled);
        await fixture.Database.ExecuteAsync("update publications set state = 'cancelled', epoch = epoch + 1, owner = null, handle = null, handle_at = null where id = @cancelled", new { cancelled });

        await fixture.UntilAsync(other, "published");

        Assert.Equal("다른 영상", Assert.Single(await stage.ShownAsync()).Text);
        Assert.Equal(1, await updated());
        Assert.Equal(["private", "public"], (await stage.VideosAsync()).Select(v => v.Privacy).Order());
    }

    [Fact]
    public async Task Handed_to_youtube_it_is_shown_at_its_second_by_youtube_itself()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var stage = await YouTubeStage.SetAsync(fixture);
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 3, new { publish_at_platform = true });
        await fixture.UntilAsync(publication, "unknown");
        Assert.Equal(("handed_over", 0), (await stage.OfAsync<string>(publication, "error_code"), (await stage.ShownAsync()).Count));

        await fixture.UntilAsync(publication, "published");

        var shown = Assert.Single(await stage.ShownAsync());
        Assert.True(await fixture.Database.ScalarAsync<bool>("select abs(extract(epoch from @AcceptedAt - scheduled_at)) < 0.000002 from publications where id = @publication", new { publication, shown.AcceptedAt }));
        Assert.Equal("handle", await fixture.Database.ScalarAsync<string>("select resolved_by from publishing_logs where subject_id = @publication and status = 'published'", new { publication }));
    }

    [Theory]
    [InlineData("public", true)]
    [InlineData("unlisted", false)]
    public async Task Since_when_a_video_is_public_is_youtubes_own_word(string privacy, bool isTold)
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var publisher = (await fixture.StartProcessAsync()).Services.GetRequiredService<PublisherRegistry>()["youtube_video"];
        var stage = await YouTubeStage.SetAsync(fixture);
        await stage.UploadByHandAsync("밤새 올려 둔 영상");
        var id = Assert.Single(await stage.VideosAsync()).VideoId!;
        await fixture.Sandbox.TurnClockAsync(TimeSpan.FromMinutes(20));         // shown long after it was uploaded
        await fixture.Sandbox.CallYouTubeAsync(HttpMethod.Put, "/youtube/v3/videos?part=status", stage.Channel, JsonContent.Create(new { id, status = new { privacyStatus = privacy } }));
        var shownAt = Assert.Single(await stage.ShownAsync()).AcceptedAt;
        var now = DateTimeOffset.UtcNow;

        var sighting = await publisher.LookUpAsync(
            new UnknownAttempt(Guid.NewGuid(), "publication", "post", Guid.NewGuid(), stage.Account, "youtube", "youtube_video", null, null, true, "", id, now, now, now, 1, null, now),
            new ConnectedAccount(stage.Account, stage.Client, "youtube", stage.Channel, "EAAG-" + stage.Channel, 1), default);

        var there = Assert.IsType<Sighting.There>(sighting);
        Assert.Equal(isTold ? shownAt.ToUnixTimeSeconds() : (long?)null, there.At?.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task A_shown_video_is_looked_at_again_and_missed_when_it_was_made_private()
    {
        await using var fixture = await PublishingFixture.StartAsync("--ReadBack:FirstSeconds=0", "--ReadBack:SecondSeconds=1", "--ReadBack:RepeatSeconds=0.2");
        var stage = await YouTubeStage.SetAsync(fixture);
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 0.5);
        await fixture.Database.UntilAsync("it was seen", "select visible from publications where id = @publication", new { publication });
        await fixture.Sandbox.SetYouTubeAsync(new { forced_private = true });
        await stage.HideAsync((await stage.OfAsync<string>(publication, "platform_post_id"))!);

        await fixture.Database.UntilAsync("it is missed", "select visible is false from publications where id = @publication", new { publication });

        Assert.Equal("published", await stage.OfAsync<string>(publication, "state::text"));
        Assert.True(await fixture.Database.ScalarAsync<int>("select count(*) from notifications where kind = 'publication.gone' and message like '%유튜브%'") > 0);
    }

    [Fact]
    public async Task A_shown_video_that_youtube_could_not_process_is_missed()
    {
        await using var fixture = await PublishingFixture.StartAsync("--ReadBack:RepeatSeconds=0.2");
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.videos", kind = "stuck-in-progress", times = 0 });
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.upload", kind = "processing-error", times = 0 });
        var stage = await YouTubeStage.SetAsync(fixture);
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 1);
        await fixture.UntilAsync(publication, "published");
        (await fixture.Sandbox.Http.DeleteAsync("/_sandbox/faults")).EnsureSuccessStatusCode();

        await fixture.Database.ExecuteAsync("select snsops.turn_clock(interval '3 minutes')");
        await fixture.Database.UntilAsync("it is missed", "select visible is false from publications where id = @publication", new { publication });

        Assert.Equal("the video is failed: conversion", await fixture.Database.ScalarAsync<string>("select detail from read_backs where subject_id = @publication and verdict = 'gone'", new { publication }));
    }
}
