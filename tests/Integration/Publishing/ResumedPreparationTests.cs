using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Publishing;

/// <summary>A worker that dies between the steps of a preparation leaves nothing to be made twice.</summary>
public sealed class ResumedPreparationTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task A_carousel_goes_on_with_the_children_there_are()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var created = await fixture.Sandbox.CountAsync("ig.create_container");
        await fixture.Sandbox.FaultAsync(new { endpoint = "ig.container_status", kind = "stuck-in-progress", times = 0 });
        var first = await fixture.StartProcessAsync();
        var (_, publication, media, profile) = await FormatTests.PublishAsync(fixture, "instagram_carousel", "iii", inSeconds: 2);
        await fixture.Database.UntilAsync("all children exist", "select count(*) = 3 from publication_parts where publication_id = @publication", new { publication });
        await first.StopAsync();
        Assert.Equal(3, await created());
        (await fixture.Sandbox.Http.DeleteAsync("/_sandbox/faults")).EnsureSuccessStatusCode();

        created = await fixture.Sandbox.CountAsync("ig.create_container");
        await fixture.StartProcessAsync();
        await fixture.UntilAsync(publication, "published");

        Assert.Equal(1, await created());
        Assert.Equal(media.Select(m => m.Hex), Assert.Single(await fixture.Sandbox.EffectsAsync("instagram", profile)).Media);
    }

    [Fact]
    public async Task Photos_on_the_page_are_attached_not_put_there_again()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var first = await fixture.StartProcessAsync("--Workers:LeaseSeconds=300");
        var (_, publication, media, page) = await FormatTests.PublishAsync(fixture, "facebook_multi_photo", "iii", inSeconds: 100);
        await fixture.Database.UntilAsync("all photos are there", "select count(*) = 3 from publication_parts where publication_id = @publication", new { publication });
        await first.StopAsync();

        var put = await fixture.Sandbox.CountAsync("fb.photos");
        await fixture.StartProcessAsync();
        await fixture.TurnClockAsync(TimeSpan.FromSeconds(100));
        await fixture.UntilAsync(publication, "published");

        Assert.Equal(0, await put());
        Assert.Equal(media.Select(m => m.Hex), Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page)).Media);
    }

    [Fact]
    public async Task A_container_that_ended_in_an_error_is_made_anew_with_all_its_parts()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        await fixture.Sandbox.FaultAsync(new { endpoint = "ig.create_container", kind = "processing-error", times = 1 });
        var (_, publication, media, profile) = await FormatTests.PublishAsync(fixture, "instagram_carousel", "ii", inSeconds: -1);
        await fixture.StartProcessAsync();
        await fixture.Database.UntilAsync("the first try is given up", "select state = 'retrying' and retry_count = 1 from publications where id = @publication", new { publication });
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select count(*) from publication_parts"));

        await fixture.Database.ExecuteAsync("update publications set next_attempt_at = snsops.now(), due_since = '-infinity' where id = @publication", new { publication });
        await fixture.UntilAsync(publication, "published");

        Assert.Equal(media.Select(m => m.Hex), Assert.Single(await fixture.Sandbox.EffectsAsync("instagram", profile)).Media);
    }

    [Fact]
    public async Task A_chunked_upload_goes_on_at_the_platforms_own_offset()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var video = await fixture.Media.VideoAsync(bytes: (5 * Megabyte) / 2);
        var (publication, page) = await ParkedAsync(fixture, "facebook_video", video);
        var started = await PostAsync(fixture, page, "videos", [new("upload_phase", "start"), new("file_size", video.Bytes.ToString(CultureInfo.InvariantCulture))]);
        using (var chunk = new MultipartFormDataContent())
        {
            foreach (var (name, value) in new[] { ("upload_phase", "transfer"), ("upload_session_id", Text(started, "upload_session_id")), ("start_offset", "0"), ("access_token", "EAAG-" + page) })
                chunk.Add(new StringContent(value), name);
            chunk.Add(new ByteArrayContent(await HeadAsync(fixture, video, Megabyte)), "video_file_chunk", "piece");
            (await fixture.Sandbox.Http.PostAsync($"/v25.0/{page}/videos", chunk)).EnsureSuccessStatusCode();
        }

        await KeepAsync(fixture, publication, video, Text(started, "video_id"), Text(started, "upload_session_id"));

        var (starts, chunks) = (await fixture.Sandbox.CountAsync("fb.video_start"), await fixture.Sandbox.CountAsync("fb.video_transfer"));
        await fixture.StartProcessAsync();
        await fixture.UntilAsync(publication, "published");

        Assert.Equal((0, 2), (await starts(), await chunks()));
        Assert.Equal([video.Hex], Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page)).Media);
    }

    [Fact]
    public async Task A_reel_goes_on_behind_the_bytes_that_arrived()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var video = await fixture.Media.VideoAsync(bytes: (5 * Megabyte) / 2);
        var (publication, page) = await ParkedAsync(fixture, "facebook_reel", video);
        var started = await PostAsync(fixture, page, "video_reels", [new("upload_phase", "start")]);
        await UploadAsync(fixture, page, video, Text(started, "upload_url"), Megabyte);
        await KeepAsync(fixture, publication, video, Text(started, "video_id"), Text(started, "upload_url"));

        var (starts, uploads) = (await fixture.Sandbox.CountAsync("fb.reel_start"), await fixture.Sandbox.CountAsync("fb.rupload"));
        await fixture.StartProcessAsync();
        await fixture.UntilAsync(publication, "published");

        Assert.Equal((0, 1), (await starts(), await uploads()));
        Assert.Equal([video.Hex], Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page)).Media);
    }

    /// <summary>The platform's address was another one when the upload began: no token is sent there, and nothing waits for it.</summary>
    [Fact]
    public async Task A_reel_whose_upload_address_is_of_another_host_is_uploaded_anew()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var video = await fixture.Media.VideoAsync();
        var (publication, page) = await ParkedAsync(fixture, "facebook_reel", video);
        var started = await PostAsync(fixture, page, "video_reels", [new("upload_phase", "start")]);
        await KeepAsync(fixture, publication, video, Text(started, "video_id"), Text(started, "upload_url").Replace("127.0.0.1", "127.0.0.2", StringComparison.Ordinal));

        await fixture.StartProcessAsync();
        await fixture.UntilAsync(publication, "published");

        Assert.Equal([video.Hex], Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page)).Media);
        Assert.Equal("upload_host", await fixture.Database.ScalarAsync<string>("select error_code from publishing_logs where subject_id = @publication and step = 'prepare'", new { publication }));
    }

    [Theory]
    [InlineData("commit-then-5xx")]
    [InlineData("commit-then-reset")]
    [InlineData("server-error")]
    public async Task A_chunk_whose_answer_was_lost_is_asked_about_and_no_byte_is_doubled(string fault)
    {
        await using var fixture = await PublishingFixture.StartAsync();
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.video_transfer", kind = fault, after = 1, times = 1 });
        var video = await fixture.Media.VideoAsync(bytes: 3 * Megabyte, fill: 7);
        var (publication, page) = await ParkedAsync(fixture, "facebook_video", video);

        await fixture.UntilAsync(publication, "published");

        Assert.Equal([video.Hex], Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page)).Media);
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select retry_count from publications where id = @publication", new { publication }));
    }

    internal static async Task<(Guid Publication, string Page)> ParkedAsync(PublishingFixture fixture, string format, StoredMedia video)
    {
        var (client, account, page) = await fixture.AccountAsync("facebook");
        return (await fixture.Agency.PublicationAsync(client, account, format, "매장 둘러보기 영상", 1, media: [video]), page);
    }

    /// <summary>What a worker had stored when it died.</summary>
    internal static Task<int> KeepAsync(PublishingFixture fixture, Guid publication, StoredMedia video, string handle, string part) => fixture.Database.ExecuteAsync("""
        update publications set handle = @handle, handle_at = snsops.now() where id = @publication;
        insert into publication_parts (client_id, publication_id, position, media_sha256, handle, created_at)
        select client_id, id, 0, @Sha256, @part, snsops.now() from publications where id = @publication
        """, new { publication, handle, part, video.Sha256 });

    /// <summary>The first bytes of a reel.</summary>
    internal static async Task UploadAsync(PublishingFixture fixture, string page, StoredMedia video, string url, int bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(await HeadAsync(fixture, video, bytes)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("OAuth", "EAAG-" + page);
        request.Headers.Add("offset", "0");
        request.Headers.Add("file_size", video.Bytes.ToString(CultureInfo.InvariantCulture));
        using var answer = await fixture.Sandbox.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    internal static async Task<JsonElement> PostAsync(PublishingFixture fixture, string page, string edge, List<KeyValuePair<string, string>> form)
    {
        using var content = new FormUrlEncodedContent([.. form, new("access_token", "EAAG-" + page)]);
        using var answer = await fixture.Sandbox.Http.PostAsync($"/v25.0/{page}/{edge}", content);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    internal static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;

    private static async Task<byte[]> HeadAsync(PublishingFixture fixture, StoredMedia video, int count)
    {
        var head = new byte[count];
        await using var file = await fixture.Media.Store.OpenReadAsync(video.Sha256, 0, default);
        await file.ReadExactlyAsync(head);
        return head;
    }
}
