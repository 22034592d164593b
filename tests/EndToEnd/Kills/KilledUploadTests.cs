using System.Security.Cryptography;
using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Kills;

/// <summary>The worker dies with a video half uploaded; its successor goes on from where the platform has it.</summary>
[Collection(KilledFleetUsers.Name)]
public sealed class KilledUploadTests(KilledFleet fixture)
{
    private const int Chunk = 8 * 1024 * 1024;

    [Fact]
    public async Task A_video_whose_uploader_is_killed_is_uploaded_once_and_hardly_a_byte_twice()
    {
        var channel = await fixture.Agency.ConnectAsync(fixture.Platforms, fixture.Agency.Client, "youtube", "온기카페 채널");
        await fixture.Platforms.PostAsync("/faults", new { endpoint = "yt.upload", kind = "latency", delay_ms = 700, times = 0, match = channel.PlatformId });
        var video = Clips.Mp4((5 * Chunk) - 100_000);
        var media = Agency.IdOf(await fixture.Agency.Operator.UploadAsync($"/v1/clients/{fixture.Agency.Client}/media", video, "video/mp4"));
        var content = await fixture.Agency.ScheduleAsync("올리다 멈춰도 한 번만 올라가는 영상", DateTimeOffset.UtcNow.AddSeconds(4), [channel], [media]);
        await Until.TrueAsync("two chunks are there", async () => await fixture.Platforms.UploadsAsync(channel.PlatformId) is [{ Kept: >= 2 * Chunk, VideoId: null }]);

        foreach (var replica in (string[])["publishing", "publishing-2"])
            Assert.True(fixture.Fleet.Kill(replica), replica);

        Assert.Equal("published", Assert.Single(await fixture.Verdicts.HoldAsync([content])).State);
        var upload = Assert.Single(await fixture.Platforms.UploadsAsync(channel.PlatformId));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(video)), upload.Sha256);
        Assert.InRange(upload.Arrived, video.Length, video.Length + Chunk);
    }
}
