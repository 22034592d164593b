using Dapper;

namespace SnsOps.Integration.Ai;

/// <summary>Each comment is scored once, and staff are told of it once.</summary>
public sealed class ScoreCommentsTests
{
    [Fact]
    public async Task A_comment_gets_its_class_its_draft_and_one_event()
    {
        await using var ai = await AiFixture.CreateAsync();
        await ai.CommentAsync(["라떼 최고예요", "커피는 별로였어요", "몇 시까지 하나요?"]);

        await ai.DrainAsync();

        Assert.Equal(["positive 0.9 words@1", "negative 0.8 words@1", "neutral 0.6 words@1"], await ColumnAsync(ai,
            "select sentiment || ' ' || score || ' ' || sentiment_model from comments_inbox where scored_at is not null and announced_at is not null order by posted_at"));
        Assert.Equal(3, await ai.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where ai_reply_draft <> '' and ai_reply_engine = 'embedded-template'"));
        Assert.Equal(["라떼 최고예요|positive|facebook", "몇 시까지 하나요?|neutral|facebook", "커피는 별로였어요|negative|facebook"], await ColumnAsync(ai, """
            select payload ->> 'message' || '|' || (payload ->> 'sentiment') || '|' || (payload ->> 'platform')
              from live_events where type = 'new_comment' and client_id = (payload ->> 'client_id')::uuid order by 1
            """));
    }

    [Fact]
    public async Task Our_own_words_leave_the_queue_without_a_score_or_an_event()
    {
        await using var ai = await AiFixture.CreateAsync();
        await ai.CommentAsync(["저희가 단 답글: 최고의 하루 되세요"], AiFixture.OwnId);
        await ai.CommentAsync(["인스타그램은 작성자를 가릴 때가 있어요"]);
        var user = await ai.Agency.UserAsync("operator", ai.Client);
        await ai.Database.ExecuteAsync("""
            insert into comment_replies (id, client_id, comment_id, account_id, platform, text, state, next_attempt_at, platform_reply_id, published_at, created_by, created_at)
            select gen_random_uuid(), client_id, id, account_id, platform, '답글', 'published', now(), platform_comment_id, now(), @user, now()
              from comments_inbox where author_platform_id is null
            """, new { user });

        await ai.CommentAsync(["예약은 프로필 링크에서 받아요"]);
        var publication = await ai.Agency.PublicationAsync(ai.Client, ai.Account, "instagram_image", "신메뉴", 60);
        await ai.Database.ExecuteAsync("""
            insert into first_comments (id, client_id, account_id, platform, text, state, next_attempt_at, due_since, platform_comment_id, published_at, created_at)
            select @publication, client_id, account_id, platform, message, 'published', now(), null, platform_comment_id, now(), now() from comments_inbox where message like '예약은%'
            """, new { publication });

        Assert.Equal(3, await ai.DrainAsync());

        Assert.Equal(3, await ai.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where scored_at is not null and sentiment is null and ai_reply_draft is null"));
        Assert.Equal(0, await ai.Database.ScalarAsync<int>("select count(*)::int from live_events"));
    }

    [Fact]
    public async Task A_comment_told_of_before_is_scored_without_being_told_of_again()
    {
        await using var ai = await AiFixture.CreateAsync();
        await ai.CommentAsync(["최고예요, 라고 고쳐 썼어요"]);
        await ai.Database.ExecuteAsync("update comments_inbox set announced_at = '2026-08-07 12:00+09'");

        await ai.DrainAsync();

        Assert.True(await ai.Database.ScalarAsync<bool>("select sentiment = 'positive' and announced_at = '2026-08-07 12:00+09' from comments_inbox"));
        Assert.Equal(0, await ai.Database.ScalarAsync<int>("select count(*)::int from live_events"));
    }

    [Theory]
    [InlineData(20, 20, 0)]
    [InlineData(21, 0, 1)]
    public async Task A_crowd_of_new_comments_becomes_one_summary(int comments, int alone, int summaries)
    {
        await using var ai = await AiFixture.CreateAsync();
        await ai.CommentAsync(Enumerable.Range(1, comments).Select(i => $"{i}번째 손님이에요"));

        await ai.DrainAsync();

        Assert.Equal(alone, await ai.Database.ScalarAsync<int>("select count(*)::int from live_events where not payload ? 'count'"));
        Assert.Equal(summaries, await ai.Database.ScalarAsync<int>("""
            select count(*)::int from live_events where payload ->> 'count' = @comments and payload ->> 'message' = '새 댓글 ' || @comments || '개'
               and (payload ->> 'comment_id')::uuid = (select id from comments_inbox order by posted_at desc limit 1)
            """, new { comments = comments.ToString(System.Globalization.CultureInfo.InvariantCulture) }));
    }

    [Fact]
    public async Task Two_workers_share_a_client_and_score_nothing_twice()
    {
        await using var ai = await AiFixture.CreateAsync();
        await ScoringsAreCountedAsync(ai);
        await ai.CommentAsync(Enumerable.Range(1, 2300).Select(i => i % 3 == 0 ? $"{i} 별로" : $"{i} 최고"));

        var taken = await Task.WhenAll(ai.DrainAsync(), ai.DrainAsync(), ai.DrainAsync());
        await ai.DrainAsync();

        Assert.Equal(2300, await ai.Database.ScalarAsync<int>("select count(distinct id)::int from scorings"));
        Assert.Equal(2300, await ai.Database.ScalarAsync<int>("select count(*)::int from scorings"));
        Assert.InRange(taken.Sum(), 1, 2300);
    }

    [Fact]
    public async Task A_model_that_breaks_leaves_the_comments_as_they_were()
    {
        await using var ai = await AiFixture.CreateAsync();
        await ai.CommentAsync(["최고", "고장"]);

        await Assert.ThrowsAsync<InvalidOperationException>(() => ai.DrainAsync());

        Assert.Equal(2, await ai.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where scored_at is null and announced_at is null"));
        Assert.Equal(0, await ai.Database.ScalarAsync<int>("select count(*)::int from live_events"));
    }

    [Fact]
    public async Task A_connection_that_dies_before_the_commit_leaves_everything_to_the_next_worker()
    {
        await using var ai = await AiFixture.CreateAsync();
        await ScoringsAreCountedAsync(ai);
        await ai.CommentAsync(Enumerable.Range(1, 30).Select(i => $"{i} 최고"));
        await ai.Database.ExecuteAsync("""
            create function die() returns trigger language plpgsql as $$ begin
                if exists (select from die_once) then
                    perform pg_terminate_backend(pg_backend_pid());
                end if;
                return new; end $$;
            create table die_once ();
            alter table die_once add column n int; insert into die_once values (1);
            create trigger die before insert on live_events for each row execute function die()
            """);

        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => ai.DrainAsync());
        Assert.Equal(0, await ai.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where scored_at is not null"));
        await ai.Database.ExecuteAsync("truncate die_once");
        await ai.DrainAsync();

        Assert.Equal("30/30/1", await ai.Database.ScalarAsync<string>("""
            select (select count(*) from scorings) || '/' || (select count(distinct id) from scorings) || '/' || (select count(*) from live_events where payload ->> 'count' = '30')
            """));
    }

    [Fact]
    public async Task Clients_nobody_nudged_for_are_found_once_their_comments_have_waited()
    {
        await using var ai = await AiFixture.CreateAsync();
        var quiet = await ai.Agency.ClientAsync("달빛서점");
        await ai.CommentAsync(["최고"], secondsAgo: 6);

        Assert.Equal([ai.Client], await ai.Comments.WaitingClientsAsync(5, TestContext.Current.CancellationToken));
        await ai.DrainAsync();
        await ai.CommentAsync(["방금 왔어요"]);

        Assert.Empty(await ai.Comments.WaitingClientsAsync(5, TestContext.Current.CancellationToken));
        Assert.NotEqual(quiet, ai.Client);
    }

    [Fact]
    public async Task The_process_scores_what_waits_although_no_broker_is_there()
    {
        await using var ai = await AiFixture.CreateAsync();
        await ai.CommentAsync(["음료가 정말 맛있고 직원분들이 친절해서 기분 좋게 쉬다 왔어요", "너무 실망했어요. 다시는 가지 않을 거예요. 최악입니다"], secondsAgo: 1);
        await using var process = Workers.Ai.Program.Build(Fixtures.ProcessSettings.For(ai.Database));
        await process.StartAsync(TestContext.Current.CancellationToken);

        await ai.Database.UntilAsync("both are scored", "select count(*) = 2 from comments_inbox where scored_at is not null");

        Assert.Equal(["positive", "negative"], await ColumnAsync(ai, "select sentiment::text from comments_inbox order by posted_at"));
        Assert.Equal(1, await ai.Database.ScalarAsync<int>("select count(distinct sentiment_model)::int from comments_inbox where sentiment_model like 'hashed-ngram@%'"));
        await process.StopAsync(TestContext.Current.CancellationToken);
    }

    private static Task<int> ScoringsAreCountedAsync(AiFixture ai) => ai.Database.ExecuteAsync("""
        create table scorings (id uuid);
        create function count_scoring() returns trigger language plpgsql as $$ begin insert into scorings values (new.id); return new; end $$;
        create trigger count_scorings after update on comments_inbox for each row when (new.scored_at is not null) execute function count_scoring()
        """);

    private static async Task<string[]> ColumnAsync(AiFixture ai, string sql)
    {
        await using var connection = await ai.Database.DataSource.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>(sql)];
    }
}
