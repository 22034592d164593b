using SnsOps.Api.Auth;
using SnsOps.Api.Publications;

namespace SnsOps.Integration.Publishing;

/// <summary>Whatever breaks an upload, the channel gets one video of it, with the file's own bytes, and little is sent twice.</summary>
public sealed class YouTubeUploadTests
{
    private const int Megabyte = YouTubeStage.Megabyte;

    public static TheoryData<string, int> BrokenChunks =>
    [
        .. from kind in (string[])["commit-then-5xx", "commit-then-reset", "commit-then-truncated", "server-error", "html-error-page", "short-308", "reset-mid-body", "reset", "token-expired"]
           from after in (int[])[1, 3]        // the probe is the first PUT: in the middle, and the last chunk
           select (kind, after),
    ];

    [Theory]
    [MemberData(nameof(BrokenChunks))]
    public async Task A_broken_chunk_is_asked_about_and_the_upload_goes_on_from_where_youtube_has_it(string kind, int after)
    {
        await using var fixture = await PublishingFixture.StartAsync(YouTubeStage.Quick);
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.upload", kind, after, times = 1 });
        var stage = await YouTubeStage.SetAsync(fixture);
        var video = await fixture.Media.VideoAsync(bytes: (5 * Megabyte) / 2, fill: 7);
        var publication = await stage.ScheduleAsync([video], 1);

        await fixture.UntilAsync(publication, "published");

        var upload = Assert.Single(await fixture.Sandbox.UploadsAsync(stage.Channel));
        Assert.Equal(video.Hex, upload.Sha256);
        Assert.InRange(upload.Arrived, video.Bytes, video.Bytes + Megabyte);
        Assert.Equal([video.Hex], Assert.Single(await stage.ShownAsync()).Media);
        Assert.Equal(0, await stage.OfAsync<int>(publication, "retry_count"));
    }

    [Fact]
    public async Task A_chunk_nobody_answers_is_asked_about_too()
    {
        await using var fixture = await PublishingFixture.StartAsync(YouTubeStage.Quick);
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.upload", kind = "commit-then-timeout", after = 3, times = 1 });
        var stage = await YouTubeStage.SetAsync(fixture);
        var video = await fixture.Media.VideoAsync(bytes: (5 * Megabyte) / 2, fill: 7);
        var publication = await stage.ScheduleAsync([video], 1);

        await fixture.UntilAsync(publication, "published");

        Assert.Equal(video.Bytes, Assert.Single(await fixture.Sandbox.UploadsAsync(stage.Channel)).Arrived);
    }

    [Theory]
    [InlineData("commit-then-5xx")]
    [InlineData("commit-then-reset")]
    [InlineData("server-error")]
    public async Task A_session_whose_address_never_came_leaves_no_video(string kind)
    {
        await using var fixture = await PublishingFixture.StartAsync(YouTubeStage.Quick);
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.insert", kind, times = 1 });
        var stage = await YouTubeStage.SetAsync(fixture);
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 1);

        await fixture.UntilAsync(publication, "published");

