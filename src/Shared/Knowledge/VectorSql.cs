using Dapper;
using Npgsql;
using Pgvector;

namespace SnsOps.Shared.Knowledge;

/// <summary>The nearest vectors of one client: by comparing all of them, or by an HNSW index over all clients' vectors.</summary>
public static class VectorSql
{
    /// <summary>The name of the index, where there is one. Nothing needs it.</summary>
    public const string Index = "vector_embeddings_hnsw";

    private const int Spare = 20;

    /// <summary>Vacuum can damage an HNSW index of pgvector before this; an array of PostgreSQL.</summary>
    public const string SafeVersion = "{0,8,4}";

    /// <summary>Makes the index without stopping writers. It must not run in a transaction.</summary>
    public const string CreateIndex = $"create index concurrently if not exists {Index} on vector_embeddings using hnsw (embedding vector_ip_ops) with (m = 32, ef_construction = 200)";

    /// <summary>Compares every vector of the client. The sum keeps an index over all clients from serving it.</summary>
    public static async Task<IReadOnlyList<Guid>> ExactAsync(NpgsqlConnection connection, Guid clientId, string embedder, Vector vector, int most, CancellationToken ct) =>
        (await connection.QueryAsync<Guid>(new CommandDefinition("""
            select id from vector_embeddings where client_id = @clientId and embedder = @embedder order by (embedding <#> @vector::vector) + 0, id limit @most
            """, new { clientId, embedder, vector = vector.ToString(), most }, cancellationToken: ct))).AsList();

    /// <summary>Walks the index until more than enough of the client's are found, and takes the nearest of them. Without iterating, a filter on the client leaves hardly any.</summary>
    public static async Task<IReadOnlyList<Guid>> ApproximateAsync(NpgsqlConnection connection, Guid clientId, string embedder, Vector vector, int most, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            set local hnsw.iterative_scan = relaxed_order; set local hnsw.ef_search = 400; set local hnsw.max_scan_tuples = 200000; set local enable_sort = off; set local enable_bitmapscan = off
            """, transaction: transaction, cancellationToken: ct));
        var found = (await connection.QueryAsync<Guid>(new CommandDefinition("""
            with walked as materialized (
                select id, embedding <#> @vector::vector as distance from vector_embeddings
                 where client_id = @clientId and embedder = @embedder order by embedding <#> @vector::vector limit @walked)
            select id from walked order by distance + 0, id limit @most
            """, new { clientId, embedder, vector = vector.ToString(), most, walked = most * Spare }, transaction, cancellationToken: ct))).AsList();
        await transaction.CommitAsync(ct);
        return found;
    }

    /// <summary>Whether there is an index to be trusted: whole, and of a pgvector that keeps it whole.</summary>
    public static Task<bool> HasSafeIndexAsync(NpgsqlConnection connection, CancellationToken ct) => connection.ExecuteScalarAsync<bool>(new CommandDefinition($"""
        select exists (select from pg_index i cross join pg_extension x
                        where i.indexrelid = to_regclass('{Index}') and i.indisvalid and x.extname = 'vector' and string_to_array(x.extversion, '.')::int[] >= '{SafeVersion}'::int[])
        """, cancellationToken: ct));
}
