namespace SnsOps.EndToEnd.Failpoints;

/// <summary>A worker dies while it answers a comment; its successor finds what it left.</summary>
[Collection(DoomedAnswersUsers.Name)]
public sealed class ReplyFailpointTests(DoomedAnswersFleet fixture)
{
    [Theory]
    [InlineData("reply.claimed", "published", 1)]
    [InlineData("reply.armed", "asked", 0)]
    [InlineData("reply.before-send", "asked", 0)]
    [InlineData("reply.answered", "published", 1)]
    [InlineData("reply.outcome-committed", "published", 1)]
    public async Task An_answer_whose_worker_dies_on_the_way_is_there_once_or_a_person_is_asked(string point, string end, int there)
    {
        var words = $"{point}에서 멈춰도 답은 한 번만 갑니다";
        var collected = fixture.CommentAsync($"{point}도 견디나요?");
        await fixture.StartDoomedAsync("publishing", point);
        var (comment, _) = await collected;

        await fixture.Agency.Operator.PostAsync($"/v1/comments/{comment}/replies", new { text = words });

        await fixture.DiedAsync("publishing", point);
        await fixture.Database.EndsAsync("comment_replies", await fixture.Database.ScalarAsync<Guid>("select id from comment_replies where comment_id = @comment", new { comment }), end);
        Assert.Equal(there, (await EffectsAsync()).Count(text => text == words));
    }

    private async Task<IReadOnlyList<string>> EffectsAsync() =>
        [.. (await fixture.Platforms.GetAsync("/facebook/effects"))["effects"]!.AsArray().Select(effect => (string)effect!["text"]!)];
}
