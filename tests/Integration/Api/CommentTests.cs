namespace SnsOps.Integration.Api;

/// <summary>Finding Korean words in comments.</summary>
public sealed class CommentTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Theory]
    [InlineData("맛있", 2)]
    [InlineData("라떼 맛있", 1)]
    [InlineData("맛있어요", 2)]
    [InlineData("맛있 어요", 2)]
    [InlineData("떼", 2)]
    [InlineData("LATTE", 1)]
    [InlineData("100%", 1)]
    [InlineData("10_%", 0)]
    [InlineData("떼라", 0)]
    [InlineData("  ", 4)]
    public async Task A_piece_of_a_word_is_found_whatever_the_spacing(string query, int found)
    {
        var team = await api.TeamAsync();
        await InsertAsync(team, "라떼 맛있어요!", "가을 라떼가 최고", "맛 있 어 요 정말", "100% 만족합니다 latte");
        var page = await team.Operator.GetAsync($"/v1/comments?q={Uri.EscapeDataString(query)}");
        Assert.Equal(found, page["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Comments_come_newest_first_in_pages_and_filtered()
    {
        var team = await api.TeamAsync();
        await InsertAsync(team, [.. Enumerable.Range(0, 7).Select(i => $"댓글 {i}번")]);
        var first = await team.Operator.GetAsync("/v1/comments?page_size=4");
        var rest = await team.Operator.GetAsync($"/v1/comments?page_size=4&page_token={first["next_page_token"]}");
        Assert.Equal(Enumerable.Range(0, 7).Reverse().Select(i => $"댓글 {i}번"), first["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(c => (string)c!["message"]!));
        Assert.Equal(7, (await team.Operator.GetAsync($"/v1/comments?account_id={team.Account}&platform=facebook&q=댓글"))["items"]!.AsArray().Count);
        Assert.Empty((await team.Operator.GetAsync("/v1/comments?platform=instagram"))["items"]!.AsArray());
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Get, "/v1/comments?platform=myspace", null, 400));
    }

    private Task<int> InsertAsync(Team team, params string[] messages) => api.Database.ExecuteAsync("""
        insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author, message, posted_at)
        select gen_random_uuid(), @Client, @Account, 'facebook', gen_random_uuid()::text, 'p1', '손님', m.text, now() + m.n * interval '1 second'
          from unnest(@messages) with ordinality as m (text, n)
        """, new { team.Client, team.Account, messages });
}
