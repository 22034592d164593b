using System.Text.Json;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Sandbox.Sdks;

/// <summary>The simulated Graph API understands, and is understood by, Meta's own SDK (facebook-nodejs-business-sdk).</summary>
public sealed class FacebookSdkTests
{
    [Fact]
    public async Task The_official_sdk_publishes_lists_uploads_and_comments()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await using var photos = await PhotoServer.StartAsync();
        var video = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(video, Videos.Mp4(bytes: 200_000));
            var learnt = JsonDocument.Parse(await NodeScript.RunAsync("Sandbox/Sdks/facebook.cjs",
                ("SANDBOX", sandbox.Http.BaseAddress!.ToString().TrimEnd('/')), ("PHOTO", photos.Jpeg), ("VIDEO", video), ("PAGE", RunningSandbox.Page), ("PAGE_TOKEN", "FBTOKEN"),
                ("INSTAGRAM", RunningSandbox.Instagram), ("INSTAGRAM_TOKEN", "IGTOKEN"))).RootElement;

            var facebook = learnt.GetProperty("facebook");
            Assert.Equal(["공식 SDK가 올린 사진"], Texts(facebook, "first"));
            Assert.Equal(["공식 SDK가 쓴 글"], Texts(facebook, "second"));
            Assert.Equal(["공식 SDK가 단 댓글"], Texts(facebook, "comments"));
            Assert.Equal(0, facebook.GetProperty("left").GetInt32());
            Assert.True(facebook.GetProperty("finished").GetProperty("success").GetBoolean());
            Assert.Contains(facebook.GetProperty("video").GetProperty("video_status").GetString(), new[] { "processing", "ready" });
            Assert.Equal(["page_post_engagements", "page_media_view"], Texts(facebook, "insights"));
            Assert.Equal(0, facebook.GetProperty("views").GetInt32());
            Assert.Equal("(#100) The value must be a valid insights metric", facebook.GetProperty("retired").GetString());
            Assert.Equal(100, facebook.GetProperty("refused").GetProperty("code").GetInt32());
            Assert.Equal(["공식 SDK가 쓴 글", "공식 SDK가 올린 사진", "공식 SDK가 올린 영상"], (await sandbox.EffectsAsync("facebook")).Where(text => !text.Contains("댓글", StringComparison.Ordinal)));

            var instagram = learnt.GetProperty("instagram");
            Assert.Equal(("FINISHED", 1), (instagram.GetProperty("status").GetString(), instagram.GetProperty("used").GetInt32()));
            Assert.Equal(["공식 SDK가 올린 인스타그램 사진"], Texts(instagram, "listed"));
            Assert.Equal((1, 0), (instagram.GetProperty("reach").GetArrayLength(), instagram.GetProperty("saved").GetInt32()));
            Assert.Equal(["공식 SDK가 단 인스타그램 댓글 false"], Texts(instagram, "comments"));
            Assert.Equal(["공식 SDK가 올린 인스타그램 사진", "공식 SDK가 단 인스타그램 댓글"], await sandbox.EffectsAsync("instagram"));
        }
        finally
        {
            File.Delete(video);
        }
    }

    private static string[] Texts(JsonElement of, string name) => [.. of.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}
