using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Failpoints;

/// <summary>A worker dies while it deletes a comment; the comment itself tells its successor how far that was.</summary>
[Collection(DoomedAnswersUsers.Name)]
public sealed class ActionFailpointTests(DoomedAnswersFleet fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("action.claimed")]
    [InlineData("action.armed")]
    [InlineData("action.before-send")]
    [InlineData("action.answered")]
    [InlineData("action.outcome-committed")]
    public async Task A_deletion_whose_worker_dies_on_the_way_is_done_and_nobody_is_asked(string point)
    {
        var (comment, id) = await fixture.CommentAsync($"{point}도 견디나요?");
        await fixture.Fleet.StopMemberAsync("publishing");
        var worker = fixture.Fleet.Member("publishing");
        var restarts = worker.Restarts;
        fixture.Fleet.StartMember("publishing", new Dictionary<string, string?> { ["SNSOPS_FAIL"] = $"{point}:kill@1" });
        await worker.WaitReadyAsync(Ct);

        await fixture.Agency.Operator.PostAsync($"/v1/comments/{comment}/delete");

        await Until.TrueAsync($"the worker has died at {point}", () => worker.Restarts > restarts);
        await fixture.Database.EndsAsync("comment_actions", await fixture.Database.ScalarAsync<Guid>("select id from comment_actions where comment_id = @comment", new { comment }), "published");
        Assert.Single((await fixture.Platforms.GetAsync("/facebook/effects"))["effects"]!.AsArray(), effect => (string?)effect!["kind"] == "delete" && (string?)effect["id"] == id);
    }
}
