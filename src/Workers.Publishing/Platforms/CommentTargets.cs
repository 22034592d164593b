using Dapper;
using Npgsql;
using SnsOps.Shared.Effects;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Which comment of a platform is looked at afterwards.</summary>
internal sealed class CommentTargets(NpgsqlDataSource database)
{
    /// <summary>What an action was done to.</summary>
    public async Task<(string Action, ModeratedComment Comment)> OfActionAsync(Guid actionId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleAsync<Row>(new CommandDefinition($"""
            select s.action::text as action, {ModeratedComment.Columns} from comment_actions s {ModeratedComment.Joined} where s.id = @actionId
            """, new { actionId }, cancellationToken: ct));
        return (row.Action, new ModeratedComment(row.PlatformCommentId, row.ParentId, row.PostId, row.IsOwn));
    }

    /// <summary>What a reply became.</summary>
    public async Task<ModeratedComment> OfReplyAsync(Guid replyId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<ModeratedComment>(new CommandDefinition($"""
            select r.platform_reply_id as id, {Threads.Of("c")} as parent_id, c.platform_post_id as post_id, true as is_own
              from comment_replies r join comments_inbox c on c.id = r.comment_id where r.id = @replyId
            """, new { replyId }, cancellationToken: ct));
    }

    private sealed record Row(string Action, string PlatformCommentId, string? ParentId, string PostId, bool IsOwn);
}
