using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Failpoints;

/// <summary>A worker dies at each place where YouTube has given something that is not written down yet; the channel gets one video all the same.</summary>
[Collection(DoomedPostsUsers.Name)]
public sealed class UploadFailpointTests(DoomedPostsFleet fixture)
{
    [Theory]
    [InlineData("publish.handle-created", 1)]       // the session is open
    [InlineData("upload.chunk-sent", 1)]            // the last byte is there, and nobody has read the answer
    [InlineData("publish.handle-created", 2)]       // the video is there
    [InlineData("publish.answered", 1)]
    public async Task A_video_whose_worker_dies_on_the_way_is_uploaded_and_shown_once(string point, int hit)
    {
        var channel = await fixture.Agency.ConnectAsync(fixture.Platforms, fixture.Agency.Client, "youtube", "온기카페 채널");
        var media = Agency.IdOf(await fixture.Agency.Operator.UploadAsync($"/v1/clients/{fixture.Agency.Client}/media", Clips.Mp4(100_000 + hit), "video/mp4"));
        await fixture.Fleet.StopMemberAsync("publishing");
        var restarts = fixture.Fleet.Member("publishing").Restarts;
        fixture.Fleet.StartMember("publishing", new Dictionary<string, string?> { ["SNSOPS_FAIL"] = $"{point}:kill@{hit}" });
        await fixture.Fleet.Member("publishing").WaitReadyAsync(TestContext.Current.CancellationToken);

        var content = await fixture.Agency.ScheduleAsync($"{point} {hit}번째에서 멈춰도 한 번만", DateTimeOffset.UtcNow.AddSeconds(1), [channel], [media]);

        Assert.Equal("published", Assert.Single(await fixture.Verdicts.HoldAsync([content])).State);
        await Until.TrueAsync("it has died on the way", () => fixture.Fleet.Member("publishing").Restarts > restarts);
        Assert.Single(await fixture.Platforms.UploadsAsync(channel.PlatformId), upload => upload.VideoId is not null);
    }
}
