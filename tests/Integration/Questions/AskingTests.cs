using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SnsOps.Integration.Api;

namespace SnsOps.Integration.Questions;

/// <summary>From a person's question to its answer: through the Api, the job, both fences, and back by row, WebSocket and SSE.</summary>
public sealed class AskingTests(QuestionServer server) : IClassFixture<QuestionServer>
{
    [Fact]
    public async Task The_grammar_answers_with_sql_rows_age_and_assumptions_and_the_run_is_a_row()
    {
        var team = await server.TeamAsync();
        await server.CommentsAsync(team, "negative", "negative", "positive");

        var answer = await server.AnswerAsync(team.Operator, team.Client, "오늘 부정 댓글 몇 개야?");

        Assert.Equal(("answered", "embedded-grammar", 1), ((string)answer["state"]!, (string)answer["engine"]!, (int)answer["row_count"]!));
        Assert.EndsWith("부정 댓글 수: 2", (string)answer["answer"]!, StringComparison.Ordinal);
        Assert.Equal(2, (int)answer["rows"]![0]![0]!);
        Assert.Contains("FROM comments", (string)answer["sql"]!, StringComparison.Ordinal);
        Assert.Contains(answer["assumptions"]!.AsArray(), a => ((string)a!).Contains("위기", StringComparison.Ordinal));
        Assert.Equal("comments", (string?)answer["sources"]![0]!["view"]);
        Assert.InRange((double)answer["sources"]![0]!["age_seconds"]!, 0, 120);
        var id = (Guid)answer["id"]!;
        Assert.Equal("ran embedded-grammar 1 snsops_q_", await server.Database.ScalarAsync<string>("select concat_ws(' ', outcome, engine, row_count, left(role, 9)) from question_runs where question_id = @id and asked_by = @UserId", new { id, team.Operator.UserId }));
    }

    [Fact]
    public async Task A_model_asks_first_and_what_it_may_not_run_is_blocked_audited_and_answered_by_the_grammar()
    {
        var team = await server.TeamAsync();
        await server.CommentsAsync(team, "positive", "negative");
        await server.ModelSaysAsync(team.Client, """{"kind":"sql","sql":"select sentiment, count(*) as n from ask.comments group by 1 order by 1","title":"감성별 댓글","assumptions":["모두"]}""");
        var good = await server.AnswerAsync(team.Operator, team.Client, "댓글이 어떤 분위기인지 감성으로 나눠 봐");
        Assert.Equal(("answered", true, 2), ((string)good["state"]!, ((string)good["engine"]!).StartsWith("openai/", StringComparison.Ordinal), (int)good["row_count"]!));

        await server.ModelSaysAsync(team.Client, """{"kind":"sql","sql":"select email, password_hash from users","title":"직원"}""");
        var bad = await server.AnswerAsync(team.Operator, team.Client, "오늘 댓글 몇 개야?");

        Assert.Equal(("answered", "embedded-grammar"), ((string)bad["state"]!, (string)bad["engine"]!));
        Assert.Equal(2, (int)bad["rows"]![0]![0]!);
        var id = (Guid)bad["id"]!;
        Assert.Equal("blocked: table users, blocked: table users, ran", await server.Database.ScalarAsync<string>("select string_agg(concat_ws(': ', outcome, reason), ', ' order by at) from question_runs where question_id = @id", new { id }));
    }

    [Fact]
    public async Task It_comes_by_websocket_to_who_asked_and_by_sse()
    {
        var team = await server.TeamAsync();
        await server.CommentsAsync(team, "negative");
        using var asker = await server.ConnectAsync(team.Operator.AccessToken);
        using var colleague = await server.ConnectAsync(team.Manager.AccessToken);
        await asker.NextAsync("hello");
        await colleague.NextAsync("hello");

        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/clients/{team.Client}/questions") { Content = JsonContent.Create(new { text = "플랫폼별 댓글 수" }) };
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var sse = await team.Operator.Http.SendAsync(request);
        var lines = (await sse.Content.ReadAsStringAsync()).Split('\n');

        Assert.Equal("text/event-stream", sse.Content.Headers.ContentType!.MediaType);
        var chunks = lines.Where(l => l.StartsWith("data: {\"chunk\"", StringComparison.Ordinal)).Select(l => JsonNode.Parse(l[6..])!).ToList();
        Assert.Equal([false, true], chunks.Select(c => (bool)c["done"]!));
        var whole = JsonNode.Parse(lines.Single(l => l.StartsWith("data: {\"id\"", StringComparison.Ordinal))[6..])!;
        Assert.Equal((string?)whole["answer"], string.Concat(chunks.Select(c => (string)c["chunk"]!)));
        var heard = new List<JsonNode>();
        while (heard.Count == 0 || !(bool)heard[^1]["done"]!)
            heard.Add(await asker.NextAsync("chat_stream"));
        Assert.Equal(chunks.Select(c => (string?)c["chunk"]), heard.Select(h => (string?)h["chunk"]));
        Assert.All(heard, h => Assert.Equal((Guid)whole["conversation_id"]!, (Guid)h["conversation_id"]!));
        await server.Database.ExecuteAsync("insert into live_events (id, type, user_id, payload) values (gen_random_uuid(), 'notification', @UserId, '{\"title\": \"당신에게만\"}')", new { team.Manager.UserId });
        // The colleague gets an event of their own next; had a piece been theirs, it would have come first.
        JsonNode next;
        do
        {
            next = (await colleague.NextAsync())!;
            Assert.NotEqual("chat_stream", (string?)next["type"]);
        }
        while ((string?)next["title"] != "당신에게만");
    }

