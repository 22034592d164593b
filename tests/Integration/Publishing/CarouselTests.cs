using System.Net.Http.Json;
using System.Text.Json;

namespace SnsOps.Integration.Publishing;

/// <summary>What the parts of a carousel cost in calls.</summary>
public sealed class CarouselTests
{
    [Fact]
    public async Task A_child_that_is_ready_is_not_asked_about_again()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        await fixture.Sandbox.FaultAsync(new { endpoint = "ig.container_status", kind = "stuck-in-progress", times = 0 });
        var (_, publication, _, profile) = await FormatTests.PublishAsync(fixture, "instagram_carousel", "iii", inSeconds: 1);
        await fixture.Database.UntilAsync("all children exist", "select count(*) = 3 from publication_parts where publication_id = @publication", new { publication });
        var children = await fixture.Database.ScalarAsync<string[]>("select array_agg(handle order by position) from publication_parts where publication_id = @publication", new { publication });

        await fixture.Sandbox.FaultAsync(new { endpoint = "ig.container_status", kind = "stuck-in-progress", match = children![2], times = 3 });
        await fixture.Sandbox.FaultAsync(new { endpoint = "ig.container_status", kind = "latency", match = children[0], times = 0, delay_ms = 0 });
        (await fixture.Sandbox.Http.DeleteAsync("/_sandbox/faults/1")).EnsureSuccessStatusCode();
        await fixture.UntilAsync(publication, "published");

        var faults = (await fixture.Sandbox.Http.GetFromJsonAsync<JsonElement>("/_sandbox/faults")).GetProperty("faults").EnumerateArray().Select(f => f.GetProperty("struck").GetInt32());
        Assert.Equal("3 1", string.Join(' ', faults));
        Assert.Single(await fixture.Sandbox.EffectsAsync("instagram", profile));
    }
}
