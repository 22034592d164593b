using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace SnsOps.Integration.Sandbox;

/// <summary>A page's videos in the sandbox: their phases, their offsets, and what a kill leaves of them.</summary>
public sealed class VideoTests : IAsyncLifetime
{
    private const string Page = RunningSandbox.Page, Token = "FBTOKEN";
    private static readonly byte[] Clip = [.. Enumerable.Range(0, 2500).Select(i => (byte)i)];
    private RunningSandbox _sandbox = null!;

    public async ValueTask InitializeAsync() => _sandbox = await RunningSandbox.StartAsync("VideoChunkBytes=1000", "VideoMs=30000");

    [Fact]
    public async Task Chunks_go_on_where_the_last_one_ended_or_are_told_where()
    {
        var started = (await _sandbox.PostAsync($"{Page}/videos", Token, ("upload_phase", "start"), ("file_size", "2500"))).Body;
        var (video, session) = (started.GetProperty("video_id").GetString()!, started.GetProperty("upload_session_id").GetString()!);
        Assert.Equal(("0", "1000"), Offsets(started));
        Assert.Equal(("1000", "2000"), Offsets((await ChunkAsync(_sandbox, session, 0, 1000)).Body));

        var wrong = await ChunkAsync(_sandbox, session, 500, 1000);
        Assert.Equal("6001/1363037", wrong.Error);
        Assert.Equal(("1000", "2000"), Offsets(wrong.Body.GetProperty("error").GetProperty("error_data")));
        Assert.Equal("6000/1363019", (await FinishAsync(_sandbox, session)).Error);

        await using var after = await _sandbox.AfterKillAsync("", "VideoChunkBytes=1000", "VideoMs=30000");
        Assert.Equal(1000, (await StatusAsync(after, video)).GetProperty("uploading_phase").GetProperty("bytes_transferred").GetInt64());
        Assert.Equal(("2500", "2500"), Offsets((await ChunkAsync(after, session, 1000, 1500)).Body));
        Assert.Equal("upload_complete", await VideoStatusAsync(after, video));
        Assert.Equal("ok", (await FinishAsync(after, session)).Error);
        Assert.Equal("ok", (await FinishAsync(after, session)).Error);
        Assert.Equal("processing", await VideoStatusAsync(after, video));
        Assert.Equal(["둘러보기"], await after.EffectsAsync("facebook"));

        await after.TurnClockAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("published", (await StatusAsync(after, video)).GetProperty("publishing_phase").GetProperty("publish_status").GetString());
        var post = (await after.GetAsync($"{video}?fields=post_id", Token)).Text("post_id");
        Assert.Equal($"{Page}_{post}", (await after.GetAsync($"{post}?fields=id", Token)).Id);
    }

    [Theory]
    [InlineData("video_reels")]
    [InlineData("video_stories")]
    public async Task Reels_and_stories_take_the_bytes_at_an_address_of_their_own(string edge)
    {
        var started = (await _sandbox.PostAsync($"{Page}/{edge}", Token, ("upload_phase", "start"))).Body;
        var (video, address) = (started.GetProperty("video_id").GetString()!, started.GetProperty("upload_url").GetString()!);
        Assert.True((await UploadAsync(address, 0, Clip[..1200])).GetProperty("success").GetBoolean());
        Assert.Equal("processing", await VideoStatusAsync(_sandbox, video));
        Assert.Equal("OffsetInvalidError", (await UploadAsync(address, 0, Clip)).GetProperty("debug_info").GetProperty("type").GetString());
        Assert.True((await UploadAsync(address, 1200, Clip[1200..])).GetProperty("success").GetBoolean());
        Assert.Equal("upload_complete", await VideoStatusAsync(_sandbox, video));

        Assert.Equal("ok", (await _sandbox.PostAsync($"{Page}/{edge}", Token, ("upload_phase", "finish"), ("video_id", video), ("video_state", "PUBLISHED"), ("description", "릴스"))).Error);
        Assert.Equal(edge == "video_reels" ? ["릴스"] : [""], await _sandbox.EffectsAsync("facebook"));
        var stories = (await _sandbox.GetAsync($"{Page}/stories", Token)).Body.GetProperty("data");
        Assert.Equal(edge == "video_stories" ? [video] : [], stories.EnumerateArray().Select(s => s.GetProperty("media_id").GetString()!));
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    private static Task<GraphAnswer> FinishAsync(RunningSandbox sandbox, string session) =>
        sandbox.PostAsync($"{Page}/videos", Token, ("upload_phase", "finish"), ("upload_session_id", session), ("description", "둘러보기"));

    private static async Task<GraphAnswer> ChunkAsync(RunningSandbox sandbox, string session, int start, int length)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("transfer"), "upload_phase" }, { new StringContent(session), "upload_session_id" },
            { new StringContent(start.ToString(CultureInfo.InvariantCulture)), "start_offset" },
            { new ByteArrayContent(Clip, start, length), "video_file_chunk", "piece" },
        };
        return await sandbox.SendAsync(HttpMethod.Post, $"{Page}/videos", Token, form);
    }

    private async Task<JsonElement> UploadAsync(string address, int offset, byte[] bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(bytes) };
        request.Headers.Authorization = new AuthenticationHeaderValue("OAuth", Token);
        request.Headers.Add("offset", offset.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("file_size", Clip.Length.ToString(CultureInfo.InvariantCulture));
        using var answer = await _sandbox.Http.SendAsync(request);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static async Task<JsonElement> StatusAsync(RunningSandbox sandbox, string video) => (await sandbox.GetAsync($"{video}?fields=status", Token)).Body.GetProperty("status");

    private static async Task<string?> VideoStatusAsync(RunningSandbox sandbox, string video) => (await StatusAsync(sandbox, video)).GetProperty("video_status").GetString();

    private static (string?, string?) Offsets(JsonElement body) => (body.GetProperty("start_offset").GetString(), body.GetProperty("end_offset").GetString());
}
