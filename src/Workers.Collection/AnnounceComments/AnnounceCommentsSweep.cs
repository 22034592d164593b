using Dapper;
using Npgsql;
using SnsOps.Shared.Comments;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Live;

namespace SnsOps.Workers.Collection.AnnounceComments;

/// <summary>Tells staff of comments that nobody scored in time: an AI lane that is down or behind must not keep a comment from them.</summary>
internal sealed class AnnounceCommentsSweep(NpgsqlDataSource database, LiveEvents live, AnnounceCommentsOptions options) : ISweep
{
    private const int BatchSize = 1000;

    /// <inheritdoc />
    public string Name => "unannounced comments";

    /// <inheritdoc />
    public async Task SweepAsync(CancellationToken ct)
    {
        int announced;
        do
        {
            announced = await AnnounceAsync(ct);
            if (announced > 0)
                live.Announce();
        }
        while (announced == BatchSize);
    }

    /// <remarks>Rows the AI lane is scoring right now are locked by it, and it tells of them itself.</remarks>
    private async Task<int> AnnounceAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition($"""
            with late as materialized (
                select c.id, {Threads.IsOwn("c", "a")} as own
                  from comments_inbox c join platform_accounts a on a.id = c.account_id
                 where c.announced_at is null and c.received_at < (select snsops.now()) - make_interval(secs => @UnscoredSeconds)
                 order by c.received_at, c.id limit @BatchSize for update of c skip locked),
            told as (
                update comments_inbox c set announced_at = (select snsops.now())
                  from late l where c.id = l.id
                returning c.id, c.client_id, c.account_id, c.platform, c.author, c.message, c.sentiment, c.posted_at, l.own),
            fresh as (
                select * from told where not own),
            {CommentNews.Sql}
            select count(*)::int from told
            """, new { options.UnscoredSeconds, BatchSize }, cancellationToken: ct));
    }
}
