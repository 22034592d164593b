using Dapper;
using Npgsql;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Knowledge;

/// <summary>Reads documents.</summary>
internal sealed class KnowledgeSql(NpgsqlDataSource database)
{
    private const string Columns = """
        d.id, d.client_id, d.kind::text as kind, d.title, d.media_type, d.version,
        case when d.error is not null then 'failed' when d.indexed_version = d.version then 'indexed' else 'waiting' end as state,
        d.error, d.chunk_count, d.embedder, d.indexed_at, d.created_by, d.created_at, d.updated_by, d.updated_at
        """;

    public async Task<IReadOnlyList<KnowledgeView>> ListAsync(Guid[] clients, string? kind, string? state, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<KnowledgeView>(new CommandDefinition($"""
            select {Columns}, null::text as text
              from knowledge_documents d
             where d.client_id = any(@clients) and (@kind::knowledge_kind is null or d.kind = @kind::knowledge_kind)
               and (@state::text is null or @state = case when d.error is not null then 'failed' when d.indexed_version = d.version then 'indexed' else 'waiting' end)
               and (@AfterAt::timestamptz is null or (d.updated_at, d.id) < (@AfterAt, @AfterId))
             order by d.updated_at desc, d.id desc limit @Fetch
            """, page.Parameters(new { clients, kind, state }), cancellationToken: ct))).AsList();
    }

    /// <summary>Null when it is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<KnowledgeView?> FindAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<KnowledgeView>(new CommandDefinition(
            $"select {Columns}, d.text from knowledge_documents d where d.id = @id and d.client_id = any(@clients)", new { id, clients }, cancellationToken: ct));
    }

    /// <summary>A PDF's bytes; null when it is unknown, of no client among <paramref name="clients"/>, or no PDF.</summary>
    public async Task<byte[]?> OriginalAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<byte[]?>(new CommandDefinition(
            "select original from knowledge_documents where id = @id and client_id = any(@clients)", new { id, clients }, cancellationToken: ct));
    }
}
