using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace SnsOps.Integration.Sandbox;

/// <summary>Each kind of fault on calls that write and calls that read, of both worlds: what the caller is told, and whether anything happened.</summary>
public sealed class FaultKindTests : IAsyncLifetime
{
    private const string Page = RunningSandbox.Page, Token = "FBTOKEN", Channel = "UConki-cafe-000000000001", Refresh = "1//온기카페";
    private const string Silence = "no answer";
    private static readonly string[] Writes = ["fb.feed", "fb.comment", "fb.reply", "yt.update"], Reads = ["fb.published_posts", "fb.comments", "yt.videos", "yt.playlist_items"];

    /// <summary>The kind, what Meta answers, what Google answers, and whether it happens all the same.</summary>
    private static readonly (string Kind, string Meta, string Google, bool Happens)[] OfAll =
    [
        ("latency", "200 ok", "200 ok", true),
        ("timeout-before-effect", Silence, Silence, false),
        ("reset", Silence, Silence, false),
        ("server-error", "500 1/0", "500 backendError", false),
        ("html-error-page", "502 html", "502 html", false),
        ("rate-limit", "400 4/0", "403 rateLimitExceeded", false),
        ("token-expired", "400 190/463", "401 authError", false),
        ("scope-revoked", "403 200/0", "403 insufficientPermissions", false),
        ("wrong-content-type", "200 html", "200 html", true),
        ("clock-skew", "200 ok", "200 ok", true),
    ];

    private static readonly (string Kind, string Meta, string Google)[] OfWrites =
    [
        ("commit-then-timeout", Silence, Silence), ("commit-then-reset", Silence, Silence), ("commit-then-truncated", Silence, Silence),
        ("commit-then-5xx", "500 2/0", "503 backendError"), ("commit-then-200-error", "200 2/0", "200 backendError"),
    ];

    private RunningSandbox _sandbox = null!;
    private string _access = "";

    public static TheoryData<string, string, string, bool> Matrix()
    {
        var matrix = new TheoryData<string, string, string, bool>();
        foreach (var endpoint in Writes.Concat(Reads))
        {
            foreach (var (kind, meta, google, happens) in OfAll)
                matrix.Add(endpoint, kind, IsGoogle(endpoint) ? google : meta, happens);
        }

        foreach (var endpoint in Writes)
        {
            foreach (var (kind, meta, google) in OfWrites)
                matrix.Add(endpoint, kind, IsGoogle(endpoint) ? google : meta, true);
        }

        foreach (var endpoint in Reads)
        {
            matrix.Add(endpoint, "field-rejected", IsGoogle(endpoint) ? "400 unknownPart" : "400 100/0", false);
            if (endpoint != "fb.comments")
                matrix.Add(endpoint, "listing-omits", "200 ok", true);
        }

        matrix.Add("fb.feed", "commit-then-4-2207051", "400 4/2207051", true);
        matrix.Add("fb.feed", "commit-then-506", "400 506/1455006", true);
        matrix.Add("fb.comment", "commit-then-20-1772107", "400 20/1772107", true);
        matrix.Add("fb.reply", "commit-then-20-1772107", "400 20/1772107", true);
        matrix.Add("fb.feed", "spurious-100-33", "400 100/33", false);
        matrix.Add("fb.comments", "spurious-100-33", "400 100/33", false);
        matrix.Add("fb.feed", "version-mismatch", "200 ok v26.0", true);
        matrix.Add("fb.published_posts", "version-mismatch", "200 ok v26.0", true);
        matrix.Add("fb.feed", "post-id-missing", "200 without id", true);
        matrix.Add("yt.update", "quota-exhausted", "403 quotaExceeded", false);
        matrix.Add("ig.publish", "quota-exhausted", "400 9/2207042", false);
        return matrix;
    }

