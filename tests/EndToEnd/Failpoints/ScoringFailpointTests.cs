using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Failpoints;

/// <summary>The AI worker dies between two steps of a batch; its successor scores what it left, and nothing twice.</summary>
[Collection(DoomedAnswersUsers.Name)]
public sealed class ScoringFailpointTests(DoomedAnswersFleet fixture)
{
    [Theory]
    [InlineData("score.taken")]
    [InlineData("score.scored")]
    [InlineData("score.written")]
    [InlineData("score.committed")]
    public async Task Comments_whose_scorer_dies_are_scored_once_and_told_of_once(string point)
    {
        var account = await fixture.Agency.ConnectAsync(fixture.Platforms, fixture.Agency.Client, "facebook", "온기카페 " + point);
        await using var scorings = await Scorings.CountAsync(fixture.Database, account.Id);
        await fixture.Fleet.StopMemberAsync("ai");
        var restarts = fixture.Fleet.Member("ai").Restarts;
        fixture.Fleet.StartMember("ai", new Dictionary<string, string?> { ["SNSOPS_FAIL"] = $"{point}:kill@1" });
        var rows = Enumerable.Range(1, 40).Select(i => new { id = $"{account.PlatformId}{i:000}", text = $"정말 맛있어요 {i}번째 방문입니다" }).ToArray();
        await fixture.Platforms.PlayAsync(new { account_ids = new[] { account.PlatformId }, per_second = 10_000, rows });
        await fixture.Agency.Operator.PostAsync($"/v1/accounts/{account.Id}/sync-comments");

        await Until.TrueAsync($"ai has died at {point}", () => fixture.Fleet.Member("ai").Restarts > restarts);
        await fixture.Database.UntilAsync("all of them are scored", "select count(*) = 40 from comments_inbox where account_id = @Id and scored_at is not null", new { account.Id });

        Assert.Equal((40, 40), await scorings.TotalAsync());
        Assert.Equal(40, await fixture.Database.ScalarAsync<long>("""
            select sum(coalesce((payload ->> 'count')::int, 1))::bigint from live_events where type = 'new_comment' and payload ->> 'account_id' = @Id
            """, new { Id = account.Id.ToString() }));
    }
}
