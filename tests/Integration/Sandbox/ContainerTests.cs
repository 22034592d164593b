using System.Net.Http.Json;

namespace SnsOps.Integration.Sandbox;

/// <summary>The life of an Instagram container in the sandbox.</summary>
public sealed class ContainerTests : IAsyncLifetime
{
    private const string User = RunningSandbox.Instagram;
    private const string Token = "IGTOKEN";
    private RunningSandbox _sandbox = null!;
    private PhotoServer _photos = null!;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await RunningSandbox.StartAsync("ContainerMs=30000");
        _photos = await PhotoServer.StartAsync();
    }

    [Fact]
    public async Task A_container_is_processed_then_published_once_and_only_then_visible()
    {
        var container = await CreateAsync("봄 신메뉴 출시 🌸");
        Assert.Equal("IN_PROGRESS", await StatusAsync(container));
        Assert.Equal("9007/2207027", (await PublishAsync(container)).Error);
        Assert.Empty(await _sandbox.EffectsAsync("instagram"));

        await _sandbox.TurnClockAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("FINISHED", await StatusAsync(container));
        var media = (await PublishAsync(container)).Id;

        Assert.NotEqual(container, media);
        Assert.Equal("PUBLISHED", await StatusAsync(container));
        Assert.Equal("24/2207008", (await PublishAsync(container)).Error);
        Assert.Equal(["봄 신메뉴 출시 🌸"], await _sandbox.EffectsAsync("instagram"));
        var listed = Assert.Single((await _sandbox.GetAsync($"{User}/media?fields=id,caption,permalink", Token)).Body.GetProperty("data").EnumerateArray());
        Assert.Equal(media, listed.GetProperty("id").GetString());
        Assert.StartsWith("https://www.instagram.com/p/", listed.GetProperty("permalink").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_expires_after_a_day_on_the_virtual_clock()
    {
        var container = await CreateAsync("오늘만 할인");

        await _sandbox.TurnClockAsync(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(5));

        Assert.Equal("EXPIRED", await StatusAsync(container));
        Assert.Equal("24/2207008", (await PublishAsync(container)).Error);
    }

    [Fact]
    public async Task The_image_is_really_fetched_and_looked_at()
    {
        Assert.Equal("9004/2207052", (await CreateAnswerAsync("없음", _photos.Missing)).Error);
        Assert.Equal("9004/2207052", (await CreateAnswerAsync("웹 페이지", _photos.Page)).Error);
        Assert.Equal("9004/2207052", (await CreateAnswerAsync("주소 아님", "ftp://example.com/a.jpg")).Error);
        Assert.Equal("36003/2207009", (await CreateAnswerAsync("너무 길쭉함", _photos.TallJpeg)).Error);
        Assert.Equal("36004/2207010", (await CreateAnswerAsync(new string('가', 2201), _photos.Jpeg)).Error);
    }

    [Fact]
    public async Task Scripted_containers_get_stuck_or_fail()
    {
        await _sandbox.FaultAsync("ig.create_container", "stuck-in-progress");
        var stuck = await CreateAsync("멈춤");
        await _sandbox.FaultAsync("ig.create_container", "processing-error");
        var failing = await CreateAsync("실패");

        await _sandbox.TurnClockAsync(TimeSpan.FromMinutes(10));

        Assert.Equal("IN_PROGRESS", await StatusAsync(stuck));
        var status = await _sandbox.GetAsync($"{failing}?fields=status_code,status", Token);
        Assert.Equal("ERROR", status.Text("status_code"));
        Assert.Contains("2207082", status.Text("status"), StringComparison.Ordinal);
        Assert.Equal("-1/2207032", (await PublishAsync(failing)).Error);
    }

    [Fact]
    public async Task The_publishing_quota_counts_a_rolling_day()
    {
        await _sandbox.ControlAsync("accounts", new { platform = "instagram", id = User, name = "달빛 카페", token = Token, publish_quota = 1 });
        var (first, second) = (await CreateAsync("하나"), await CreateAsync("둘"));
        await _sandbox.TurnClockAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("ok", (await PublishAsync(first)).Error);

        Assert.Equal("9/2207042", (await PublishAsync(second)).Error);

        var limit = (await _sandbox.GetAsync($"{User}/content_publishing_limit?fields=quota_usage,config", Token)).Body.GetProperty("data")[0];
        Assert.Equal((1, 1), (limit.GetProperty("quota_usage").GetInt32(), limit.GetProperty("config").GetProperty("quota_total").GetInt32()));
    }

    [Fact]
    public async Task Publishing_takes_query_form_and_json_alike()
    {
        var containers = new[] { await CreateAsync("질의"), await CreateAsync("양식"), await CreateAsync("제이슨") };
        await _sandbox.TurnClockAsync(TimeSpan.FromMinutes(1));

        var byQuery = await _sandbox.SendAsync(HttpMethod.Post, $"{User}/media_publish?creation_id={containers[0]}", Token, null);
        var byForm = await PublishAsync(containers[1]);
        var byJson = await _sandbox.SendAsync(HttpMethod.Post, $"{User}/media_publish", Token, JsonContent.Create(new { creation_id = containers[2] }));

        Assert.Equal(["ok", "ok", "ok"], [byQuery.Error, byForm.Error, byJson.Error]);
        Assert.Equal(["질의", "양식", "제이슨"], await _sandbox.EffectsAsync("instagram"));
    }

    public async ValueTask DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        await _photos.DisposeAsync();
    }

    private async Task<string> CreateAsync(string caption) => (await CreateAnswerAsync(caption, _photos.Jpeg)).Id;

    private Task<GraphAnswer> CreateAnswerAsync(string caption, string url) =>
        _sandbox.PostAsync($"{User}/media", Token, ("image_url", url), ("caption", caption));

    private Task<GraphAnswer> PublishAsync(string container) => _sandbox.PostAsync($"{User}/media_publish", Token, ("creation_id", container));

    private async Task<string> StatusAsync(string container) => (await _sandbox.GetAsync($"{container}?fields=status_code", Token)).Text("status_code");
}
