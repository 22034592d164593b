namespace SnsOps.EndToEnd.Failpoints;

/// <summary>The collector dies with comments half stored, or with a new token in its hands; its successor has all of it.</summary>
[Collection(DoomedAnswersUsers.Name)]
public sealed class CollectorFailpointTests(DoomedAnswersFleet fixture)
{
    [Theory]
    [InlineData("comments.page-stored")]
    [InlineData("item.claimed")]
    [InlineData("item.ran")]
    public async Task Comments_whose_collector_dies_are_all_there_once(string point)
    {
        var account = await fixture.Agency.ConnectAsync(fixture.Platforms, fixture.Agency.Client, "instagram", "온기카페 " + point);
        await fixture.StartDoomedAsync("collection", point);
        var rows = Enumerable.Range(1, 60).Select(i => new { id = $"{account.PlatformId}{i:000}", text = $"정말 맛있어요 {i}번째 방문입니다" }).ToArray();
        await fixture.Platforms.PlayAsync(new { account_ids = new[] { account.PlatformId }, per_second = 10_000, rows });

        await fixture.Agency.Operator.PostAsync($"/v1/accounts/{account.Id}/sync-comments");

        await fixture.DiedAsync("collection", point);
        await fixture.Database.UntilAsync("all comments are there", "select count(*) = 60 and count(distinct platform_comment_id) = 60 from comments_inbox where account_id = @Id", new { account.Id });
    }

    [Fact]
    public async Task A_token_whose_collector_dies_before_it_is_kept_is_renewed_once_more_and_the_account_lives()
    {
        var account = await fixture.Agency.ConnectAsync(fixture.Platforms, fixture.Agency.Client, "facebook", "온기카페 토큰");
        await fixture.StartDoomedAsync("collection", "token.refreshed");

        await fixture.Database.ExecuteAsync("update platform_accounts set token_expires_at = snsops.now() + interval '2 days' where id = @Id", new { account.Id });

        await fixture.DiedAsync("collection", "token.refreshed");
        await fixture.Database.UntilAsync("the token is renewed", """
            select exists (select from platform_accounts where id = @Id and state = 'active' and token_version = 2 and token_expires_at > snsops.now() + interval '30 days' and refresh_owner is null)
            """, new { account.Id });
    }
}
