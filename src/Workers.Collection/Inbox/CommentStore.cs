using Dapper;
using Npgsql;

namespace SnsOps.Workers.Collection.Inbox;

/// <summary>The one way in which comments enter the inbox and change there, whoever brings them: passes and webhooks, together and in any order.</summary>
/// <remarks>
/// A row says how the platform had it at `version_at`. What is older changes nothing, so a late edit cannot undo a newer one; a deletion that comes before
/// the comment itself leaves a row that is gone already. Whatever happened in the same second as something else cannot be put in order: then the post is read whole next time.
/// </remarks>
internal sealed class CommentStore(NpgsqlDataSource database)
{
    private const int BatchSize = 1000;

    /// <remarks>And each batch is planned for itself. A plan that was made while the table was empty reads the whole of an index for each row, as that costs nothing then, and a
    /// connection would keep it.</remarks>
    private const string Lock = "select 1 from pg_advisory_xact_lock(hashtextextended(@accountId::text, 16)), set_config('plan_cache_mode', 'force_custom_plan', true);";

    /// <summary>Rewrites: another text, or the first one of a row that an event without a text made. Turns: others see it, or see it no more. Returns: it is there after all.</summary>
    private const string Store = """
        with incoming as (
            select *, nullif(sight, 'shown') as hides
              from unnest(@rowIds::uuid[], @ids::text[], @posts::text[], @parents::text[], @authors::text[], @authorIds::text[], @messages::text[], @times::timestamptz[], @sights::text[], @gone::boolean[])
                as t (row_id, id, post_id, parent_id, author, author_id, message, posted_at, sight, gone)),
        compared as (
            select i.*, c.id as known, c.version_at, c.message = '' and i.message <> '' is true as fills,
                   c.message <> i.message is true and (@at >= c.version_at or c.message = '') as rewrites,
                   c.author = '' and i.author <> '' as names,
                   @at >= c.version_at and i.sight is not null and i.hides is distinct from c.hidden_as as turns,
                   @at >= c.version_at and i.gone and c.deleted_at is null as goes,
                   @at > c.version_at and not i.gone and c.deleted_at is not null as returns,
                   @way = 'sync' and c.arrived_by = 'webhook' and i.posted_at <> c.posted_at is true as dates     -- events are not that exact
              from incoming i
              left join lateral (       -- with "=", the planner reads all that an account has, where it has grown since the last analyze
                  select * from comments_inbox where platform_comment_id = i.id and account_id is not distinct from @accountId offset 0) c on true),
        changed as (
            select * from compared where known is null or rewrites or names or turns or goes or returns or dates),
        inserted as (
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, parent_comment_id, author, author_platform_id, message,
                                        posted_at, received_at, arrived_by, version_at, deleted_at, hidden_at, hidden_as, scored_at, announced_at)
            select row_id, @clientId, @accountId, @platform::platform, id, post_id, parent_id, author, author_id, coalesce(message, ''),
                   coalesce(posted_at, n.now), n.now, @way, @at, case when gone then n.now end, case when hides is not null then n.now end, hides,
                   case when gone or message is null then n.now end, case when gone or message is null then n.now end      -- nobody is told of what has no text
              from changed cross join (select snsops.now()) as n (now)
             where known is null         -- in the order of their ids, and nobody else writes this account's: a conflict would be a fault of ours and is told
            returning deleted_at is null as is_there),
        updated as (
            update comments_inbox c
               set message = case when h.rewrites then h.message else c.message end,
                   author = case when h.author <> '' then h.author else c.author end,
                   author_platform_id = coalesce(h.author_id, c.author_platform_id),
                   parent_comment_id = coalesce(c.parent_comment_id, h.parent_id),
                   posted_at = case when h.fills or h.dates then coalesce(h.posted_at, c.posted_at) else c.posted_at end,
                   edited_at = case when h.rewrites and not h.fills then n.now else c.edited_at end,
                   deleted_at = case when h.goes then n.now when h.returns then null else c.deleted_at end,
                   hidden_at = case when not h.turns then c.hidden_at when h.hides is not null then n.now end,
                   hidden_as = case when h.turns then h.hides else c.hidden_as end,
                   version_at = greatest(c.version_at, @at),
                   -- What says something else is read again, and what was never read once it is there; what staff were told, they were told: not what was gone before.
                   announced_at = case when h.goes then coalesce(c.announced_at, n.now) when h.fills and c.deleted_at is null or h.returns and c.announced_at >= c.deleted_at then null else c.announced_at end,
                   sentiment = case when h.rewrites then null else c.sentiment end,
                   score = case when h.rewrites then null else c.score end,
                   sentiment_model = case when h.rewrites then null else c.sentiment_model end,
                   sentiment_spans = case when h.rewrites then null else c.sentiment_spans end,
                   scored_at = case when h.rewrites and c.deleted_at is null or h.returns and (h.rewrites or c.sentiment is null) then null else c.scored_at end,
                   ai_reply_draft = case when h.rewrites then null else c.ai_reply_draft end,
                   ai_reply_engine = case when h.rewrites then null else c.ai_reply_engine end
              from changed h cross join (select snsops.now()) as n (now)
             where c.id = h.known
            returning h.rewrites and not h.fills as is_edit, h.goes as is_gone, h.turns or h.returns as is_turn),
        unordered as (
            update comment_progress p set full_at = 'epoch', unordered_at = snsops.now()
              from (select distinct post_id from changed
                     where @way = 'webhook' and (rewrites or turns) and not fills and date_trunc('second', version_at) = date_trunc('second', @at::timestamptz)) u
             where p.account_id = @accountId and p.platform_post_id = u.post_id)
        select (select count(*) from inserted where is_there)::int as "new",
               (select count(*) from updated where is_edit)::int as edited,
               ((select count(*) from updated where is_gone) + (select count(*) from inserted where not is_there))::int as gone,
               (select count(*) from updated where is_turn)::int as turned;
        """;