    public async ValueTask InitializeAsync()
    {
        _sandbox = await RunningSandbox.StartAsync();
        await _sandbox.ControlAsync("accounts", new { platform = "youtube", id = Channel, name = "온기카페", token = Refresh });
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "refresh_token"), new("client_id", "100000000001-sandbox.apps.googleusercontent.com"), new("client_secret", "sandbox-client-secret"), new("refresh_token", Refresh),
        ]);
        using var minted = await _sandbox.Http.PostAsync("/token", form);
        _access = (await minted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task A_scripted_fault_strikes_once_as_its_kind_says(string endpoint, string kind, string told, bool happens)
    {
        var call = await PreparedAsync(endpoint);
        var before = await VisibleAsync();
        await _sandbox.FaultAsync(endpoint, kind, kind is "clock-skew" ? 600_000 : 40);

        var asked = DateTimeOffset.UtcNow;
        var (answer, date, shown) = await AnswerAsync(call, kind);

        Assert.Equal(told, answer);
        if (kind == "clock-skew")
            Assert.True(date - asked > TimeSpan.FromMinutes(9), $"the answer's Date is {date}");
        if (kind == "listing-omits")
            Assert.Equal(0, shown);
        Assert.Equal(happens && Writes.Contains(endpoint) ? before + 1 : before, await VisibleAsync());
        if (kind is "commit-then-506" or "commit-then-4-2207051" || !Writes.Contains(endpoint))
            return;
        var (again, _, _) = await AnswerAsync(await PreparedAsync(endpoint), "");
        Assert.Equal("200 ok", again);
    }

    [Theory]
    [InlineData("fb.published_posts", "commit-then-5xx")]
    [InlineData("yt.videos", "commit-then-reset")]
    [InlineData("yt.update", "commit-then-506")]
    [InlineData("fb.feed", "commit-then-20-1772107")]
    [InlineData("fb.feed", "field-rejected")]
    [InlineData("oauth.exchange", "scope-revoked")]
    [InlineData("yt.update", "version-mismatch")]
    [InlineData("fb.feed", "listing-omits")]
    [InlineData("fb.feed", "reset-mid-body")]
    [InlineData("fb.feed", "quota-exhausted")]
    [InlineData("yt.update", "post-id-missing")]
    [InlineData("sens.send", "wrong-content-type")]
    [InlineData("sens.send", "commit-then-200-error")]
    [InlineData("sens.send", "listing-lag")]
    [InlineData("sens.list", "commit-then-timeout")]
    [InlineData("slack.post", "clock-skew")]
    [InlineData("slack.post", "version-mismatch")]
    [InlineData("smtp.message", "rate-limit")]
    [InlineData("smtp.message", "latency")]
    [InlineData("smtp.message", "commit-then-5xx")]
    public async Task A_kind_that_makes_no_sense_at_an_endpoint_is_refused(string endpoint, string kind)
    {
        using var answer = await _sandbox.Http.PostAsJsonAsync("/_sandbox/faults", new { endpoint, kind });
        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("sens.send", "commit-then-5xx")]
    [InlineData("sens.list", "listing-omits")]
    [InlineData("slack.post", "rate-limit")]
    [InlineData("smtp.message", "commit-then-reset")]
    public async Task What_carries_messages_can_fail_as_it_does(string endpoint, string kind)
    {
        using var answer = await _sandbox.Http.PostAsJsonAsync("/_sandbox/faults", new { endpoint, kind });
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Of_posts_that_are_asked_for_together_the_first_is_said_not_to_exist()
    {
        var (first, second) = (await PostAsync(), await PostAsync());
        await _sandbox.FaultAsync("fb.post", "spurious-100-33");

        using var answer = await GraphAsync(HttpMethod.Get, $"?ids={first},{second}&fields=id");

        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        Assert.Equal((400, 100, 33), ((int)answer.StatusCode, error.GetProperty("code").GetInt32(), error.GetProperty("error_subcode").GetInt32()));
        Assert.Contains($"'{first}'", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(30_000, 30.0)]
    public async Task YouTubes_limit_says_how_long_to_wait_where_the_script_does(int? delayMs, double? seconds)
    {
        var call = await PreparedAsync("yt.videos");
        await _sandbox.ControlAsync("faults", new { endpoint = "yt.videos", kind = "rate-limit", code = 429, delay_ms = delayMs });

        using var answer = await call();

        Assert.Equal(429, (int)answer.StatusCode);
        Assert.Equal(seconds, answer.Headers.RetryAfter?.Delta?.TotalSeconds);
    }

    [Fact]
    public async Task A_wrong_clock_of_the_platform_shows_in_the_times_of_its_lists_and_not_in_the_ledger()
    {
        await (await PreparedAsync("fb.feed"))();
        await _sandbox.FaultAsync("fb.published_posts", "clock-skew", -3_600_000);

        var created = (await _sandbox.GetAsync($"{Page}/published_posts?fields=created_time", Token)).Body.GetProperty("data")[0].GetProperty("created_time").GetString()!;

        Assert.InRange((DateTimeOffset.UtcNow - DateTimeOffset.Parse(created.Replace("+0000", "+00:00", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture)).TotalMinutes, 59, 62);
    }

    [Fact]
    public async Task A_pages_video_whose_line_broke_goes_on_from_what_is_there_and_may_stay_in_processing()
    {
        var started = (await _sandbox.PostAsync($"{Page}/video_reels", Token, ("upload_phase", "start"))).Body;
        var (video, address) = (started.GetProperty("video_id").GetString()!, started.GetProperty("upload_url").GetString()!);
        await _sandbox.FaultAsync("fb.rupload", "reset-mid-body");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => UploadAsync(0));
        Assert.Equal(500, (await StatusAsync()).GetProperty("uploading_phase").GetProperty("bytes_transferred").GetInt32());
        await UploadAsync(500);
        await _sandbox.PostAsync($"{Page}/video_reels", Token, ("upload_phase", "finish"), ("video_id", video), ("video_state", "PUBLISHED"));
        await _sandbox.TurnClockAsync(TimeSpan.FromMinutes(1));
        await _sandbox.FaultAsync("fb.video_status", "stuck-in-progress");
        Assert.Equal("processing", (await StatusAsync()).GetProperty("video_status").GetString());
        await _sandbox.FaultAsync("fb.video_status", "post-id-missing");
        Assert.False((await _sandbox.GetAsync($"{video}?fields=status,post_id", Token)).Body.TryGetProperty("post_id", out _));
        Assert.True((await _sandbox.GetAsync($"{video}?fields=status,post_id", Token)).Body.TryGetProperty("post_id", out _));

        async Task<JsonElement> StatusAsync() => (await _sandbox.GetAsync($"{video}?fields=status", Token)).Body.GetProperty("status");

        async Task UploadAsync(int from)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(new byte[1000 - from]) };
            request.Headers.Authorization = new AuthenticationHeaderValue("OAuth", Token);
            request.Headers.Add("offset", from.ToString(System.Globalization.CultureInfo.InvariantCulture));
            request.Headers.Add("file_size", "1000");
            using var answer = await _sandbox.Http.SendAsync(request);
            Assert.Equal(200, (int)answer.StatusCode);
        }
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    private static bool IsGoogle(string endpoint) => endpoint.StartsWith("yt.", StringComparison.Ordinal);

    /// <summary>A call of an endpoint that goes well by itself; what it needs is there when it is made.</summary>
    private async Task<Func<Task<HttpResponseMessage>>> PreparedAsync(string endpoint)
    {
        var text = Guid.NewGuid().ToString();
        return endpoint switch
        {
            "fb.feed" => () => GraphAsync(HttpMethod.Post, $"{Page}/feed", text),
            "fb.published_posts" => With(await PostAsync(), _ => GraphAsync(HttpMethod.Get, $"{Page}/published_posts?fields=id&limit=1")),
            "fb.comment" => With(await PostAsync(), post => GraphAsync(HttpMethod.Post, $"{post}/comments", text)),
            "fb.comments" => With(await PostAsync(), post => GraphAsync(HttpMethod.Get, $"{post}/comments?fields=id")),
            "fb.reply" => With((await _sandbox.PostAsync($"{await PostAsync()}/comments", Token, ("message", text))).Id, comment => GraphAsync(HttpMethod.Post, $"{comment}/comments", text)),
            "ig.publish" => () => SendAsync(HttpMethod.Post, $"/v25.0/{RunningSandbox.Instagram}/media_publish", "IGTOKEN", new FormUrlEncodedContent([new("creation_id", "1")])),
            "yt.update" => With(await VideoAsync(text), id => SendAsync(HttpMethod.Put, "/youtube/v3/videos?part=status", _access, JsonContent.Create(new { id, status = new { privacyStatus = "public" } }))),
            "yt.videos" => With(await VideoAsync(text), id => SendAsync(HttpMethod.Get, $"/youtube/v3/videos?part=status&id={id}", _access)),
            "yt.playlist_items" => With(await VideoAsync(text), _ => SendAsync(HttpMethod.Get, $"/youtube/v3/playlistItems?part=snippet&maxResults=1&playlistId=UU{Channel[2..]}", _access)),
            _ => throw new ArgumentOutOfRangeException(nameof(endpoint), endpoint, null),
        };

        static Func<Task<HttpResponseMessage>> With(string id, Func<string, Task<HttpResponseMessage>> call) => () => call(id);
    }

    /// <summary>What the caller saw in short: the status, and the error's code or reason, or "ok"; when it was, by the answer; and how many entries a list had.</summary>
    private static async Task<(string Told, DateTimeOffset? Date, int Shown)> AnswerAsync(Func<Task<HttpResponseMessage>> call, string kind)
    {
        try
        {
            using var answer = await call();
            var text = await answer.Content.ReadAsStringAsync();
            var told = Told((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, text, kind);
            if (kind == "version-mismatch")
                told += " " + answer.Headers.GetValues("facebook-api-version").Single();
            var list = text.StartsWith('{') && JsonDocument.Parse(text).RootElement is var body && (body.TryGetProperty("data", out var data) || body.TryGetProperty("items", out data)) ? data.GetArrayLength() : -1;
            return (told, answer.Headers.Date, list);
        }
        catch (HttpRequestException)
        {
            return (Silence, null, -1);
        }
    }

    private static string Told(int status, string? type, string text, string kind)
    {
        if (type == "text/html")
            return $"{status} html";
        var body = JsonDocument.Parse(text).RootElement;
        return !body.TryGetProperty("error", out var error) ? $"{status} {(kind == "post-id-missing" && !body.TryGetProperty("id", out _) ? "without id" : "ok")}"
            : error.TryGetProperty("errors", out var errors) ? $"{status} {errors[0].GetProperty("reason").GetString()}"
            : $"{status} {error.GetProperty("code").GetInt32()}/{(error.TryGetProperty("error_subcode", out var subcode) ? subcode.GetInt32() : 0)}";
    }

    private async Task<string> PostAsync() => (await _sandbox.PostAsync($"{Page}/feed", Token, ("message", Guid.NewGuid().ToString()))).Id;

    private async Task<string> VideoAsync(string title)
    {
        using var body = new MultipartContent("related")
        {
            JsonContent.Create(new { snippet = new { title }, status = new { privacyStatus = "private" } }), new ByteArrayContent([1, 2, 3]) { Headers = { ContentType = new("video/mp4") } },
        };
        using var answer = await SendAsync(HttpMethod.Post, "/upload/youtube/v3/videos?uploadType=multipart&part=snippet,status", _access, body);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private Task<HttpResponseMessage> GraphAsync(HttpMethod method, string path, string? message = null) =>
        SendAsync(method, "/v25.0/" + path, Token, message is null ? null : new FormUrlEncodedContent([new("message", message)]));

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _sandbox.Http.SendAsync(request);
    }

    private async Task<int> VisibleAsync() => (await _sandbox.EffectsAsync("facebook")).Length + (await _sandbox.EffectsAsync("youtube")).Length;
}
