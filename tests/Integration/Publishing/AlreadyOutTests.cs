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
            new UnknownAttempt(Guid.NewGuid(), "publication", "post", Guid.NewGuid(), accountId, "instagram", "instagram_image", null, null, false, Fingerprints.Of(Words), container, now, now, 1, null, now), account, default);

        Assert.Equal("24/2207008", Assert.IsType<Outcome.Unknown>(outcome).Code);
        Assert.Equal(media, Assert.IsType<Sighting.There>(sighting).PlatformPostId);
    }

    /// <summary>A container of the account, published by somebody else than the process under test.</summary>
    internal static async Task<(string Container, string Media)> PublishAsync(PublishingFixture fixture, string profile, string caption)
    {
        var link = fixture.Media.Store.Link(await fixture.Media.PictureAsync(), "image/jpeg", DateTimeOffset.UtcNow.AddHours(1));
        var container = await PostAsync(fixture, profile, "media", [new("image_url", link), new("caption", caption)]);
        await fixture.Sandbox.TurnClockAsync(TimeSpan.FromSeconds(2));         // it is ready by then
        return (container, await PostAsync(fixture, profile, "media_publish", [new("creation_id", container)]));
    }

    private static async Task<string> PostAsync(PublishingFixture fixture, string profile, string edge, List<KeyValuePair<string, string>> form)
    {
        using var content = new FormUrlEncodedContent([.. form, new("access_token", "EAAG-" + profile)]);
        using var answer = await fixture.Sandbox.Http.PostAsync($"/v25.0/{profile}/{edge}", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }
}
