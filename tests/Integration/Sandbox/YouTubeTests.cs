using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace SnsOps.Integration.Sandbox;

/// <summary>YouTube in the sandbox: sessions and their offsets, who sees a video and since when, quotas of a Californian day, and what a kill leaves of it.</summary>
public sealed class YouTubeTests : IAsyncLifetime
{
    private const string Channel = "UConki-cafe-000000000001", Refresh = "1//온기카페";
    private const int Step = 262_144;
    private static readonly byte[] Clip = [.. Enumerable.Range(0, (2 * Step) + 1000).Select(i => (byte)(i % 251))];
    private RunningSandbox _sandbox = null!;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await RunningSandbox.StartAsync();
        await _sandbox.ControlAsync("accounts", new { platform = "youtube", id = Channel, name = "온기카페", token = Refresh, followers = 12_847 });
    }

    [Fact]
    public async Task A_session_says_how_much_it_has_and_answers_the_same_once_it_is_whole()
    {
        var token = await TokenAsync(_sandbox);
        var session = await OpenAsync(_sandbox, token, "가을 라떼 만들기");

        Assert.Equal((308, null), await PutAsync(_sandbox, session, token, null));
        Assert.Equal(400, (await PutAsync(_sandbox, session, token, 0..1000)).Status);
        Assert.Equal((308, $"bytes=0-{Step - 1}"), await PutAsync(_sandbox, session, token, 0..Step));
        Assert.Equal(400, (await PutAsync(_sandbox, session, token, (2 * Step)..Clip.Length)).Status);

        await using var after = await _sandbox.AfterKillAsync();
        var moved = new Uri(after.Http.BaseAddress!, session.PathAndQuery);
        Assert.Equal((308, $"bytes=0-{Step - 1}"), await PutAsync(after, moved, token, null));
        Assert.Equal((308, $"bytes=0-{(2 * Step) - 1}"), await PutAsync(after, moved, token, 0..(2 * Step)));      // what overlaps is passed over
        Assert.Equal(201, (await PutAsync(after, moved, token, (2 * Step)..Clip.Length)).Status);
        Assert.Equal(201, (await PutAsync(after, moved, token, null)).Status);

        var upload = Assert.Single(await UploadsAsync(after));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Clip)), upload.GetProperty("sha256").GetString());
        Assert.Equal("private", upload.GetProperty("privacy").GetString());
        Assert.Empty(await after.EffectsAsync("youtube"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(after.Folder, "uploads")));
    }

    [Fact]
    public async Task A_session_is_forgotten_after_a_week()
    {
        var session = await OpenAsync(_sandbox, await TokenAsync(_sandbox), "오래된 업로드");
        await _sandbox.TurnClockAsync(TimeSpan.FromDays(8));

        Assert.Equal(404, (await PutAsync(_sandbox, session, await TokenAsync(_sandbox), null)).Status);
    }

    [Fact]
    public async Task A_video_is_shown_by_an_update_or_at_its_own_time_and_only_once_has_a_time()
    {
        var token = await TokenAsync(_sandbox);
        var (now, later) = (await UploadAsync(token, "지금 공개"), await UploadAsync(token, "나중에 공개"));
        Assert.Equal(200, (await UpdateAsync(token, now, new { privacyStatus = "public" })).Status);
        Assert.Equal("invalidPublishAt", (await UpdateAsync(token, now, new { privacyStatus = "private", publishAt = "2099-01-01T00:00:00Z" })).Reason);
        Assert.Equal("invalidPublishAt", (await UpdateAsync(token, later, new { privacyStatus = "public", publishAt = "2099-01-01T00:00:00Z" })).Reason);
        var at = DateTimeOffset.UtcNow.AddHours(2);
        Assert.Equal(200, (await UpdateAsync(token, later, new { privacyStatus = "private", publishAt = at })).Status);
        Assert.Equal(["지금 공개"], await _sandbox.EffectsAsync("youtube"));

        await _sandbox.TurnClockAsync(TimeSpan.FromHours(3));

        Assert.Equal(["지금 공개", "나중에 공개"], await _sandbox.EffectsAsync("youtube"));
        var ledger = await _sandbox.Http.GetFromJsonAsync<JsonElement>("/_sandbox/youtube/effects");
        var accepted = DateTimeOffset.Parse(ledger.GetProperty("effects")[1].GetProperty("accepted_at").GetString()!, CultureInfo.InvariantCulture);
        Assert.Equal(at.ToUnixTimeMilliseconds(), accepted.ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData("가을 <메뉴>", 10, "invalidTitle")]
    [InlineData("", 10, "invalidTitle")]
    [InlineData("가을 메뉴", 1667, "invalidDescription")]
    public async Task Titles_and_descriptions_are_held_to_their_limits(string title, int letters, string reason)
    {
        var answer = await SendAsync(HttpMethod.Post, "/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status", await TokenAsync(_sandbox),
            JsonContent.Create(new { snippet = new { title, description = new string('가', letters) }, status = new { privacyStatus = "private" } }));

        Assert.Equal((400, reason), (answer.Status, answer.Reason));
    }

    [Fact]
    public async Task Uploads_have_a_bucket_of_their_own_that_fills_at_midnight_in_california()
    {
        await _sandbox.ControlAsync("youtube/settings", new { uploads_per_day = 1, units_per_day = 3 });
        var token = await TokenAsync(_sandbox);
        await OpenAsync(_sandbox, token, "첫 번째");
        var refused = await SendAsync(HttpMethod.Post, "/upload/youtube/v3/videos?uploadType=resumable&part=snippet", token, JsonContent.Create(new { snippet = new { title = "두 번째" } }));
        Assert.Equal((403, "quotaExceeded"), (refused.Status, refused.Reason));
        Assert.Contains("<a href=", refused.Body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        for (var i = 0; i < 3; i++)
            Assert.Equal(200, (await SendAsync(HttpMethod.Get, "/youtube/v3/channels?part=id&mine=true", token, null)).Status);
        Assert.Equal("quotaExceeded", (await SendAsync(HttpMethod.Get, "/youtube/v3/channels?part=id&mine=true", token, null)).Reason);

        await _sandbox.TurnClockAsync(TimeSpan.FromDays(1));

        token = await TokenAsync(_sandbox);
        await OpenAsync(_sandbox, token, "이튿날");
        Assert.Equal(200, (await SendAsync(HttpMethod.Get, "/youtube/v3/channels?part=id&mine=true", token, null)).Status);
    }

    [Fact]
    public async Task Lists_show_the_newest_first_page_by_page_and_leave_out_what_is_not_there()
    {
        var token = await TokenAsync(_sandbox);
        var ids = new List<string>();
        foreach (var title in (string[])["하나", "둘", "셋"])
            ids.Add(await UploadAsync(token, title));
        var channel = (await SendAsync(HttpMethod.Get, "/youtube/v3/channels?part=contentDetails,statistics,snippet&mine=true", token, null)).Body.GetProperty("items")[0];
        Assert.Equal("12800", channel.GetProperty("statistics").GetProperty("subscriberCount").GetString());
        var playlist = channel.GetProperty("contentDetails").GetProperty("relatedPlaylists").GetProperty("uploads").GetString();

        var first = (await SendAsync(HttpMethod.Get, $"/youtube/v3/playlistItems?part=snippet&maxResults=2&playlistId={playlist}", token, null)).Body;
        var second = (await SendAsync(HttpMethod.Get, $"/youtube/v3/playlistItems?part=snippet&maxResults=2&playlistId={playlist}&pageToken={first.GetProperty("nextPageToken").GetString()}", token, null)).Body;

        Assert.Equal(["셋", "둘"], Titles(first));
        Assert.Equal(["하나"], Titles(second));
        Assert.False(second.TryGetProperty("nextPageToken", out _));
        var videos = (await SendAsync(HttpMethod.Get, $"/youtube/v3/videos?part=status,statistics&id={ids[0]},nothing-here", token, null)).Body.GetProperty("items");
        Assert.Equal(ids[0], Assert.Single(videos.EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal("0", videos[0].GetProperty("statistics").GetProperty("commentCount").GetString());
    }

    [Fact]
    public async Task Access_tokens_end_after_an_hour_and_a_revoked_grant_mints_none()
    {
        var token = await TokenAsync(_sandbox);
        await _sandbox.TurnClockAsync(TimeSpan.FromMinutes(61));
        Assert.Equal((401, "authError"), (await SendAsync(HttpMethod.Get, "/youtube/v3/channels?part=id&mine=true", token, null)) is var late ? (late.Status, late.Reason) : default);
        Assert.Equal(200, (await SendAsync(HttpMethod.Get, "/youtube/v3/channels?part=id&mine=true", await TokenAsync(_sandbox), null)).Status);

        await _sandbox.ControlAsync("tokens", new { state = "app-removed", account_id = Channel });

        Assert.Equal("invalid_grant", (await MintAsync(_sandbox, Refresh, "sandbox-client-secret")).GetProperty("error").GetString());
        Assert.Equal("invalid_client", (await MintAsync(_sandbox, Refresh, "falsch")).GetProperty("error").GetString());
        Assert.Equal(401, (await SendAsync(HttpMethod.Get, "/youtube/v3/channels?part=id&mine=true", Refresh, null)).Status);
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    private static string[] Titles(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("snippet").GetProperty("title").GetString()!)];

    private static async Task<JsonElement[]> UploadsAsync(RunningSandbox sandbox) => [.. (await sandbox.Http.GetFromJsonAsync<JsonElement>("/_sandbox/youtube/uploads")).GetProperty("uploads").EnumerateArray()];

    private static async Task<string> TokenAsync(RunningSandbox sandbox) => (await MintAsync(sandbox, Refresh, "sandbox-client-secret")).GetProperty("access_token").GetString()!;

    private static async Task<JsonElement> MintAsync(RunningSandbox sandbox, string refresh, string secret)
    {
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "refresh_token"), new("client_id", "100000000001-sandbox.apps.googleusercontent.com"), new("client_secret", secret), new("refresh_token", refresh),
        ]);
        using var answer = await sandbox.Http.PostAsync("/token", form);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static async Task<Uri> OpenAsync(RunningSandbox sandbox, string token, string title)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status")
        {
            Content = JsonContent.Create(new { snippet = new { title, description = "영상 설명" }, status = new { privacyStatus = "private" } }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("X-Upload-Content-Length", Clip.Length.ToString(CultureInfo.InvariantCulture));
        using var answer = await sandbox.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Headers.Location!;
    }

    /// <summary>Sends bytes of the clip; without a range asks how far it is.</summary>
    private static async Task<(int Status, string? Range)> PutAsync(RunningSandbox sandbox, Uri session, string token, Range? range)
    {
        var bytes = range is { } r ? Clip[r] : [];
        using var request = new HttpRequestMessage(HttpMethod.Put, session) { Content = new ByteArrayContent(bytes) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content.Headers.ContentRange = range is { } sent ? new ContentRangeHeaderValue(sent.Start.Value, sent.Start.Value + bytes.Length - 1, Clip.Length) : new ContentRangeHeaderValue(Clip.Length);
        using var answer = await sandbox.Http.SendAsync(request);
        return ((int)answer.StatusCode, answer.Headers.TryGetValues("Range", out var values) ? values.Single() : null);
    }

    private async Task<string> UploadAsync(string token, string title)
    {
        var session = await OpenAsync(_sandbox, token, title);
        Assert.Equal(201, (await PutAsync(_sandbox, session, token, 0..Clip.Length)).Status);
        return (await UploadsAsync(_sandbox))[^1].GetProperty("video_id").GetString()!;
    }

    private Task<(int Status, JsonElement Body, string? Reason)> UpdateAsync(string token, string id, object status) =>
        SendAsync(HttpMethod.Put, "/youtube/v3/videos?part=status", token, JsonContent.Create(new { id, status }));

    private async Task<(int Status, JsonElement Body, string? Reason)> SendAsync(HttpMethod method, string path, string token, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + (token == Refresh ? "1//refresh" : token));
        using var answer = await _sandbox.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var body = text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
        return ((int)answer.StatusCode, body, body.ValueKind == JsonValueKind.Object && body.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
            ? error.GetProperty("errors")[0].GetProperty("reason").GetString() : null);
    }
}
