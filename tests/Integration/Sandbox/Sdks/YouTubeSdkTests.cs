using System.Text.Json;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Sandbox.Sdks;

/// <summary>The simulated YouTube understands, and is understood by, Google's own SDK (googleapis).</summary>
public sealed class YouTubeSdkTests
{
    [Fact]
    public async Task The_official_sdk_lists_uploads_publishes_and_comments()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.ControlAsync("accounts", new { platform = "youtube", id = "UConki-cafe-000000000001", name = "온기카페", token = "1//refresh" });
        var video = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(video, Videos.Mp4(bytes: 400_000));
            var learnt = JsonDocument.Parse(await NodeScript.RunAsync("Sandbox/Sdks/youtube.cjs",
                ("SANDBOX", sandbox.Http.BaseAddress!.ToString().TrimEnd('/')), ("CLIENT_ID", SandboxServer.GoogleClientId), ("CLIENT_SECRET", SandboxServer.GoogleClientSecret),
                ("REFRESH_TOKEN", "1//refresh"), ("VIDEO", video))).RootElement;

            Assert.Equal("온기카페", learnt.GetProperty("channel").GetString());
            Assert.Equal(["카페", "가을 메뉴"], Texts(learnt, "tags"));
            Assert.Equal((308, 201), (learnt.GetProperty("resumed").GetProperty("first").GetInt32(), learnt.GetProperty("resumed").GetProperty("last").GetInt32()));
            Assert.Equal("youtube#thumbnailSetResponse", learnt.GetProperty("thumbnail").GetString());
            Assert.Equal(["나누어 올린 영상", "한 번에 올린 영상"], Texts(learnt, "listed"));
            Assert.Equal("public", learnt.GetProperty("published").GetString());
            Assert.Equal(["private", "public"], Texts(learnt, "videos"));
            Assert.Equal(("0", "0"), (learnt.GetProperty("statistics").GetProperty("viewCount").GetString(), learnt.GetProperty("subscribers").GetString()));
            Assert.Equal(["day", "views", "estimatedMinutesWatched"], learnt.GetProperty("report").GetProperty("columnHeaders").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
            Assert.Equal(["2026-01-01", "2026-01-02", "2026-01-03"], learnt.GetProperty("report").GetProperty("rows").EnumerateArray().Select(r => r[0].GetString()));
            Assert.Equal("invalidPublishAt", learnt.GetProperty("refused").GetString());
            Assert.Equal(["공식 SDK가 단 댓글", "공식 SDK가 단 답글"], Texts(learnt, "comments"));
            Assert.Equal(("2", "operationNotSupported"), (learnt.GetProperty("statistics").GetProperty("commentCount").GetString(), learnt.GetProperty("own").GetString()));
            Assert.Equal(["나누어 올린 영상", "공식 SDK가 단 댓글", "공식 SDK가 단 답글"], await sandbox.EffectsAsync("youtube"));
        }
        finally
        {
            File.Delete(video);
        }
    }

    private static string[] Texts(JsonElement of, string name) => [.. of.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}
