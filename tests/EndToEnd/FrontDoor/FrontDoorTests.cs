using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.FrontDoor;

/// <summary>What staff do from signing in to the post, and what they see of it.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class FrontDoorTests(WorkingFleet fixture)
{
    private Agency Agency => fixture.Agency;

    [Fact]
    public async Task From_signing_in_to_the_live_event_of_the_post()
    {
        using var author = await Person.SignInAsync(fixture.Fleet.ApiUrl, Agency.EmailOf("operator"), Agency.Password);
        using var line = await LiveLine.OpenAsync(fixture.Fleet.ApiUrl, author.AccessToken!);
        Assert.NotNull(await line.NextAsync(message => (string?)message["type"] == "hello"));
        var picture = await author.UploadAsync($"/v1/clients/{Agency.Client}/media", Pictures.Jpeg("새 메뉴"));
        var content = await author.PostAsync("/v1/contents", new
        {
            client_id = Agency.Client, title = "딸기 라떼", body = "봄을 닮은 딸기 라떼가 나왔습니다 🍓", media_ids = new[] { Agency.IdOf(picture) }, account_ids = new[] { Agency.Instagram.Id },
        });
        var id = Agency.IdOf(content);
        Assert.Equal("draft", (string?)content["review_state"]);

        Assert.Equal("in_review", (string?)(await author.PostAsync($"/v1/contents/{id}/submit"))["review_state"]);
        Assert.Equal("approved", (string?)(await Agency.Manager.PostAsync($"/v1/contents/{id}/approve"))["review_state"]);
        await Agency.SetTimeAsync(id, DateTimeOffset.UtcNow.AddSeconds(2));

        var told = await line.NextAsync(message => (string?)message["type"] == "publish_result" && (string?)message["content_id"] == id.ToString());
        Assert.Equal(("instagram", "published"), ((string?)told?["platform"], (string?)told?["status"]));
        Assert.Single(await fixture.Verdicts.HoldAsync([id]));
        var read = await author.GetAsync($"/v1/contents/{id}");
        Assert.Equal("published", (string?)read["delivery_status"]);
    }

    [Fact]
    public async Task A_picture_that_cannot_be_fetched_is_told_and_the_post_goes_out_once_it_can()
    {
        var picture = Agency.IdOf(await Agency.Operator.UploadAsync($"/v1/clients/{Agency.Client}/media", Pictures.Jpeg("망가질 사진")));
        var hash = await fixture.Database.ScalarAsync<string>("select encode(sha256, 'hex') from media_assets where id = @picture", new { picture });
        var stored = Directory.EnumerateFiles(fixture.Options.Folders.Media, hash!, SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(stored);
        await File.WriteAllTextAsync(stored, "<html>사진이 아닙니다</html>");

        var content = await Agency.ScheduleAsync("사진이 잠시 보이지 않은 글", DateTimeOffset.UtcNow.AddSeconds(1), [Agency.Instagram, Agency.Facebook], [picture]);
        await fixture.Database.UntilAsync("both platforms have refused it and the reason is told", """
            select count(*) = 2 from publications where content_id = @content and state = 'retrying' and error <> '' and retry_count > 0
            """, new { content });
        var meanwhile = await Agency.ScheduleAsync("그사이에 나가는 다른 글", DateTimeOffset.UtcNow.AddSeconds(1), [Agency.Instagram, Agency.Facebook]);
        await fixture.Verdicts.HoldAsync([meanwhile]);
        await File.WriteAllBytesAsync(stored, bytes);

        Assert.All(await fixture.Verdicts.HoldAsync([content, meanwhile]), verdict => Assert.Equal("published", verdict.State));
    }
}
