using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Knowledge;
using SnsOps.Workers.Ai.IndexKnowledge;

namespace SnsOps.Benchmarks.Retrieval;

/// <summary>A database with documents, indexed by the worker's own handler.</summary>
internal sealed class RetrievalStage
{
    private readonly BenchDatabase _database;
    private readonly IndexKnowledgeHandler _indexer;

    public RetrievalStage(BenchDatabase database)
    {
        _database = database;
        _indexer = new IndexKnowledgeHandler(new IndexKnowledgeSql(database.DataSource), Embedder, NullLogger<IndexKnowledgeHandler>.Instance);
        Search = new KnowledgeSearch(database.DataSource, Embedder, new KnowledgeOptions(), NullLogger<KnowledgeSearch>.Instance);
    }

    /// <summary>The embedded one: what is measured needs no network.</summary>
    public IEmbedder Embedder { get; } = new HashedBigramEmbedder();

    public KnowledgeSearch Search { get; }

    public async Task<Guid> ClientAsync(string name, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        await using var connection = await _database.DataSource.OpenConnectionAsync(ct);
        await connection.ExecuteAsync("""
            insert into clients (id, name) values (@id, @name);
            insert into users (id, email, name, role, password_hash) values (@id, @id || '@example.com', '평가', 'operator', 'x')
            """, new { id, name });
        return id;
    }

    /// <summary>Writes a document and indexes it.</summary>
    public async Task<Guid> DocumentAsync(Guid client, string title, string text, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        await using (var connection = await _database.DataSource.OpenConnectionAsync(ct))
        {
            await connection.ExecuteAsync("""
                insert into knowledge_documents (id, client_id, kind, title, media_type, text, created_by, created_at, updated_by, updated_at)
                values (@id, @client, 'manual', @title, 'text/plain', @text, @client, now(), @client, now())
                """, new { id, client, title, text });
        }

        var outcome = await _indexer.RunAsync(new JobItem(Guid.CreateVersion7(), KnowledgeJobs.Index, default, client, id, 1, 1, "{}"), ct);
        return outcome is JobItemOutcome.Done ? id : throw new InvalidOperationException($"a document could not be indexed: {outcome}");
    }

    public async Task<int> ChunksAsync(Guid client, CancellationToken ct)
    {
        await using var connection = await _database.DataSource.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition("select chunks from knowledge_counts where client_id = @client", new { client }, cancellationToken: ct));
    }

    /// <summary>What chunks say, and whose they are.</summary>
    public async Task<IReadOnlyList<ReadChunk>> ReadAsync(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        await using var connection = await _database.DataSource.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<ReadChunk>(new CommandDefinition("""
            select e.client_id, e.source_id as document_id, e.heading, e.chunk_text as text from unnest(@ids) with ordinality as n (id, place) join vector_embeddings e using (id) order by n.place
            """, new { ids = ids.ToArray() }, cancellationToken: ct))).AsList();
    }

    /// <summary>The documents of chunks, in their order.</summary>
    public async Task<IEnumerable<Guid>> DocumentsOfAsync(IReadOnlyList<Guid> ids, CancellationToken ct) => (await ReadAsync(ids, ct)).Select(c => c.DocumentId);
}

/// <summary>A stored chunk.</summary>
internal sealed record ReadChunk(Guid ClientId, Guid DocumentId, string Heading, string Text);
