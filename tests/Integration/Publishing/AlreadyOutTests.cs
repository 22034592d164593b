using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Integration.Publishing;

/// <summary>What is out already, unknown to us, is never sent a second time.</summary>
public sealed class AlreadyOutTests
{
    private const string Words = "두 번 눌린 게시, 프리지아 🌼";

    /// <summary>As if there were no such container: what came of the first publish is asked of the container itself.</summary>
    [Fact]
    public async Task A_second_publish_of_a_container_is_looked_up_and_no_other_is_made()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var services = (await fixture.StartProcessAsync()).Services;
        var (client, accountId, profile) = await fixture.AccountAsync("instagram");
        var (container, media) = await PublishAsync(fixture, profile, Words);
        var publisher = services.GetRequiredService<PublisherRegistry>()["instagram_image"];
        var account = new ConnectedAccount(accountId, client, "instagram", profile, "EAAG-" + profile, 1);
        var now = DateTimeOffset.UtcNow;

        var (outcome, _) = await publisher.SendAsync(
            new OutgoingPost(Guid.NewGuid(), 1, client, Guid.NewGuid(), accountId, "instagram", "instagram_image", 1, [], now, now, now, 0, container, now, Words, null, null, null), account, default);
        var sighting = await publisher.LookUpAsync(
            new UnknownAttempt(Guid.NewGuid(), "publication", "post", Guid.NewGuid(), accountId, "instagram", "instagram_image", null, null, false, Fingerprints.Of(Words), container, now.AddMinutes(-5), now.AddMinutes(4), now.AddMinutes(4), 1, null, now), account, default);

