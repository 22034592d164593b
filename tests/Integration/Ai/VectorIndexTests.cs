using SnsOps.Workers.Ai.IndexKnowledge;

namespace SnsOps.Integration.Ai;

/// <summary>The index over all vectors is made once, and anew where making it was broken off.</summary>
public sealed class VectorIndexTests
{
    [Fact]
    public async Task An_index_that_a_broken_build_left_behind_is_made_anew()
    {
        await using var ai = await AiFixture.CreateAsync();
        await ai.Database.ExecuteAsync("""
            insert into knowledge_counts (client_id, chunks, letters) values (@Client, 3, 900);
            update pg_extension set extversion = '0.8.4' where extname = 'vector'       -- of what keeps an index whole
            """, new { ai.Client });
        var documents = ai.Service<IndexKnowledgeSql>();
        Assert.False(await EnsureAsync(4));
        Assert.True(await EnsureAsync(3));
        Assert.False(await EnsureAsync(3));

        await ai.Database.ExecuteAsync("update pg_index set indisvalid = false where indexrelid = 'vector_embeddings_hnsw'::regclass");
        Assert.True(await EnsureAsync(3));

        Assert.True(await ai.Database.ScalarAsync<bool>("select indisvalid from pg_index where indexrelid = 'vector_embeddings_hnsw'::regclass"));
        Assert.False(await EnsureAsync(3));

        Task<bool> EnsureAsync(int exactBelow) => documents.EnsureVectorIndexAsync(exactBelow, TestContext.Current.CancellationToken);
    }
}
