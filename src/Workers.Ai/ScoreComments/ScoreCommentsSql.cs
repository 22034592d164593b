using Dapper;
using Npgsql;
using SnsOps.Shared.Comments;
using SnsOps.Shared.Drafts;
using SnsOps.Shared.Effects;
using SnsOps.Workers.Ai.Drafts;

namespace SnsOps.Workers.Ai.ScoreComments;

/// <summary>The queue of unscored comments, and how scores are written.</summary>
internal sealed class ScoreCommentsSql(NpgsqlDataSource database)
{
    /// <summary>Clients whose oldest unscored comment has waited too long for a nudge.</summary>
    /// <remarks>Walks the index from client to client: a client with many unscored comments costs no more than one with few.</remarks>
    public async Task<IReadOnlyList<Guid>> WaitingClientsAsync(double overdueSeconds, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<Guid>(new CommandDefinition("""
            with recursive waiting as (
                (select client_id, received_at from comments_inbox where scored_at is null order by client_id, received_at limit 1)
                union all
                select n.client_id, n.received_at from waiting w cross join lateral (
                    select client_id, received_at from comments_inbox where scored_at is null and client_id > w.client_id order by client_id, received_at limit 1) n)
            select client_id from waiting where received_at <= (select snsops.now()) - make_interval(secs => @overdueSeconds)
            """, new { overdueSeconds }, cancellationToken: ct))).AsList();
    }

    /// <summary>Locks the client's oldest unscored comments that nobody else is scoring.</summary>
    public static async Task<IReadOnlyList<UnscoredComment>> TakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid clientId, int most, CancellationToken ct) =>
        (await connection.QueryAsync<UnscoredComment>(new CommandDefinition($"""
            select c.id, cl.name as client, c.author, c.message, c.posted_at, {Threads.IsOwn("c", "a")} as own,
                   c.announced_at is null as is_new, (select snsops.now()) as now
              from comments_inbox c
              join platform_accounts a on a.id = c.account_id
              join clients cl on cl.id = c.client_id
             where c.client_id = @clientId and c.scored_at is null
             order by c.received_at, c.id limit @most for no key update of c skip locked
            """, new { clientId, most }, transaction, cancellationToken: ct))).AsList();

    /// <summary>Drops the drafts of threads that these comments have moved; before others are asked for.</summary>
    /// <remarks>Mostly the client has no open draft, and nothing is looked for; versions are only made for threads that were touched.</remarks>
    public static Task DropMovedAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid clientId, IReadOnlyList<UnscoredComment> batch, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition($"""
            with threads as materialized (
                select distinct c.account_id, {Threads.Of("c")} as thread from comments_inbox c
                 where c.id = any(@ids) and exists (select from reply_drafts where client_id = @clientId and state in {DraftRequests.Open} and state <> 'waiting')),
            touched as materialized (
                select d.id as draft, d.state, d.thread_version, t.id, t.account_id, t.parent_comment_id, t.platform_comment_id
                  from reply_drafts d
                  join comments_inbox t on t.id = d.comment_id
                  join threads h on h.account_id = t.account_id and h.thread = {Threads.Of("t")}
                 where d.client_id = @clientId and d.state in {DraftRequests.Open} and d.state <> 'waiting')
            update reply_drafts d
               set state = 'dropped', reason = '그사이 대화가 바뀌었습니다 | The thread has moved', closed_at = coalesce(d.closed_at, (select snsops.now()))
              from touched o
             where d.id = o.draft and (o.state = 'no_basis' and o.id = any(@ids) or o.state = 'written' and o.thread_version <> {Threads.Version("o")})
            """, new { clientId, ids = batch.Select(c => c.Id).ToArray() }, transaction, cancellationToken: ct));

    /// <summary>Writes the scores and drafts, tells staff of comments they have not been told of, and asks for drafts from knowledge where the client's policy wants them.</summary>
    /// <returns>The items that will write those.</returns>
    public static async Task<IReadOnlyList<Guid>> WriteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<ScoredComment> scored, string model, CancellationToken ct) =>
        (await connection.QueryAsync<Guid>(new CommandDefinition($"""
            with scored as materialized (
                select * from unnest(@ids, @sentiments::sentiment[], @scores, @drafts, @own, @fresh, @spans) as s (id, sentiment, score, draft, own, is_fresh, spans)),
            written as (
                update comments_inbox c
                   set sentiment = s.sentiment, score = s.score, sentiment_model = case when s.sentiment is not null then @model end, sentiment_spans = s.spans::int[],
                       scored_at = (select snsops.now()), announced_at = coalesce(c.announced_at, (select snsops.now())),
                       ai_reply_draft = s.draft, ai_reply_engine = case when s.draft is not null then @engine end
                  from scored s where c.id = s.id
                returning c.id, c.client_id, c.account_id, c.platform, c.author, c.message, c.sentiment, c.posted_at, s.is_fresh, {Threads.Of("c")} as thread),
            fresh as (
                select * from written where is_fresh),
            {CommentNews.Sql},
            wanted as (
                insert into reply_drafts (id, client_id, comment_id, created_at)
                select gen_random_uuid(), w.client_id, w.id, (select snsops.now())
                  from (select distinct on (w.account_id, w.thread, w.author) w.*
                          from written w join scored s using (id) join draft_policies p on p.client_id = w.client_id
                         where p.is_on and w.sentiment = any(p.sentiments) and not s.own
                         order by w.account_id, w.thread, w.author, w.posted_at desc, w.id) w
                on conflict do nothing
                returning id, client_id),
            {DraftRequests.Items}
            select id from items
            """,
            new
            {
                ids = scored.Select(c => c.Comment.Id).ToArray(),
                sentiments = scored.Select(c => c.Sentiment?.ToString().ToLowerInvariant()).ToArray(),
                scores = scored.Select(c => c.Score).ToArray(),
                drafts = scored.Select(c => c.Draft).ToArray(),
                own = scored.Select(c => c.Comment.Own).ToArray(),
                // Nobody can have announced them since they were taken: the rows are locked.
                fresh = scored.Select(c => c.Comment.IsNew && !c.Comment.Own).ToArray(),
                // Of different lengths, which an array of arrays cannot be.
                spans = scored.Select(c => c.Spans is { } spans ? $"{{{string.Join(',', spans)}}}" : null).ToArray(),
                model, engine = EmbeddedReplyWriter.Engine,
            }, transaction, cancellationToken: ct))).AsList();
}