        Assert.Equal("24/2207008", Assert.IsType<Outcome.Unknown>(outcome).Code);
        Assert.Equal(media, Assert.IsType<Sighting.There>(sighting).PlatformPostId);
    }

    /// <summary>By the word of our own container: no send, its id, and all that follows an outcome.</summary>
    [Fact]
    public async Task A_container_that_is_found_published_while_preparing_is_the_outcome()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, profile) = await fixture.AccountAsync("instagram");
        var publication = await fixture.Agency.PublicationAsync(client, account, "instagram_image", Words, 1, await fixture.Media.PictureAsync(), firstComment: "예약은 프로필 링크에서 받아요");
        var (container, media) = await PublishAsync(fixture, profile, Words);
        await fixture.Database.ExecuteAsync("select snsops.turn_clock(interval '2 seconds'); update publications set handle = @container, handle_at = snsops.now() where id = @publication", new { container, publication });
        var sent = await fixture.Sandbox.CountAsync("ig.publish");

        await fixture.StartProcessAsync();
        await fixture.UntilAsync(publication, "published");

        Assert.Equal(0, await sent());
        Assert.Equal(media, await fixture.Database.ScalarAsync<string>("select platform_post_id from publications where id = @publication and not id_pending and error is null", new { publication }));
        Assert.Equal("post published handle", await fixture.Database.ScalarAsync<string>("select step || ' ' || status || ' ' || resolved_by from publishing_logs where subject_id = @publication and step <> 'first_comment'", new { publication }));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select exists (select from first_comments where id = @publication)", new { publication }));
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*) from live_events where payload ->> 'publication_id' = @publication::text and payload ->> 'status' = 'published'", new { publication }));
    }

    /// <summary>It was moved by a day: its container is too old to be sent, and is asked all the same.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_container_of_yesterday_is_asked_before_another_is_made(bool isOut)
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, profile) = await fixture.AccountAsync("instagram");
        var publication = await fixture.Agency.PublicationAsync(client, account, "instagram_image", Words, 1, await fixture.Media.PictureAsync());
        var (container, media) = isOut ? await PublishAsync(fixture, profile, Words) : (await ContainerAsync(fixture, profile, Words, "IMAGE"), null);
        await fixture.Database.ExecuteAsync("select snsops.turn_clock(interval '2 seconds'); update publications set handle = @container, handle_at = snsops.now() - interval '23 hours 30 minutes' where id = @publication", new { container, publication });
        var (made, sent) = (await fixture.Sandbox.CountAsync("ig.create_container"), await fixture.Sandbox.CountAsync("ig.publish"));

        await fixture.StartProcessAsync();
        await fixture.Sandbox.TurnClockAsync(TimeSpan.FromSeconds(2));
        await fixture.UntilAsync(publication, "published");

        Assert.Equal(isOut ? (0, 0) : (1, 1), (await made(), await sent()));
        Assert.Equal(isOut, media == await fixture.Database.ScalarAsync<string>("select platform_post_id from publications where id = @publication", new { publication }));
        Assert.Single(await fixture.Sandbox.EffectsAsync("instagram", profile));
    }

    /// <summary>What was sent before this run made its container came to nothing, and is not the send that is out.</summary>
    [Fact]
    public async Task What_is_found_published_of_a_container_of_this_very_run_is_not_taken_for_the_send_before_it()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, profile) = await fixture.AccountAsync("instagram");
        var publication = await fixture.Agency.PublicationAsync(client, account, "instagram_image", Words, -1, await fixture.Media.PictureAsync());
        var before = Guid.CreateVersion7();
        await fixture.Database.ExecuteAsync("""
            insert into publishing_logs (attempt_id, closed_at, client_id, account_id, subject_kind, subject_id, step, epoch, number, retry_count, status, resolved_by, request_digest, error_code, error, armed_at)
            select @before, clock_timestamp(), client_id, account_id, 'publication', id, 'post', 1, 1, 0, 'try_later', 'response', 'd', '9007', '미디어가 아직 준비되지 않았습니다', snsops.now() - interval '1 minute' from publications where id = @publication
            """, new { publication, before });
        await fixture.Sandbox.FaultAsync(new { endpoint = "ig.container_status", kind = "stuck-in-progress", times = 0 });
        await fixture.StartProcessAsync();
        await fixture.Database.UntilAsync("its container is made", "select handle is not null from publications where id = @publication", new { publication });
        var container = await fixture.Database.ScalarAsync<string>("select handle from publications where id = @publication", new { publication });
        await fixture.Sandbox.TurnClockAsync(TimeSpan.FromSeconds(2));         // it is ready by then
        var media = await PostAsync(fixture, profile, "media_publish", [new("creation_id", container!)]);
        (await fixture.Sandbox.Http.DeleteAsync("/_sandbox/faults")).EnsureSuccessStatusCode();
        await fixture.UntilAsync(publication, "published");

        Assert.Equal(media, await fixture.Database.ScalarAsync<string>("select platform_post_id from publications where id = @publication", new { publication }));
        Assert.NotEqual(before, await fixture.Database.ScalarAsync<Guid>("select attempt_id from publishing_logs where subject_id = @publication and step = 'post' and status = 'published'", new { publication }));
    }

    /// <summary>Be it by hand, ahead of its second: the update at its second says what was approved, and cannot double it.</summary>
    [Fact]
    public async Task A_video_that_is_found_shown_while_preparing_is_published_at_its_second_and_once()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var stage = await YouTubeStage.SetAsync(fixture);
        var process = await fixture.StartProcessAsync("--Workers:LeaseSeconds=300");
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 100);
        await stage.UntilUploadedAsync(publication);
        await process.StopAsync();
        var video = (await stage.OfAsync<string>(publication, "handle"))!;
        await fixture.Sandbox.CallYouTubeAsync(HttpMethod.Put, "/youtube/v3/videos?part=status", stage.Channel, JsonContent.Create(new { id = video, status = new { privacyStatus = "unlisted" } }));

        await fixture.TurnClockAsync(TimeSpan.FromSeconds(100));
        await fixture.StartProcessAsync();
        await fixture.UntilAsync(publication, "published");

        Assert.Equal((video, "https://www.youtube.com/watch?v=" + video), (await stage.OfAsync<string>(publication, "platform_post_id"), await stage.OfAsync<string>(publication, "post_url")));
        Assert.Single(await stage.VideosAsync());
    }

    /// <summary>A container of the account, published by somebody else than the process under test.</summary>
    internal static async Task<(string Container, string Media)> PublishAsync(PublishingFixture fixture, string profile, string caption, double clockSeconds = 2, string mediaType = "IMAGE")
    {
        var container = await ContainerAsync(fixture, profile, caption, mediaType);
        await fixture.Sandbox.TurnClockAsync(TimeSpan.FromSeconds(clockSeconds));         // it is ready by then
        return (container, await PostAsync(fixture, profile, "media_publish", [new("creation_id", container)]));
    }

    private static async Task<string> ContainerAsync(PublishingFixture fixture, string profile, string caption, string mediaType)
    {
        var link = fixture.Media.Store.Link(await fixture.Media.PictureAsync(), "image/jpeg", DateTimeOffset.UtcNow.AddHours(1));
        return await PostAsync(fixture, profile, "media", [new("media_type", mediaType), new("image_url", link), new("caption", caption)]);
    }

    private static async Task<string> PostAsync(PublishingFixture fixture, string profile, string edge, List<KeyValuePair<string, string>> form)
    {
        using var content = new FormUrlEncodedContent([.. form, new("access_token", "EAAG-" + profile)]);
        using var answer = await fixture.Sandbox.Http.PostAsync($"/v25.0/{profile}/{edge}", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }
}
