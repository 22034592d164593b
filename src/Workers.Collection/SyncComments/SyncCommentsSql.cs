using System.Text.Json;
using Dapper;
using Npgsql;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>How collected comments are written, and how far each post has been read.</summary>
internal sealed class SyncCommentsSql(NpgsqlDataSource database)
{
    private const int BatchSize = 1000;

    /// <summary>The platform's clock as the database tells it.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<DateTimeOffset>(new CommandDefinition("select snsops.now()", cancellationToken: ct));
    }

    /// <summary>How far each post of an account has been read.</summary>
    public async Task<Dictionary<string, PostProgress>> ProgressAsync(Guid accountId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<PostProgress>(new CommandDefinition("""
            select platform_post_id, read_until, comment_count, full_at from comment_progress where account_id = @accountId
            """, new { accountId }, cancellationToken: ct))).ToDictionary(p => p.PlatformPostId);
    }

    /// <summary>Writes what is new or changed of a page's comments, up to 1000 a statement; each statement is its own transaction.</summary>
    /// <remarks>Seen rows are filtered by a join first: an insert on conflict that updates nothing would still lock the row and write WAL.</remarks>
    public async Task<StoredComments> StoreAsync(ConnectedAccount account, IReadOnlyList<PlatformComment> comments, CancellationToken ct)
    {
        var stored = new StoredComments(0, 0);
        foreach (var batch in comments.Reverse().DistinctBy(c => c.Id).Reverse().Chunk(BatchSize))
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            var part = await connection.QuerySingleAsync<StoredComments>(new CommandDefinition("""
                with incoming as (
                    select * from unnest(@rowIds::uuid[], @ids::text[], @posts::text[], @parents::text[], @authors::text[], @authorIds::text[], @messages::text[], @times::timestamptz[])
                        as t (row_id, id, post_id, parent_id, author, author_id, message, posted_at)),
                changed as (
                    select i.*, c.id as known, c.message is distinct from i.message as said_otherwise
                      from incoming i
                      left join comments_inbox c on c.account_id = @accountId and c.platform_comment_id = i.id
                     where c.id is null or c.message <> i.message or (c.author = '' and i.author <> '')),
                inserted as (
                    insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, parent_comment_id,
                                                author, author_platform_id, message, posted_at, received_at)
                    select row_id, @clientId, @accountId, @platform::platform, id, post_id, parent_id, author, author_id, message,
                           coalesce(posted_at, snsops.now()), snsops.now()
                      from changed where known is null
                    on conflict (account_id, platform_comment_id) do nothing
                    returning 1),
                updated as (
                    update comments_inbox c
                       set message = h.message, author = case when h.author <> '' then h.author else c.author end,
                           author_platform_id = coalesce(h.author_id, c.author_platform_id),
                           edited_at = case when h.said_otherwise then snsops.now() else c.edited_at end,
                           -- What says something else is read again; what staff were told, they were told.
                           sentiment = case when h.said_otherwise then null else c.sentiment end,
                           score = case when h.said_otherwise then null else c.score end,
                           sentiment_model = case when h.said_otherwise then null else c.sentiment_model end,
                           scored_at = case when h.said_otherwise then null else c.scored_at end,
                           ai_reply_draft = case when h.said_otherwise then null else c.ai_reply_draft end,
                           ai_reply_engine = case when h.said_otherwise then null else c.ai_reply_engine end
                      from changed h where c.id = h.known
                    returning h.said_otherwise)
                select (select count(*) from inserted)::int as "new", (select count(*) from updated where said_otherwise)::int as edited
                """,
                new
                {
                    rowIds = batch.Select(_ => Guid.CreateVersion7()).ToArray(),
                    ids = batch.Select(c => c.Id).ToArray(),
                    posts = batch.Select(c => c.PostId).ToArray(),
                    parents = batch.Select(c => c.ParentId).ToArray(),
                    authors = batch.Select(c => c.Author).ToArray(),
                    authorIds = batch.Select(c => c.AuthorId).ToArray(),
                    messages = batch.Select(c => c.Message).ToArray(),
                    times = batch.Select(c => c.PostedAt?.UtcDateTime).ToArray(),
                    accountId = account.Id,
                    clientId = account.ClientId,
                    platform = account.Platform,
                },
                cancellationToken: ct));
            stored = new StoredComments(stored.New + part.New, stored.Edited + part.Edited);
        }

        return stored;
    }

    /// <summary>Notes how far a post has now been read.</summary>
    public async Task SaveProgressAsync(ConnectedAccount account, PostProgress progress, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into comment_progress as p (client_id, account_id, platform_post_id, read_until, comment_count, full_at)
            values (@ClientId, @Id, @PlatformPostId, @ReadUntil, @CommentCount, @FullAt)
            on conflict (account_id, platform_post_id) do update
               set read_until = greatest(p.read_until, excluded.read_until), comment_count = excluded.comment_count, full_at = greatest(p.full_at, excluded.full_at)
            """, new { account.ClientId, account.Id, progress.PlatformPostId, progress.ReadUntil, progress.CommentCount, progress.FullAt }, cancellationToken: ct));
    }

    /// <summary>Shows how far a long pass has come, while the item is still ours.</summary>
    public async Task ShowAsync(JobItem item, PassFigures figures, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            update job_items set detail = @detail::jsonb where id = @Id and scheduled_for = @ScheduledFor and epoch = @Epoch and state = 'claimed'
            """, new { item.Id, item.ScheduledFor, item.Epoch, detail = JsonSerializer.Serialize(figures) }, cancellationToken: ct));
    }

    /// <summary>Plans another look at an account that just got comments. Nothing is planned while one is waiting already.</summary>
    public async Task FollowUpAsync(JobItem item, double seconds, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into job_items (id, job, scheduled_for, client_id, subject_id, ready_since, next_attempt_at)
            select gen_random_uuid(), @Job, snsops.now(), @ClientId, @SubjectId, '-infinity', snsops.now() + make_interval(secs => @seconds)
             where not exists (select from job_items b where b.subject_id = @SubjectId and b.job = @Job and b.state = 'ready')
            on conflict do nothing
            """, new { item.Job, item.ClientId, item.SubjectId, seconds }, cancellationToken: ct));
    }
}

/// <summary>How far a post has been read.</summary>
/// <param name="PlatformPostId">Which.</param>
/// <param name="ReadUntil">Everything posted up to here is collected.</param>
/// <param name="CommentCount">What the platform counted then.</param>
/// <param name="FullAt">When all pages were last read.</param>
internal sealed record PostProgress(string PlatformPostId, DateTimeOffset? ReadUntil, long? CommentCount, DateTimeOffset FullAt);

/// <summary>What a page changed.</summary>
/// <param name="New">Comments we did not have.</param>
/// <param name="Edited">Comments that say something else now.</param>
internal sealed record StoredComments(int New, int Edited);