    /// <summary>Answers to what is gone are gone with it.</summary>
    private const string Answers = """
        with orphaned as (
            update comments_inbox c
               set deleted_at = snsops.now(), version_at = greatest(c.version_at, @at), announced_at = coalesce(c.announced_at, snsops.now())
              from unnest(@ids::text[], @posts::text[], @gone::boolean[]) as g (id, post_id, gone)
             where g.gone and c.account_id = @accountId and c.platform_post_id = g.post_id and c.parent_comment_id = g.id and c.deleted_at is null
               and exists (select from comments_inbox p where p.account_id = @accountId and p.platform_comment_id = g.id and p.deleted_at is not null)
            returning 1)
        select count(*)::int from orphaned;
        """;

    /// <summary>Writes what is new or changed, up to 1000 a transaction; what is known already is not touched.</summary>
    public async Task<StoredComments> StoreAsync(InboxAccount account, IReadOnlyList<InboxComment> comments, Arrival arrival, CancellationToken ct)
    {
        var stored = StoredComments.None;
        foreach (var batch in comments.Reverse().DistinctBy(c => c.Id).OrderBy(c => c.Id, StringComparer.Ordinal).Chunk(BatchSize))
            stored += await StoreBatchAsync(account, batch, arrival, ct);
        return stored;
    }

    /// <summary>Comments of a post that a complete pass was not shown, and that were there long enough before it to be listed.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="postId">Which post.</param>
    /// <param name="listed">What the pass was shown.</param>
    /// <param name="before">Whatever is younger may not be listed yet.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<string>> MissingAsync(InboxAccount account, string postId, IReadOnlyCollection<string> listed, DateTimeOffset before, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<string>(new CommandDefinition("""
            select platform_comment_id from comments_inbox c
             where account_id = @Id and platform_post_id = @postId and deleted_at is null and greatest(posted_at, received_at) < @before
               and not exists (select from unnest(@listed) as l (id) where l.id = c.platform_comment_id)
             order by platform_comment_id
            """, new { account.Id, postId, listed = listed.ToArray(), before }, cancellationToken: ct))).AsList();
    }

    /// <summary>What a comment is like that is not there any more.</summary>
    public static InboxComment Gone(string id, string postId) => new(id, postId, null, "", null, null, null) { IsGone = true };

    /// <remarks>
    /// Writers of one account take turns. The lock is a statement of its own, as the next one sees what was committed before it got it.
    /// Seen rows are filtered by a join first: an insert on conflict that updates nothing would still lock the row and write WAL.
    /// </remarks>
    private async Task<StoredComments> StoreBatchAsync(InboxAccount account, InboxComment[] batch, Arrival arrival, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(batch.Any(c => c.IsGone) ? Lock + Store + Answers : Lock + Store,
            new
            {
                rowIds = batch.Select(_ => Guid.CreateVersion7()).ToArray(),
                ids = batch.Select(c => c.Id).ToArray(),
                posts = batch.Select(c => c.PostId).ToArray(),
                parents = batch.Select(c => c.ParentId).ToArray(),
                authors = batch.Select(c => c.Author).ToArray(),
                authorIds = batch.Select(c => c.AuthorId).ToArray(),
                messages = batch.Select(c => c.Message).ToArray(),
                times = batch.Select(c => c.PostedAt?.ToUniversalTime()).ToArray(),
                sights = batch.Select(c => c.SeenAs).ToArray(),
                gone = batch.Select(c => c.IsGone).ToArray(),
                accountId = account.Id,
                clientId = account.ClientId,
                platform = account.Platform,
                way = arrival.Way,
                at = arrival.At,
            },
            cancellationToken: ct));
        await answers.ReadSingleAsync<int>();
        var stored = await answers.ReadSingleAsync<StoredComments>();
        return answers.IsConsumed ? stored : stored with { Gone = stored.Gone + await answers.ReadSingleAsync<int>() };
    }
}
