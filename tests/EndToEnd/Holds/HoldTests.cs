using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Holds;

/// <summary>A hold through the front door stops what the workers would send; lifting it lets it go, once.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class HoldTests(WorkingFleet fixture)
{
    [Fact]
    public async Task A_held_post_is_not_sent_and_goes_out_once_when_the_hold_is_lifted()
    {
        var shop = await Shop.OpenAsync(fixture, "보류하는 가게");
        var staff = fixture.Agency.Operator;
        var hold = (Guid)(await staff.PostAsync("/v1/holds", new { client_id = shop.Client, account_id = shop.Facebook.Id, reason = "행사 문구를 다시 확인합니다" }))["id"]!;
        var content = await ScheduleAsync(shop, "보류가 풀려야 나가는 행사 안내입니다 🎉");
        await fixture.Database.UntilAsync("it waits for the hold", "select exists (select from publications where content_id = @content and state = 'retrying' and error_code = 'held')", new { content });
        Assert.Empty(await SentAsync(shop));

        Assert.Equal(200, (await staff.SendAsync(HttpMethod.Delete, $"/v1/holds/{hold}")).Status);

        await fixture.Database.UntilAsync("it is out", "select exists (select from publications where content_id = @content and state = 'published')", new { content });
        Assert.Equal("보류가 풀려야 나가는 행사 안내입니다 🎉", Assert.Single(await SentAsync(shop)));
        var publication = await fixture.Database.ScalarAsync<Guid>("select id from publications where content_id = @content", new { content });
        var story = (await staff.GetAsync($"/v1/publications/{publication}"))["timeline"]!.AsArray().Select(line => (string)line!["kind"]!).ToList();
        Assert.Equal(["hold_set", "hold_lifted", "armed", "outcome"], story.Where(kind => kind is "hold_set" or "hold_lifted" or "armed" or "outcome"));
    }

    private async Task<Guid> ScheduleAsync(Shop shop, string text)
    {
        var agency = fixture.Agency;
        var content = Agency.IdOf(await agency.Operator.PostAsync("/v1/contents", new { client_id = shop.Client, title = "행사 안내", body = text, account_ids = new[] { shop.Facebook.Id } }));
        await agency.Operator.PostAsync($"/v1/contents/{content}/submit");
        await agency.Manager.PostAsync($"/v1/contents/{content}/approve");
        Assert.Equal(200, (await agency.SetTimeAsync(content, DateTimeOffset.UtcNow.AddSeconds(2))).Status);
        return content;
    }

    private async Task<IReadOnlyList<string>> SentAsync(Shop shop) =>
        [.. (await fixture.Platforms.PostsAsync()).Where(post => post.AccountId == shop.Facebook.PlatformId).Select(post => post.Text)];
}
