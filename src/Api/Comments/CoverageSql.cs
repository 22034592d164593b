using Dapper;
using Npgsql;

namespace SnsOps.Api.Comments;

/// <summary>Whether all comments of an account are here: what the platforms count, what passes were shown, and whether webhooks come.</summary>
internal sealed class CoverageSql(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<CommentCoverage>> ListAsync(Guid[] clients, Guid? accountId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<CommentCoverage>(new CommandDefinition("""
            select a.id as account_id, a.client_id, a.platform::text as platform, a.name,
                   p.posts, p.counted, p.listed, p.behind, coalesce(w.state, 'none') as webhooks, w.last_event_at, w.silent_since, coalesce(w.missed, 0) as missed
              from platform_accounts a
              left join comment_webhooks w on w.account_id = a.id
             cross join lateral (
                select count(*)::int as posts, coalesce(sum(comment_count), 0)::bigint as counted, coalesce(sum(listed), 0)::bigint as listed,
                       coalesce(sum(greatest(comment_count - listed, 0)), 0)::bigint as behind
                  from comment_progress where account_id = a.id) p
             where a.client_id = any(@clients) and (@accountId::uuid is null or a.id = @accountId)
             order by a.client_id, a.name, a.id
            """, new { clients, accountId }, cancellationToken: ct))).AsList();
    }
}

/// <remarks>Counted: by the platforms, of the posts that were read. Listed: what complete passes were shown. Behind: counted, yet never shown to us: the platform withholds them.
/// Webhooks: none (never came), alive, or silent: Missed comments were found by passes alone.</remarks>
public sealed record CommentCoverage
{
    public required Guid AccountId { get; init; }
    public required Guid ClientId { get; init; }
    public required string Platform { get; init; }
    public required string Name { get; init; }
    public required int Posts { get; init; }
    public required long Counted { get; init; }
    public required long Listed { get; init; }
    public required long Behind { get; init; }
    public required string Webhooks { get; init; }
    public DateTimeOffset? LastEventAt { get; init; }
    public DateTimeOffset? SilentSince { get; init; }
    public required int Missed { get; init; }
}

public sealed record CoverageList(IReadOnlyList<CommentCoverage> Items);