    [Fact]
    public async Task A_conversation_goes_on_and_belongs_to_its_owner()
    {
        var (team, other) = (await server.TeamAsync(), await server.TeamAsync());
        await server.CommentsAsync(team, "negative", "positive");
        var first = await server.AnswerAsync(team.Operator, team.Client, "오늘 댓글 몇 개야?");
        var conversation = (Guid)first["conversation_id"]!;

        var next = await server.AnswerAsync(team.Operator, team.Client, "그럼 유튜브는?", conversation);

        Assert.Equal(("answered", 0), ((string)next["state"]!, (int)next["rows"]![0]![0]!));
        Assert.Contains("앞 질문에 이어서 읽었습니다", next["assumptions"]!.AsArray().Select(a => (string?)a));
        Assert.Equal(2, (await team.Operator.GetAsync($"/v1/conversations/{conversation}/questions"))["items"]!.AsArray().Count);
        Assert.Equal(2, (int)Assert.Single((await team.Operator.GetAsync("/v1/conversations"))["items"]!.AsArray())!["questions"]!);
        foreach (var stranger in (Session[])[team.Manager, other.Operator])
        {
            Assert.Equal("question.not_found", await stranger.RefusedAsync(HttpMethod.Get, $"/v1/questions/{first["id"]}", null, 404));
            Assert.Equal("conversation.not_found", await stranger.RefusedAsync(HttpMethod.Get, $"/v1/conversations/{conversation}/questions", null, 404));
        }

        Assert.Equal("conversation.not_found", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/questions", new { text = "댓글 몇 개야?", conversation_id = conversation }, 404));
        Assert.Equal("client.not_found", await other.Operator.RefusedAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/questions", new { text = "댓글 몇 개야?" }, 404));
    }

    [Fact]
    public async Task What_is_not_understood_is_asked_back_and_the_client_itself_may_ask()
    {
        var team = await server.TeamAsync();
        var client = await server.UserAsync("client", team.Client);

        var unclear = await server.AnswerAsync(client, team.Client, "경쟁사 댓글은 몇 개야?");
        var foreign = await server.AnswerAsync(client, team.Client, "오늘 날씨 어때?");

        Assert.Equal("asks_back", (string?)unclear["state"]);
        Assert.Contains("'경쟁사'", (string?)unclear["answer"], StringComparison.Ordinal);
        Assert.Equal("cannot", (string?)foreign["state"]);
        Assert.Null(unclear["sql"]);
    }

    [Fact]
    public async Task Questions_nobody_works_on_any_more_are_closed_told_and_no_longer_in_the_way()
    {
        var team = await server.TeamAsync();
        await server.CommentsAsync(team, "negative");
        await server.Database.ExecuteAsync("""
            insert into conversations (id, client_id, user_id, title, created_at, updated_at) values (@Client, @Client, @UserId, '댓글', snsops.now(), snsops.now());
            insert into questions (id, client_id, conversation_id, asked_by, text, asked_at)
            select gen_random_uuid(), @Client, @Client, @UserId, n || '번째 질문', snsops.now() from generate_series(1, 5) n;
            insert into job_items (id, job, scheduled_for, client_id, subject_id, state, tries, next_attempt_at, error, finished_at)
            select gen_random_uuid(), 'answer-question', asked_at, client_id, id, case when text like '5%' then 'ready' else 'failed' end::job_item_state, 4, snsops.now() + interval '1 hour', '네 번 실패했습니다',
                   case when text not like '5%' then now() end from questions where client_id = @Client
            """, new { team.Client, team.Operator.UserId });

        await server.Service<Workers.Ai.AnswerQuestions.QuestionSql>().GiveUpAsync(TestContext.Current.CancellationToken);

        Assert.Equal("failed failed failed failed waiting", await server.Database.ScalarAsync<string>("select string_agg(state::text, ' ' order by text) from questions where client_id = @Client", new { team.Client }));
        Assert.Equal(8, await server.Database.ScalarAsync<int>("select count(*)::int from live_events where type = 'chat_stream' and user_id = @UserId", new { team.Operator.UserId }));
        Assert.Equal("answered", (string?)(await server.AnswerAsync(team.Operator, team.Client, "오늘 부정 댓글 몇 개야?"))["state"]);
    }

    [Fact]
    public async Task The_same_call_under_a_key_asks_once_and_nonsense_is_refused()
    {
        var team = await server.TeamAsync();
        var body = new { text = "댓글 몇 개야?" };
        var first = await team.Operator.SendAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/questions", body, 202, ("Idempotency-Key", "q-1"));
        var again = await team.Operator.SendAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/questions", body, 202, ("Idempotency-Key", "q-1"));

        Assert.Equal((Guid)first["id"]!, (Guid)again["id"]!);
        Assert.Equal(1, await server.Database.ScalarAsync<int>("select count(*)::int from questions where client_id = @Client", new { team.Client }));
        foreach (var text in (string?[])[null, "", "   ", new string('가', 1001), "댓글\0"])
            Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/questions", new { text }, 400));
    }
}
