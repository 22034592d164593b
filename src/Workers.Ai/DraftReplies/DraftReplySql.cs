using System.Text.Json;
using Dapper;
using Npgsql;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Knowledge;

namespace SnsOps.Workers.Ai.DraftReplies;

/// <summary>Reads what a draft is wanted for and stores it, if its place is still there.</summary>
internal sealed class DraftReplySql(NpgsqlDataSource database)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Why a comment (c) is not to be answered by a draft any more; null while it is.</summary>
    private static readonly string OutOfPlace = $"""
        case when c.deleted_at is not null then '댓글이 삭제되었습니다 | The comment was deleted'
             when c.hidden_at is not null or {Threads.IsBeingTakenAway("c.id")} then '댓글이 숨겨졌습니다 | The comment was hidden'
             when exists (select from comment_replies r where r.comment_id = c.id and r.state not in ('failed', 'cancelled')) then '사람이 답했습니다 | A person has answered' end
        """;

    /// <summary>Null when nobody waits for it any more.</summary>
    public async Task<WantedDraft?> ReadAsync(Guid clientId, Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<WantedDraft>(new CommandDefinition($"""
            select d.id, d.client_id, d.comment_id, cl.name as client, c.author, c.message, c.platform::text as platform, c.sentiment::text as sentiment,
                   coalesce(p.tone, 'polite') as tone, coalesce(p.signature, '') as signature, {Threads.Version("c")} as version, {OutOfPlace} as out_of_place
              from reply_drafts d
              join comments_inbox c on c.id = d.comment_id
              join clients cl on cl.id = d.client_id
              left join draft_policies p on p.client_id = d.client_id
             where d.id = @id and d.client_id = @clientId and d.state = 'waiting'
            """, new { id, clientId }, cancellationToken: ct));
    }

    /// <summary>Offers a draft, if the thread is still the one it was written for; else it is dropped.</summary>
    /// <returns>Whether it is offered.</returns>
    public async Task<bool> OfferAsync(WantedDraft wanted, WrittenDraft draft, IReadOnlyList<Passage> sources, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<string>(new CommandDefinition($"""
            with place as (
                select {OutOfPlace} as out_of_place, {Threads.Version("c")} as version from comments_inbox c where c.id = @CommentId),
            closed as (
                update reply_drafts d
                   set state = case when p.out_of_place is null and p.version = @Version then 'written'::draft_state else 'dropped' end,
                       reason = case when p.out_of_place is null and p.version = @Version then null else coalesce(p.out_of_place, '그사이 대화가 바뀌었습니다 | The thread has moved') end,
                       text = @Text, sentences = @sentences::jsonb, sources = @sources::jsonb, engine = @Engine, thread_version = @Version, closed_at = (select snsops.now())
                  from place p
                 where d.id = @Id and d.state = 'waiting'
                returning d.state),
            shown as (
                update comments_inbox set ai_reply_draft = @Text, ai_reply_engine = @Engine where id = @CommentId and exists (select from closed where state = 'written'))
            select state::text from closed
            """,
            new { wanted.Id, wanted.CommentId, wanted.Version, draft.Text, draft.Engine, sentences = JsonSerializer.Serialize(draft.Sentences, Json), sources = Sources(sources) }, cancellationToken: ct)) == "written";
    }

    /// <summary>Says why there is no draft, with the passages that were nearest.</summary>
    public async Task CloseAsync(Guid id, string state, string reason, IReadOnlyList<Passage> nearest, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            update reply_drafts set state = @state::draft_state, reason = @reason, sources = @sources::jsonb, closed_at = (select snsops.now()) where id = @id and state = 'waiting'
            """, new { id, state, reason, sources = Sources(nearest) }, cancellationToken: ct));
    }

    private static string Sources(IReadOnlyList<Passage> passages) =>
        JsonSerializer.Serialize(passages.Select(p => new DraftSource(p.Id, p.DocumentId, p.Heading, p.Text, Math.Round(p.Coverage, 3))), Json);
}

/// <summary>A draft somebody waits for.</summary>
internal sealed record WantedDraft(
    Guid Id, Guid ClientId, Guid CommentId, string Client, string Author, string Message, string Platform, string? Sentiment, string Tone, string Signature, string Version, string? OutOfPlace);

/// <summary>A passage as it was when a draft was written.</summary>
internal sealed record DraftSource(Guid ChunkId, Guid DocumentId, string Heading, string Text, double Coverage);
