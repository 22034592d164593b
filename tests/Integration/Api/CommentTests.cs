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
        var first = await team.Operator.GetAsync("/v1/comments?page_size=4&from=2026-01-01T00:00:00%2B09:00");
        var rest = await team.Operator.GetAsync($"/v1/comments?page_size=4&page_token={first["next_page_token"]}");
        Assert.Equal(Enumerable.Range(0, 7).Reverse().Select(i => $"댓글 {i}번"), first["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(c => (string)c!["message"]!));
        Assert.Equal(7, (await team.Operator.GetAsync($"/v1/comments?account_id={team.Account}&platform=facebook&q=댓글"))["items"]!.AsArray().Count);
        Assert.Empty((await team.Operator.GetAsync("/v1/comments?platform=instagram"))["items"]!.AsArray());
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Get, "/v1/comments?platform=myspace", null, 400));
    }

    [Theory]
    [InlineData("sentiment=positive", "최고예요")]
    [InlineData("sentiment=crisis", "식중독 걸렸어요,최고라더니 식중독")]
    [InlineData("sentiment=crisis&q=최고", "최고라더니 식중독")]
    [InlineData("sentiment=unscored", "방금 달린 댓글")]
    [InlineData("sentiment=neutral", "")]
    public async Task Comments_are_filtered_by_their_tone_also_within_a_search(string query, string found)
    {
        var team = await api.TeamAsync();
        await InsertAsync(team, "최고예요", "최고라더니 식중독", "식중독 걸렸어요", "방금 달린 댓글");
        await api.Database.ExecuteAsync("""
            update comments_inbox set sentiment = case when message like '%식중독%' then 'crisis' else 'positive' end::sentiment, score = 0.75, sentiment_model = 'words@1',
                   scored_at = now(), ai_reply_draft = '고맙습니다', ai_reply_engine = 'embedded-template'
             where client_id = @Client and message not like '방금%'
            """, new { team.Client });

        var items = (await team.Operator.GetAsync($"/v1/comments?{query}"))["items"]!.AsArray();

        Assert.Equal(found, string.Join(',', items.Select(c => (string)c!["message"]!)));
        Assert.All(items.Where(c => c!["sentiment"] is not null), c => Assert.Equal((0.75f, "words@1", "embedded-template"), ((float)c!["score"]!, (string)c["sentiment_model"]!, (string)c["ai_reply_engine"]!)));
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Get, "/v1/comments?sentiment=angry", null, 400));
    }

    [Fact]
    public async Task One_comment_shows_how_its_newest_answer_stands()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        await InsertAsync(team, "주차 되나요?");
        var id = await api.Database.ScalarAsync<Guid>("select id from comments_inbox where client_id = @Client", new { team.Client });
        await api.Database.ExecuteAsync("""
            insert into comment_replies (id, client_id, comment_id, account_id, platform, text, state, error, next_attempt_at, due_since, created_by, created_at)
            select gen_random_uuid(), @Client, @id, @Account, 'facebook', '네, 가능합니다', s.state::reply_state, '거절', now(), null, @user, now() + s.n * interval '1 second'
              from (values ('failed', 1), ('due', 2)) s (state, n)
            """, new { id, team.Client, team.Account, user = team.Operator.UserId });

        Assert.Equal("due", (string?)(await team.Operator.GetAsync($"/v1/comments/{id}"))["reply_state"]);
        Assert.Equal("due", (string?)(await team.Operator.GetAsync("/v1/comments"))["items"]![0]!["reply_state"]);
        Assert.Equal("comment.not_found", await other.Operator.RefusedAsync(HttpMethod.Get, $"/v1/comments/{id}", null, 404));
    }

    [Theory]
    [InlineData("visible", "보이는 댓글")]
    [InlineData("hidden", "숨긴 댓글")]
    [InlineData("deleted", "지운 댓글")]
    [InlineData("deleted&q=지운", "지운 댓글")]
    public async Task Comments_are_filtered_by_what_became_of_them(string state, string found)
    {
        var team = await api.TeamAsync();
        await InsertAsync(team, "보이는 댓글", "숨긴 댓글", "지운 댓글");
        await api.Database.ExecuteAsync("""
            update comments_inbox set deleted_at = case when message like '지운%' then now() end, hidden_at = case when message like '숨긴%' then now() end, hidden_as = case when message like '숨긴%' then 'hidden' end
             where client_id = @Client
            """, new { team.Client });

        Assert.Equal(found, (string?)Assert.Single((await team.Operator.GetAsync("/v1/comments?state=" + state))["items"]!.AsArray())!["message"]);
        Assert.Equal(3, (await team.Operator.GetAsync("/v1/comments"))["items"]!.AsArray().Count);
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Get, "/v1/comments?state=gone", null, 400));
    }

    [Fact]
    public async Task What_platforms_count_and_whether_webhooks_come_is_told_to_the_clients_own_people()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        await api.Database.ExecuteAsync("""
            insert into comment_progress (client_id, account_id, platform_post_id, comment_count, listed, full_at) values (@Client, @Account, 'p1', 10, 8, now()), (@Client, @Account, 'p2', 5, 5, now());
            insert into comment_webhooks (account_id, client_id, state, last_event_at, silent_since, missed) values (@Account, @Client, 'silent', now(), now(), 4)
            """, new { team.Client, team.Account });

        var told = (await team.Operator.GetAsync("/v1/comments/coverage?account_id=" + team.Account))["items"]!.AsArray().Single()!;

        Assert.Equal((2, 15L, 13L, 2L, "silent", 4), ((int)told["posts"]!, (long)told["counted"]!, (long)told["listed"]!, (long)told["behind"]!, (string)told["webhooks"]!, (int)told["missed"]!));
        Assert.Empty((await other.Operator.GetAsync("/v1/comments/coverage?account_id=" + team.Account))["items"]!.AsArray());
    }

    private Task<int> InsertAsync(Team team, params string[] messages) => api.Database.ExecuteAsync("""
        insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author, message, posted_at)
        select gen_random_uuid(), @Client, @Account, 'facebook', gen_random_uuid()::text, 'p1', '손님', m.text, now() + m.n * interval '1 second'
          from unnest(@messages) with ordinality as m (text, n)
        """, new { team.Client, team.Account, messages });
}
