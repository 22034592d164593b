using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Publishing;

/// <summary>A video in a bucket reaches the platforms byte for byte and a piece at a time, though a bucket's stream is only read forwards.</summary>
public sealed class BucketUploadTests
{
    private const int Bytes = (5 * YouTubeStage.Megabyte) / 2;

    [Theory]
    [InlineData("facebook_video")]
    [InlineData("facebook_reel")]
    public async Task A_pages_video_is_sent_from_the_bucket(string format)
    {
        await using var bucket = await Bucket.StartAsync();
        await using var fixture = await PublishingFixture.StartAsync(bucket.Settings);
        var video = await bucket.VideoAsync(Bytes);
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var publication = await fixture.Agency.PublicationAsync(client, account, format, "버킷에서 올리는 영상", 1, media: [video]);

        await fixture.UntilAsync(publication, "published");

        Assert.Equal([video.Hex], Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page)).Media);
    }

    [Fact]
    public async Task A_channels_video_is_sent_from_the_bucket_and_goes_on_in_its_middle_after_a_break()
    {
        await using var bucket = await Bucket.StartAsync();
        await using var fixture = await PublishingFixture.StartAsync([.. YouTubeStage.Quick, .. bucket.Settings]);
        await fixture.Sandbox.FaultAsync(new { endpoint = "yt.upload", kind = "commit-then-reset", after = 1, times = 1 });
        var stage = await YouTubeStage.SetAsync(fixture);
        var video = await bucket.VideoAsync(Bytes);
        var publication = await stage.ScheduleAsync([video], 1);

        await fixture.UntilAsync(publication, "published");

        var upload = Assert.Single(await fixture.Sandbox.UploadsAsync(stage.Channel));
        Assert.Equal(video.Hex, upload.Sha256);
        Assert.Equal([video.Hex], Assert.Single(await stage.ShownAsync()).Media);
    }
}
