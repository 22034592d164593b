using System.Text.Json;
using Dapper;
using Npgsql;
using SnsOps.Shared.Live;
using SnsOps.Shared.Llm;
using SnsOps.Shared.Questions;
using SnsOps.Workers.Ai.QuestionGrammar;

namespace SnsOps.Workers.Ai.AnswerQuestions;

/// <summary>Reads questions and stores what became of them.</summary>
internal sealed class QuestionSql(NpgsqlDataSource database, LiveEvents live)
{
    private const int Remembered = 4;
    private const string GivenUp = "여러 번 시도했지만 답하지 못했습니다. 다시 물어봐 주세요. | It could not be answered, tried several times: ask again";

    /// <summary>Null when nobody waits for it any more.</summary>
    public async Task<AskedQuestion?> ReadAsync(Guid clientId, Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<AskedQuestion>(new CommandDefinition("""
            select q.id, q.client_id, q.conversation_id, q.asked_by, q.text, cl.time_zone, (select snsops.now()) as now,
                   array(select a.name from platform_accounts a where a.client_id = q.client_id order by a.name) as accounts,
                   (select p.reading::text from questions p where p.conversation_id = q.conversation_id and p.id <> q.id and p.state = 'answered' and p.asked_at <= q.asked_at
                     order by p.asked_at desc, p.id desc limit 1) as before
              from questions q join clients cl on cl.id = q.client_id
             where q.id = @id and q.client_id = @clientId and q.state = 'waiting'
            """, new { id, clientId }, cancellationToken: ct));
    }

    /// <summary>What was said before in the conversation, the oldest first.</summary>
    public async Task<IReadOnlyList<LlmTurn>> TurnsAsync(AskedQuestion question, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<(string Text, string Sql)>(new CommandDefinition("""
            select text, sql from (select text, sql, asked_at, id from questions where conversation_id = @ConversationId and id <> @Id and state = 'answered' order by asked_at desc, id desc limit @Remembered) q
             order by asked_at, id
            """, new { question.ConversationId, question.Id, Remembered }, cancellationToken: ct));
        return [.. rows.SelectMany(r => (LlmTurn[])[new(ByModel: false, r.Text), new(ByModel: true, new QuestionPlan("sql", r.Sql, r.Text).ToString())])];
    }

    /// <summary>The views with what their comments say of them: a model is told so.</summary>
    public async Task<string> ViewsAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return string.Join('\n', await connection.QueryAsync<string>(new CommandDefinition("""
            select 'ask.' || c.relname || ' — ' || obj_description(c.oid) || E'\n  ' || string_agg(a.attname || ' ' || format_type(a.atttypid, null) || coalesce(' (' || col_description(c.oid, a.attnum) || ')', ''), ', ' order by a.attnum)
              from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
             where c.relnamespace = 'ask'::regnamespace and c.relkind = 'v'
             group by c.oid order by c.relname
            """, cancellationToken: ct)));
    }

    /// <summary>How old what was read is: when comments were last looked for, when figures were last seen. What is kept here is of now.</summary>
    public async Task<IReadOnlyList<AnswerSource>> SourcesAsync(Guid clientId, IReadOnlyList<string> views, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<AnswerSource>(new CommandDefinition("""
            select v.view, s.as_of, extract(epoch from (select snsops.now()) - s.as_of)::double precision as age_seconds
              from unnest(@views) v (view)
             cross join lateral (select case
                when v.view = 'comments' then coalesce(
                    (select max(i.finished_at) from job_items i where i.client_id = @clientId and i.job = 'sync-comments' and i.state = 'done' and i.scheduled_for > (select snsops.now()) - interval '2 days'),
                    (select c.received_at from comments_inbox c where c.client_id = @clientId order by c.posted_at desc, c.id desc limit 1))
                when v.view in ('post_figures', 'account_figures') then
                    (select max(f.observed_at) from analytics_snapshots f where f.client_id = @clientId and f.for_date > (select snsops.now())::date - 40)
                when v.view = 'best_times' then (select max(b.computed_at) from best_times b where b.client_id = @clientId)
                else (select snsops.now()) end as as_of) s
             order by v.view
            """, new { clientId, views = views.ToArray() }, cancellationToken: ct))).AsList();
    }

    /// <summary>Stores the answer and tells who asked, in one transaction; false when somebody else has answered meanwhile.</summary>
    public async Task<bool> CloseAsync(AskedQuestion question, ClosedQuestion closed, CancellationToken ct)
    {
        var sources = await SourcesAsync(question.ClientId, closed.Views, ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var changed = await connection.ExecuteAsync(new CommandDefinition("""
            update questions
               set state = @State::question_state, answer = @Answer, engine = @Engine, sql = @Sql, columns = @columns::jsonb, rows = @rows::jsonb, row_count = @count, is_cut = @isCut,
                   assumptions = @assumptions::jsonb, sources = @sources::jsonb, reading = @reading::jsonb, closed_at = (select snsops.now())
             where id = @Id and state = 'waiting'
            """,
            new
            {
                question.Id, closed.State, closed.Answer, closed.Engine, closed.Sql, columns = Json(closed.Table?.Columns ?? []), rows = Json(closed.Table?.Rows ?? []), count = closed.Table?.Rows.Count ?? 0,
                isCut = closed.Table?.IsCut ?? false, assumptions = Json(closed.Assumptions), sources = Json(sources), reading = closed.Reading is null ? null : Json(closed.Reading),
            }, transaction, cancellationToken: ct));
        if (changed == 0)
            return false;
        await connection.ExecuteAsync(new CommandDefinition("update conversations set updated_at = (select snsops.now()) where id = @ConversationId", new { question.ConversationId }, transaction, cancellationToken: ct));
        await LiveEvents.InsertAsync(connection, transaction, QuestionRequests.Events(question.AskedBy, question.ConversationId, question.Id, closed.Answer), ct);
        await transaction.CommitAsync(ct);
        live.Announce();
        return true;
    }

    /// <summary>Closes questions that wait although nobody works on them any more, and tells who asked: each counts against what they may ask.</summary>
    /// <returns>How many.</returns>
    public async Task<int> GiveUpAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var lost = (await connection.QueryAsync<Lost>(new CommandDefinition($"""
            update questions q set state = 'failed', answer = @GivenUp, closed_at = (select snsops.now())
             where q.state = 'waiting'
               and not exists (select from job_items b where b.subject_id = q.id and b.job = '{QuestionRequests.Job}' and b.state in ('ready', 'claimed'))
            returning q.id, q.asked_by, q.conversation_id
            """, new { GivenUp }, transaction, cancellationToken: ct))).AsList();
        foreach (var question in lost)
            await LiveEvents.InsertAsync(connection, transaction, QuestionRequests.Events(question.AskedBy, question.ConversationId, question.Id, GivenUp), ct);
        await transaction.CommitAsync(CancellationToken.None);
        if (lost.Count > 0)
            live.Announce();
        return lost.Count;
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, QuestionPlan.Json);

    private sealed record Lost(Guid Id, Guid AskedBy, Guid ConversationId);
}
