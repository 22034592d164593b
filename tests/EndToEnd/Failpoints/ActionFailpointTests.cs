namespace SnsOps.EndToEnd.Failpoints;

/// <summary>A worker dies while it deletes a comment; the comment itself tells its successor how far that was.</summary>
[Collection(DoomedAnswersUsers.Name)]
public sealed class ActionFailpointTests(DoomedAnswersFleet fixture)
{
    [Theory]
    [InlineData("action.claimed")]
    [InlineData("action.armed")]
    [InlineData("action.before-send")]
    [InlineData("action.answered")]
    [InlineData("action.outcome-committed")]
    public async Task A_deletion_whose_worker_dies_on_the_way_is_done_and_nobody_is_asked(string point)
    {
        var collected = fixture.CommentAsync($"{point}도 견디나요?");
        await fixture.StartDoomedAsync("publishing", point);
        var (comment, id) = await collected;

        await fixture.Agency.Operator.PostAsync($"/v1/comments/{comment}/delete");

        await fixture.DiedAsync("publishing", point);
        await fixture.Database.EndsAsync("comment_actions", await fixture.Database.ScalarAsync<Guid>("select id from comment_actions where comment_id = @comment", new { comment }), "published");
        Assert.Single((await fixture.Platforms.GetAsync("/facebook/effects"))["effects"]!.AsArray(), effect => (string?)effect!["kind"] == "delete" && (string?)effect["id"] == id);
    }
}
