using Dapper;
using Npgsql;

namespace SnsOps.Api.Inbox;

/// <summary>What a line of the export says beside the entry: local times, the client, and the first answer.</summary>
internal sealed class InboxExportSql(NpgsqlDataSource database)
{
    public async Task<IReadOnlyDictionary<Guid, InboxExportRow>> OfAsync(Guid[] comments, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<InboxExportRow>(new CommandDefinition("""
            select c.id, cl.name as client, to_char(c.posted_at at time zone cl.time_zone, 'YYYY-MM-DD HH24:MI:SS') as posted_at,
                   to_char(r.published_at at time zone cl.time_zone, 'YYYY-MM-DD HH24:MI:SS') as replied_at, r.name as replied_by, r.text as reply
              from comments_inbox c join clients cl on cl.id = c.client_id
              left join lateral (
                    select x.published_at, x.text, u.name from comment_replies x join users u on u.id = x.created_by
                     where x.comment_id = c.id and x.state = 'published' order by x.published_at limit 1) r on true
             where c.id = any(@comments)
            """, new { comments }, cancellationToken: ct))).ToDictionary(r => r.Id);
    }
}

/// <summary>A line's further cells; times are the client's own.</summary>
internal sealed record InboxExportRow(Guid Id, string Client, string PostedAt, string? RepliedAt, string? RepliedBy, string? Reply);
