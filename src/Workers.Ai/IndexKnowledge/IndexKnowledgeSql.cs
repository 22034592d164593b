using Dapper;
using Npgsql;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Knowledge;

namespace SnsOps.Workers.Ai.IndexKnowledge;

/// <summary>Reads a document and stores what was made of it, if it is still the same one.</summary>
internal sealed class IndexKnowledgeSql(NpgsqlDataSource database)
{
    /// <summary>Null when it is gone.</summary>
    public async Task<IndexedDocument?> ReadAsync(Guid clientId, Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<IndexedDocument>(new CommandDefinition("""
            select id, client_id, kind::text as kind, title, media_type, text, case when text is null then original end as original, version, indexed_version, embedder
              from knowledge_documents where id = @id and client_id = @clientId
            """, new { id, clientId }, cancellationToken: ct));
    }

    /// <summary>Stores the chunks; false when the document was changed or deleted meanwhile.</summary>
    public async Task<bool> StoreAsync(IndexedDocument document, string text, IReadOnlyList<NewChunk> chunks, string embedder, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await connection.ExecuteAsync(new CommandDefinition("""
            update knowledge_documents
               set indexed_version = version, indexed_at = (select snsops.now()), embedder = @embedder, chunk_count = @chunks, error = null, text = coalesce(text, @text)
             where id = @Id and client_id = @ClientId and version = @Version
            """, new { document.Id, document.ClientId, document.Version, embedder, chunks = chunks.Count, text }, transaction, cancellationToken: ct)) == 0)
            return false;
        await ChunkSql.ReplaceAsync(connection, transaction, document.ClientId, document.Id, document.Kind, chunks, embedder, ct);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    /// <summary>Says why this version cannot be indexed; the chunks of an earlier one go.</summary>
    public async Task RefuseAsync(IndexedDocument document, string? text, string error, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await connection.ExecuteAsync(new CommandDefinition("""
            update knowledge_documents
               set error = @error, text = coalesce(text, @text), indexed_version = 0, indexed_at = null, embedder = null, chunk_count = 0
             where id = @Id and client_id = @ClientId and version = @Version
            """, new { document.Id, document.ClientId, document.Version, error, text }, transaction, cancellationToken: ct)) == 0)
            return;
        await ChunkSql.RemoveAsync(connection, transaction, document.ClientId, document.Id, ct);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>Makes items for documents that are not as they should be and wait for nothing: a lost item, or vectors of another embedder.</summary>
    /// <remarks>What was given up is tried again an hour later, each time paid; never what processes died over, until it is edited.</remarks>
    public async Task<IReadOnlyList<(Guid Id, Guid ClientId)>> PlanAsync(DateTimeOffset scheduledFor, string embedder, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<(Guid, Guid)>(new CommandDefinition("""
            insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at)
            select gen_random_uuid(), @job, @scheduledFor, d.client_id, d.id, (select snsops.now())
              from knowledge_documents d
             where d.error is null and (d.indexed_version <> d.version or d.embedder <> @embedder)
               and not exists (select from job_items b where b.subject_id = d.id and b.job = @job and b.state in ('ready', 'claimed'))
               and not exists (select from job_items f where f.client_id = d.client_id and f.subject_id = d.id and f.job = @job and f.state = 'failed' and f.scheduled_for >= d.updated_at
                                and (f.scheduled_for > @scheduledFor - interval '1 hour' or f.tries >= @MostDeaths))
            on conflict do nothing
            returning id, client_id
            """, new { job = KnowledgeJobs.Index, scheduledFor, embedder, JobItemSql.MostDeaths }, cancellationToken: ct))).AsList();
    }

    /// <summary>Makes the index over all vectors where one helps and the server's pgvector keeps it whole; anew where making it was broken off, which leaves it invalid.</summary>
    /// <returns>Whether one was made.</returns>
    public async Task<bool> EnsureVectorIndexAsync(int exactBelow, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var (wanted, broken) = await connection.QuerySingleAsync<(bool, bool)>(new CommandDefinition($"""
            select exists (select from knowledge_counts where chunks >= @exactBelow) and (to_regclass('{VectorSql.Index}') is null or broken)
               and exists (select from pg_extension where extname = 'vector' and string_to_array(extversion, '.')::int[] >= '{VectorSql.SafeVersion}'::int[]), broken
              from (select exists (select from pg_index where indexrelid = to_regclass('{VectorSql.Index}') and not indisvalid)
                       and not exists (select from pg_stat_progress_create_index where datname = current_database()) as broken) b
            """, new { exactBelow }, cancellationToken: ct));
        if (wanted && broken)
            await connection.ExecuteAsync(new CommandDefinition($"drop index concurrently {VectorSql.Index}", commandTimeout: 0, cancellationToken: ct));
        if (wanted)
            await connection.ExecuteAsync(new CommandDefinition(VectorSql.CreateIndex, commandTimeout: 0, cancellationToken: ct));
        return wanted;
    }
}

/// <summary>A document to be indexed. Without a text it is a PDF that nobody has read yet; only then its bytes are there.</summary>
internal sealed record IndexedDocument(Guid Id, Guid ClientId, string Kind, string Title, string MediaType, string? Text, byte[]? Original, int Version, int IndexedVersion, string? Embedder);