        Assert.Single(await stage.VideosAsync());
        Assert.Single(await stage.ShownAsync());
    }

    [Fact]
    public async Task A_worker_that_died_in_the_middle_is_followed_from_the_servers_own_offset()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        // The first process hangs on its second chunk and is stopped there.
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.upload", kind = "timeout-before-effect", after = 2, times = 1 });
        var first = await fixture.StartProcessAsync("--Google:ChunkMegabytes=1");
        var stage = await YouTubeStage.SetAsync(fixture);
        var video = await fixture.Media.VideoAsync(bytes: (7 * Megabyte) / 2, fill: 3);
        var publication = await stage.ScheduleAsync([video], 4);
        await UntilAsync("a chunk is there", async () => (await fixture.Sandbox.UploadsAsync(stage.Channel)) is [{ Kept: >= Megabyte }]);
        await first.StopAsync();

        await fixture.StartProcessAsync("--Google:ChunkMegabytes=1");
        await fixture.UntilAsync(publication, "published");

        var upload = Assert.Single(await fixture.Sandbox.UploadsAsync(stage.Channel));
        Assert.Equal(video.Hex, upload.Sha256);
        Assert.InRange(upload.Arrived, video.Bytes, video.Bytes + Megabyte);
    }

    [Fact]
    public async Task A_session_lost_on_the_way_is_opened_anew_once_it_is_sure_that_nothing_came_of_it()
    {
        await using var fixture = await PublishingFixture.StartAsync(YouTubeStage.Quick);
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.upload", kind = "session-404", after = 2, times = 1 });
        var listed = await fixture.Sandbox.CountAsync("yt.playlist_items");
        var stage = await YouTubeStage.SetAsync(fixture);
        var video = await fixture.Media.VideoAsync(bytes: (5 * Megabyte) / 2, fill: 7);
        var publication = await stage.ScheduleAsync([video], 1);

        await fixture.UntilAsync(publication, "published");

        Assert.Equal(2, await listed());
        Assert.Equal([true, false], (await fixture.Sandbox.UploadsAsync(stage.Channel)).Select(u => u.Lost));
        Assert.Equal(video.Hex, Assert.Single(await stage.VideosAsync()).Sha256);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(400)]
    public async Task A_video_whose_session_was_lost_after_its_last_byte_is_found_among_the_uploads(int listedAfterMs)
    {
        await using var fixture = await PublishingFixture.StartAsync(YouTubeStage.Quick);
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.upload", kind = "commit-then-reset", after = 1, times = 1 });
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.upload", kind = "session-404", after = 1, times = 1 });
        if (listedAfterMs > 0)
            await fixture.Sandbox.FaultAsync(new { endpoint = "yt.playlist_items", kind = "listing-lag", delay_ms = listedAfterMs, times = 0 });
        var stage = await YouTubeStage.SetAsync(fixture);
        var video = await fixture.Media.VideoAsync();
        var publication = await stage.ScheduleAsync([video], 1);

        await fixture.UntilAsync(publication, "published");

        var upload = Assert.Single(await fixture.Sandbox.UploadsAsync(stage.Channel));
        Assert.Equal((true, "public", video.Hex), (upload.Lost, upload.Privacy, upload.Sha256));
    }

    [Fact]
    public async Task Of_two_videos_that_fit_a_lost_upload_none_is_taken_by_guess()
    {
        await using var fixture = await PublishingFixture.StartAsync(YouTubeStage.Quick);
        var stage = await YouTubeStage.SetAsync(fixture);
        await stage.UploadByHandAsync("가을 신메뉴 안내");
        await stage.UploadByHandAsync("가을 신메뉴 안내");
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.upload", kind = "session-404", after = 1, times = 1 });
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 60);

        await fixture.UntilAsync(publication, "failed");

        Assert.Equal("upload_ambiguous", await stage.OfAsync<string>(publication, "error_code"));
        Assert.Empty(await stage.ShownAsync());
        Assert.Equal(2, (await stage.VideosAsync()).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_says_which_of_several_videos_a_broken_upload_has_become_or_that_none_is(bool found)
    {
        await using var fixture = await PublishingFixture.StartAsync(YouTubeStage.Quick);
        var stage = await YouTubeStage.SetAsync(fixture);
        await stage.UploadByHandAsync("가을 신메뉴 안내");
        await stage.UploadByHandAsync("가을 신메뉴 안내");
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.upload", kind = "session-404", after = 1, times = 1 });
        var video = await fixture.Media.VideoAsync();
        var publication = await stage.ScheduleAsync([video], 1);
        await fixture.UntilAsync(publication, "failed");
        var chosen = found ? (await stage.VideosAsync())[1].VideoId : null;

        var (refused, dueOn) = await new RetrySql(fixture.Database.DataSource).RetryWithAsync(
            publication, new UploadFound(chosen), new Caller { UserId = await fixture.Agency.UserAsync("operator", stage.Client), ClientIds = [stage.Client] }, TestContext.Current.CancellationToken);

        Assert.Null(refused);
        Assert.Equal(stage.Account, dueOn);
        await fixture.UntilAsync(publication, "published");
        var shown = Assert.Single(await stage.ShownAsync());
        Assert.Equal(await stage.OfAsync<string>(publication, "platform_post_id"), shown.Id);
        if (found)
            Assert.Equal(chosen, shown.Id);
        else
            Assert.Equal([video.Hex], shown.Media);
        Assert.Equal(found ? 2 : 3, (await stage.VideosAsync()).Count);
    }

    private static async Task UntilAsync(string what, Func<Task<bool>> look)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(30));
        while (!await look())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started).TotalSeconds < 30, "waited in vain until " + what);
            await tick.WaitForNextTickAsync();
        }
    }
}
