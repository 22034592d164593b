namespace SnsOps.Integration.Api;

/// <summary>Staff correct verdicts; what they say is kept, and measured against the model.</summary>
public sealed class SentimentTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task A_correction_counts_from_now_on_and_the_models_own_words_stay_the_models()
    {
        var team = await api.TeamAsync();
        var comment = await CommentAsync(team, "사기급 비주얼이네요", "crisis");

        var corrected = await team.Operator.PostAsync($"/v1/comments/{comment}/sentiment", new { sentiment = "negative", note = "비꼬는 말" });
        Assert.Equal(("negative", "staff", 1f), ((string)corrected["sentiment"]!, (string)corrected["sentiment_model"]!, (float)corrected["score"]!));
        await team.Manager.PostAsync($"/v1/comments/{comment}/sentiment", new { sentiment = "positive" });

        var history = (await team.Operator.GetAsync($"/v1/comments/{comment}/sentiment"))["items"]!.AsArray();
        Assert.Equal(["words@1 crisis → positive", "words@1 crisis → negative"], history.Select(h => $"{h!["model"]} {h["model_sentiment"]} → {h["sentiment"]}"));
        await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() => api.Database.ExecuteAsync("update sentiment_corrections set sentiment = 'neutral' where comment_id = @comment", new { comment }));
        await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() => api.Database.ExecuteAsync("delete from sentiment_corrections where comment_id = @comment", new { comment }));
    }

    [Fact]
    public async Task Accuracy_is_told_for_each_client_by_the_newest_judgements()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        foreach (var (said, actual) in new[] { ("negative", "negative"), ("negative", "negative"), ("negative", "neutral"), ("positive", "positive"), ("crisis", "negative") })
            await team.Operator.PostAsync($"/v1/comments/{await CommentAsync(team, "글", said)}/sentiment", new { sentiment = actual });
        var twice = await CommentAsync(team, "글", "positive");
        await team.Operator.PostAsync($"/v1/comments/{twice}/sentiment", new { sentiment = "crisis" });
        await team.Operator.PostAsync($"/v1/comments/{twice}/sentiment", new { sentiment = "positive" });

        var report = Assert.Single((await team.Manager.GetAsync("/v1/sentiment/accuracy"))["items"]!.AsArray())!;

        Assert.Equal(("words@1", 6, 4, 0.6667), ((string)report["model"]!, (int)report["comments"]!, (int)report["agreed"]!, (double)report["accuracy"]!));
        Assert.InRange((double)report["low"]!, 0.25, 0.35);
        Assert.Equal((1, 2, 1), ((int)report["confusion"]!["negative"]!["neutral"]!, (int)report["confusion"]!["positive"]!["positive"]!, (int)report["confusion"]!["crisis"]!["negative"]!));
        var negative = report["classes"]!.AsArray().Single(c => (string)c!["sentiment"]! == "negative")!;
        Assert.Equal((3, 0.6667, 0.6667), ((int)negative["comments"]!, (double)negative["precision"]!, (double)negative["recall"]!));
        Assert.Empty((await other.Manager.GetAsync($"/v1/sentiment/accuracy?client_id={team.Client}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Words_that_decided_are_shown_and_what_cannot_be_corrected_is_refused()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        var comment = await CommentAsync(team, "정말 최악이었어요", "negative");
        var fresh = await CommentAsync(team, "방금", null);
        await api.Database.ExecuteAsync("update comments_inbox set sentiment_spans = '{3,6,840}' where id = @comment", new { comment });

        var span = Assert.Single((await team.Operator.GetAsync($"/v1/comments/{comment}"))["sentiment_spans"]!.AsArray())!;
        Assert.Equal((3, 6, 0.84), ((int)span["start"]!, (int)span["length"]!, (double)span["weight"]!));
        Assert.Equal("comment.not_scored", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/comments/{fresh}/sentiment", new { sentiment = "negative" }, 409));
        Assert.Equal("comment.not_found", await other.Operator.RefusedAsync(HttpMethod.Post, $"/v1/comments/{comment}/sentiment", new { sentiment = "negative" }, 404));
        Assert.Equal("comment.not_found", await other.Operator.RefusedAsync(HttpMethod.Get, $"/v1/comments/{comment}/sentiment", null, 404));
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/comments/{comment}/sentiment", new { sentiment = "angry" }, 400));
        Assert.Equal("auth.forbidden", await (await api.UserAsync("client", team.Client)).RefusedAsync(HttpMethod.Post, $"/v1/comments/{comment}/sentiment", new { sentiment = "negative" }, 403));
    }

    private async Task<Guid> CommentAsync(Team team, string message, string? sentiment)
    {
        var id = Guid.CreateVersion7();
        await api.Database.ExecuteAsync("""
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, message, posted_at, sentiment, score, sentiment_model, scored_at)
            values (@id, @Client, @Account, 'facebook', @id::text, 'p', @message, snsops.now(), @sentiment::sentiment, case when @sentiment is not null then 0.8 end, case when @sentiment is not null then 'words@1' end,
                    case when @sentiment is not null then snsops.now() end)
            """, new { id, team.Client, team.Account, message, sentiment });
        return id;
    }
}
