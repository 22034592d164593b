using System.Globalization;
using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Kills;

/// <summary>The AI lane and the Api die while comments pour in: each comment is scored once, and a page that comes back has missed none of them.</summary>
[Collection(KilledFleetUsers.Name)]
public sealed class ScoredThroughKillsTests(KilledFleet fixture)
{
    private const int Count = 3000;
    private static readonly string[] Texts = ["정말 맛있어요", "너무 실망했어요", "몇 시까지 하나요?", "직원분이 친절해요", "다시는 안 갈래요"];

    [Fact]
    public async Task Comments_are_scored_once_and_told_of_once_whoever_dies_meanwhile()
    {
        var account = await fixture.Agency.ConnectAsync(fixture.Platforms, fixture.Agency.Client, "facebook", "온기카페 댓글 폭주");
        await using var scorings = await Scorings.CountAsync(fixture.Database, account.Id);
        await using var page = await ResumingLine.OpenAsync(fixture.Fleet.ApiUrl, fixture.Agency.Operator.AccessToken!);
        var rows = Enumerable.Range(1, Count).Select(i => new { id = string.Create(CultureInfo.InvariantCulture, $"{account.PlatformId}{i:0000}"), text = $"{Texts[i % Texts.Length]} {i}" }).ToArray();
        await fixture.Platforms.PostAsync("/comments/play", new { account_ids = new[] { account.PlatformId }, per_second = 500, rows });
        await fixture.Agency.Operator.PostAsync($"/v1/accounts/{account.Id}/sync-comments");

        await ScoredAsync(1);
        await KillAsync("ai", "ai-2");
        await ScoredAsync(Count / 4);
        await KillAsync("api");
        await ScoredAsync(Count / 2);
        await KillAsync("ai", "ai-2", "api");
        await ScoredAsync(Count);

        Assert.Equal((Count, Count), await scorings.TotalAsync());
        await Until.TrueAsync("the page has heard of every comment", () => Heard() >= Count);
        Assert.Equal(Count, Heard());
        Assert.Equal(page.Events.Count, page.Events.Select(e => (string)e["id"]!).Distinct().Count());
        Assert.Equal((0, true), (page.Resyncs, page.Opened >= 2));

        async Task KillAsync(params string[] members)
        {
            foreach (var member in members)
            {
                await fixture.Fleet.Member(member).WaitReadyAsync(TestContext.Current.CancellationToken);
                Assert.True(fixture.Fleet.Kill(member), member);
            }
        }

        Task ScoredAsync(int count) => fixture.Database.UntilAsync($"{count} comments are scored",
            "select count(*) >= @count from comments_inbox where account_id = @Id and scored_at is not null", new { count, account.Id }, seconds: 60);

        int Heard() => page.Events.Where(e => (string?)e["type"] == "new_comment" && (Guid)e["account_id"]! == account.Id).Sum(e => (int?)e["count"] ?? 1);
    }
}
