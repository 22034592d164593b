using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Publishing;

/// <summary>Every format goes out once, with its own files, and its own platform's state decides when the answer is lost.</summary>
public sealed class FormatTests
{
    private const string Words = "가을 신메뉴 세 가지를 만나 보세요 🍂";

    /// <summary>Format, its files (i: image, v: video), what the ledger calls it, and the call that makes it visible.</summary>
    private static readonly (string Format, string Files, string Form, string Endpoint)[] All =
    [
        ("instagram_carousel", "iiv", "carousel", "ig.publish"), ("instagram_reel", "v", "reel", "ig.publish"),
        ("instagram_story", "i", "story", "ig.publish"), ("instagram_story", "v", "story", "ig.publish"),
        ("facebook_multi_photo", "iii", "album", "fb.feed"), ("facebook_video", "v", "video", "fb.video_finish"),
        ("facebook_reel", "v", "reel", "fb.reel_finish"), ("facebook_story", "i", "story", "fb.photo_story"), ("facebook_story", "v", "story", "fb.story_finish"),
    ];

    public static TheoryData<string, string, string> Formats => [.. All.Select(f => (f.Format, f.Files, f.Form))];

    public static TheoryData<string, string, string, string> LostAnswers =>
        [.. All.SelectMany(f => new[] { "commit-then-timeout", "commit-then-5xx", "commit-then-reset" }.Select(fault => (f.Format, f.Files, f.Endpoint, fault)))];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task It_goes_out_once_at_its_second_with_its_files_in_order(string format, string files, string form)
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var (_, publication, media, platformId) = await PublishAsync(fixture, format, files, inSeconds: 1.5);

        await fixture.UntilAsync(publication, "published");

        var effect = Assert.Single(await fixture.Sandbox.EffectsAsync(format.Split('_')[0], platformId));
        Assert.Equal((form, form == "story" ? "" : Words), (effect.Form, effect.Text));
        Assert.Equal(media.Select(m => m.Hex), effect.Media);
        Assert.EndsWith((await fixture.Database.ScalarAsync<string>("select platform_post_id from publications where id = @publication", new { publication }))!, effect.Id, StringComparison.Ordinal);
        Assert.True(await fixture.Database.ScalarAsync<bool>("select @AcceptedAt >= scheduled_at from publications where id = @publication", new { publication, effect.AcceptedAt }));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*) from attempts"));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*) from notifications"));
    }

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task A_lost_answer_is_looked_up_and_nothing_goes_out_twice(string format, string files, string endpoint, string fault)
    {
        await using var fixture = await PublishingFixture.StartAsync("--Meta:TimeoutSeconds=2");
        await fixture.Sandbox.FaultAsync(new { endpoint, kind = fault, times = 1 });
        var (_, publication, media, platformId) = await PublishAsync(fixture, format, files, inSeconds: 1);

        await fixture.UntilAsync(publication, "published");

        var effect = Assert.Single(await fixture.Sandbox.EffectsAsync(format.Split('_')[0], platformId));
        Assert.Equal(media.Select(m => m.Hex), effect.Media);
        Assert.EndsWith((await fixture.Database.ScalarAsync<string>("select platform_post_id from publications where id = @publication", new { publication }))!, effect.Id, StringComparison.Ordinal);
        Assert.Equal(format == "facebook_multi_photo" ? "listing" : "handle",
            await fixture.Database.ScalarAsync<string>("select resolved_by from publishing_logs where subject_id = @publication and status = 'published'", new { publication }));
    }

    [Theory]
    [InlineData("facebook_video", "fb.video_start", "fb.video_finish")]
    [InlineData("facebook_reel", "fb.reel_start", "fb.reel_finish")]
    [InlineData("facebook_story", "fb.story_start", "fb.story_finish")]
    [InlineData("instagram_reel", "ig.create_container", "ig.publish")]
    public async Task What_surely_did_not_happen_is_committed_again_with_the_same_upload(string format, string begin, string endpoint)
    {
        await using var fixture = await PublishingFixture.StartAsync("--Meta:TimeoutSeconds=1", "--Publishing:DeadlineSeconds=2");
        var begun = await fixture.Sandbox.CountAsync(begin);
        await fixture.Sandbox.FaultAsync(new { endpoint, kind = "server-error", times = 1 });
        var (_, publication, _, platformId) = await PublishAsync(fixture, format, "v", inSeconds: 1);
        await fixture.UntilAsync(publication, "published");

        Assert.Single(await fixture.Sandbox.EffectsAsync(format.Split('_')[0], platformId));
        Assert.Equal(1, await begun());
        Assert.Equal("not_there, published", await StatusesAsync(fixture, publication));
    }

    [Fact]
    public async Task A_post_with_the_same_words_but_other_photos_is_not_taken_for_ours()
    {
        await using var fixture = await PublishingFixture.StartAsync("--Meta:TimeoutSeconds=1", "--Publishing:DeadlineSeconds=2");
        var (client, first, _, page) = await PublishAsync(fixture, "facebook_multi_photo", "ii", inSeconds: 0.5);
        await fixture.UntilAsync(first, "published");
        await fixture.Database.ExecuteAsync("update publications set platform_post_id = null, id_pending = true where id = @first", new { first });      // nobody knows it is taken
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.feed", kind = "server-error", times = 1 });

        var account = await fixture.Database.ScalarAsync<Guid>("select account_id from publications where id = @first", new { first });
        var second = await fixture.Agency.PublicationAsync(client, account, "facebook_multi_photo", Words, 0.5, media: [await fixture.Media.StoredPictureAsync("다른 1"), await fixture.Media.StoredPictureAsync("다른 2")]);
        await fixture.Database.UntilAsync("a person is asked", "select state = 'unknown' and asked_at is not null from publications where id = @second", new { second });

        Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page));
    }

    [Fact]
    public async Task A_video_the_platform_cannot_process_fails_with_the_reason()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.reel_finish", kind = "processing-error", times = 1 });
        var (_, publication, _, page) = await PublishAsync(fixture, "facebook_reel", "v", inSeconds: 0.5);

        await fixture.UntilAsync(publication, "failed");

        Assert.Empty(await fixture.Sandbox.EffectsAsync("facebook", page));
        Assert.Contains("Video Creation failed", await fixture.Database.ScalarAsync<string>("select error from publications where id = @publication", new { publication }), StringComparison.Ordinal);
        Assert.True(await fixture.Database.ScalarAsync<int>("select count(*) from notifications where kind = 'publication.failed'") > 0);
    }

    /// <summary>What became of its attempts, in order.</summary>
    internal static Task<string?> StatusesAsync(PublishingFixture fixture, Guid publication) => fixture.Database.ScalarAsync<string>(
        "select string_agg(status, ', ' order by closed_at) from publishing_logs where subject_id = @publication and step = 'post'", new { publication });

    internal static async Task<(Guid Client, Guid Publication, StoredMedia[] Media, string PlatformId)> PublishAsync(PublishingFixture fixture, string format, string files, double inSeconds)
    {
        var (client, account, platformId) = await fixture.AccountAsync(format.Split('_')[0]);
        var media = new List<StoredMedia>();
        foreach (var kind in files)
            media.Add(kind == 'v' ? await fixture.Media.VideoAsync(fill: (byte)media.Count) : await fixture.Media.StoredPictureAsync($"사진 {media.Count}"));
        var words = format.EndsWith("_story", StringComparison.Ordinal) ? "" : Words;
        return (client, await fixture.Agency.PublicationAsync(client, account, format, words, inSeconds, media: [.. media]), [.. media], platformId);
    }
}
