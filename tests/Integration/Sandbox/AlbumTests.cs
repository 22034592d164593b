namespace SnsOps.Integration.Sandbox;

/// <summary>Posts of several files in the sandbox: carousels of containers, albums of unseen photos.</summary>
public sealed class AlbumTests : IAsyncLifetime
{
    private const string User = RunningSandbox.Instagram, Page = RunningSandbox.Page;
    private RunningSandbox _sandbox = null!;
    private PhotoServer _photos = null!;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await RunningSandbox.StartAsync("ContainerMs=30000");
        _photos = await PhotoServer.StartAsync();
    }

    [Fact]
    public async Task A_carousel_waits_for_its_items_and_they_cannot_be_published_alone()
    {
        string[] items = [await ItemAsync(), await ItemAsync()];
        Assert.Equal("9007/2207027", (await CarouselAsync(items)).Error);
        await _sandbox.TurnClockAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("100/2207023", (await PublishAsync(items[0])).Error);
        Assert.Equal("100/2207028", (await CarouselAsync(items[0])).Error);
        Assert.Equal("100/2207028", (await CarouselAsync(items[0], items[0])).Error);
        Assert.Equal("24/2207006", (await CarouselAsync(items[0], "1")).Error);

        var carousel = (await CarouselAsync(items)).Id;
        await _sandbox.TurnClockAsync(TimeSpan.FromMinutes(2));
        var media = (await PublishAsync(carousel)).Id;

        Assert.Equal("CAROUSEL_ALBUM", (await _sandbox.GetAsync($"{media}?fields=media_type,media_product_type", "IGTOKEN")).Text("media_type"));
        Assert.Equal(["모아 보기"], await _sandbox.EffectsAsync("instagram"));
    }

    [Fact]
    public async Task A_video_alone_is_a_reel_or_a_story_and_nothing_else()
    {
        Assert.Equal("100/2207023", (await _sandbox.PostAsync($"{User}/media", "IGTOKEN", ("media_type", "VIDEO"), ("video_url", _photos.Jpeg))).Error);
        Assert.Equal("9004/2207052", (await _sandbox.PostAsync($"{User}/media", "IGTOKEN", ("media_type", "REELS"), ("video_url", _photos.Jpeg))).Error);
        Assert.Equal("100/0", (await _sandbox.PostAsync($"{User}/media", "IGTOKEN", ("media_type", "REELS"))).Error);
    }

    [Fact]
    public async Task Stories_are_in_their_own_list_only()
    {
        var container = (await _sandbox.PostAsync($"{User}/media", "IGTOKEN", ("media_type", "STORIES"), ("image_url", _photos.TallJpeg))).Id;
        await _sandbox.TurnClockAsync(TimeSpan.FromMinutes(1));
        var story = (await PublishAsync(container)).Id;

        Assert.Equal([story], await _sandbox.AllIdsAsync($"{User}/stories?fields=id", "IGTOKEN"));
        Assert.Empty(await _sandbox.AllIdsAsync($"{User}/media?fields=id", "IGTOKEN"));
    }

    [Fact]
    public async Task Unseen_photos_are_shown_once_by_a_post_or_a_story()
    {
        string[] photos = [await PhotoAsync(), await PhotoAsync(), await PhotoAsync()];
        Assert.Empty(await _sandbox.EffectsAsync("facebook"));

        var post = (await _sandbox.PostAsync($"{Page}/feed", "FBTOKEN", ("message", "두 장"),
            ("attached_media[0]", $$"""{"media_fbid":"{{photos[0]}}"}"""), ("attached_media[1]", $$"""{"media_fbid":"{{photos[1]}}"}"""))).Id;
        var listed = (await _sandbox.GetAsync($"{post}?fields=attachments{{media_type,subattachments{{target{{id}}}}}}", "FBTOKEN")).Body.GetProperty("attachments").GetProperty("data")[0];
        Assert.Equal("album", listed.GetProperty("media_type").GetString());
        Assert.Equal(photos[..2], listed.GetProperty("subattachments").GetProperty("data").EnumerateArray().Select(p => p.GetProperty("target").GetProperty("id").GetString()));

        Assert.Equal("100/1366051", (await _sandbox.PostAsync($"{Page}/feed", "FBTOKEN", ("message", "또"), ("attached_media", $$"""[{"media_fbid":"{{photos[0]}}"}]"""))).Error);
        Assert.Equal("100/1366051", (await _sandbox.PostAsync($"{Page}/photo_stories", "FBTOKEN", ("photo_id", photos[1]))).Error);
        var story = (await _sandbox.PostAsync($"{Page}/photo_stories", "FBTOKEN", ("photo_id", photos[2]))).Text("post_id");
        Assert.Equal("100/1366051", (await _sandbox.PostAsync($"{Page}/photo_stories", "FBTOKEN", ("photo_id", photos[2]))).Error);
        var told = (await _sandbox.GetAsync($"{Page}/stories", "FBTOKEN")).Body.GetProperty("data")[0];
        Assert.Equal((story, photos[2], "photo"), (told.GetProperty("post_id").GetString(), told.GetProperty("media_id").GetString(), told.GetProperty("media_type").GetString()));
    }

    public async ValueTask DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        await _photos.DisposeAsync();
    }

    private async Task<string> ItemAsync() => (await _sandbox.PostAsync($"{User}/media", "IGTOKEN", ("image_url", _photos.Jpeg), ("is_carousel_item", "true"))).Id;

    private Task<GraphAnswer> CarouselAsync(params string[] children) =>
        _sandbox.PostAsync($"{User}/media", "IGTOKEN", ("media_type", "CAROUSEL"), ("children", string.Join(',', children)), ("caption", "모아 보기"));

    private Task<GraphAnswer> PublishAsync(string container) => _sandbox.PostAsync($"{User}/media_publish", "IGTOKEN", ("creation_id", container));

    private async Task<string> PhotoAsync() => (await _sandbox.PostAsync($"{Page}/photos", "FBTOKEN", ("url", _photos.Jpeg), ("published", "false"))).Id;
}
