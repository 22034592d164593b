using System.Text.Json;
using Dapper;
using Npgsql;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>How collected comments are written, and how far each post has been read.</summary>
internal sealed class SyncCommentsSql(NpgsqlDataSource database)
{
    /// <summary>The platform's clock as the database tells it.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<DateTimeOffset>(new CommandDefinition("select snsops.now()", cancellationToken: ct));
    }

    /// <summary>Channels that are looked at.</summary>
    public async Task<int> ChannelsAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<int>(new CommandDefinition("select count(*)::int from platform_accounts where platform = 'youtube' and state = 'active'", cancellationToken: ct));
    }

    /// <summary>How far each post of an account has been read.</summary>
    public async Task<Dictionary<string, PostProgress>> ProgressAsync(Guid accountId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<PostProgress>(new CommandDefinition("""
            select platform_post_id, read_until, comment_count, full_at, listed, read_at from comment_progress where account_id = @accountId
            """, new { accountId }, cancellationToken: ct))).ToDictionary(p => p.PlatformPostId);
    }

    /// <summary>Comments of a post that are there and counted: what awaits a moderator is not.</summary>
    public async Task<long> HeldAsync(Guid accountId, string postId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<long>(new CommandDefinition("""
            select count(*) from comments_inbox
             where account_id = @accountId and platform_post_id = @postId and deleted_at is null and coalesce(hidden_as, 'hidden') = 'hidden'
            """, new { accountId, postId }, cancellationToken: ct));
    }

    /// <summary>Notes how far a post has now been read, by a pass that began then: what was to be read whole since is still to be.</summary>
    public async Task SaveProgressAsync(ConnectedAccount account, PostProgress progress, DateTimeOffset began, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into comment_progress as p (client_id, account_id, platform_post_id, read_until, comment_count, full_at, listed)
            values (@ClientId, @Id, @PlatformPostId, @ReadUntil, @CommentCount, @FullAt, @Listed)
            on conflict (account_id, platform_post_id) do update
               set read_until = greatest(p.read_until, excluded.read_until), comment_count = excluded.comment_count, listed = excluded.listed,
                   full_at = case when p.unordered_at >= @began then 'epoch' else greatest(p.full_at, excluded.full_at) end
            """, new { account.ClientId, account.Id, progress.PlatformPostId, progress.ReadUntil, progress.CommentCount, progress.FullAt, progress.Listed, began }, cancellationToken: ct));
    }

    /// <summary>Notes which posts a pass came to that was cut short. One that no pass was through with yet is due for a full one.</summary>
    public async Task NoteReadAsync(ConnectedAccount account, IReadOnlyCollection<string> posts, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into comment_progress (client_id, account_id, platform_post_id, full_at, read_at)
            select distinct @ClientId::uuid, @Id::uuid, post, 'epoch'::timestamptz, snsops.now() from unnest(@posts::text[]) as r (post) order by post
            on conflict (account_id, platform_post_id) do update set read_at = excluded.read_at
            """, new { account.ClientId, account.Id, posts = posts.ToArray() }, cancellationToken: ct));
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
/// <param name="Listed">How many comments they showed; null: not known.</param>
/// <param name="ReadAt">When a pass that was cut short last came to it; null: none did.</param>
internal sealed record PostProgress(string PlatformPostId, DateTimeOffset? ReadUntil, long? CommentCount, DateTimeOffset FullAt, long? Listed, DateTimeOffset? ReadAt);
