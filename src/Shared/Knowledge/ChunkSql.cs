using Dapper;
using Npgsql;
using Pgvector;

namespace SnsOps.Shared.Knowledge;

/// <summary>How a document's chunks are stored: the old ones go and the new ones come in one transaction, and what is counted of the client's words moves with them.</summary>
public static class ChunkSql
{
    /// <summary>Chunks of one statement: all of a long document would take longer than a statement may.</summary>
    private const int PartSize = 500;

    private const string Count = """
        , moved as (
            select p.term, sum(x.sign)::int as chunks
              from (select -1 as sign, terms from gone union all select 1, terms from come) x
             cross join lateral unnest(x.terms) as p (term)
             group by p.term having sum(x.sign) <> 0),
        fewer as (
            update knowledge_terms t set chunks = t.chunks + m.chunks from moved m where t.client_id = @clientId and t.term = m.term and m.chunks < 0),
        more as (
            insert into knowledge_terms as t (client_id, term, chunks) select @clientId, term, chunks from moved where chunks > 0
            on conflict (client_id, term) do update set chunks = t.chunks + excluded.chunks)
        update knowledge_counts
           set chunks = chunks + (select count(*) from come) - (select count(*) from gone),
               letters = letters + (select coalesce(sum(letters), 0) from come) - (select coalesce(sum(letters), 0) from gone)
         where client_id = @clientId
        """;

    /// <summary>Makes these the chunks of a document, whatever they were.</summary>
    public static async Task ReplaceAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid clientId, Guid documentId, string kind, IReadOnlyList<NewChunk> chunks, string embedder, CancellationToken ct)
    {
        await LockAsync(connection, transaction, clientId, ct);
        await RemoveAsync(connection, transaction, clientId, documentId, ct);
        var first = 0;
        foreach (var part in chunks.Chunk(PartSize))
        {
            await InsertAsync(connection, transaction, clientId, documentId, kind, part, first, embedder, ct);
            first += part.Length;
        }
    }

    private static Task<int> InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid clientId, Guid documentId, string kind, NewChunk[] chunks, int first, string embedder, CancellationToken ct)
    {
        var counts = chunks.Select(c => KoreanTerms.Count(c.Indexed)).ToList();
        return connection.ExecuteAsync(new CommandDefinition($"""
            with gone as (select null::text[] as terms, 0 as letters where false),
            come as (
                insert into vector_embeddings (id, client_id, source_type, source_id, chunk_index, heading, chunk_text, embedding, embedder, letters, terms)
                select c.id, @clientId, @kind::knowledge_kind, @documentId, @first + c.place - 1, c.heading, c.text, c.embedding::vector, @embedder, c.letters, string_to_array(c.terms, ' ')
                  from unnest(@ids, @headings, @texts, @vectors, @letters, @terms) with ordinality as c (id, heading, text, embedding, letters, terms, place)
                returning terms, letters)
            {Count}
            """,
            new
            {
                clientId, documentId, kind, first, embedder,
                ids = chunks.Select(_ => Guid.CreateVersion7()).ToArray(),
                headings = chunks.Select(c => c.Heading).ToArray(),
                texts = chunks.Select(c => c.Text).ToArray(),
                vectors = chunks.Select(c => new Vector(c.Vector).ToString()).ToArray(),
                letters = counts.Select(c => c.Values.Sum()).ToArray(),
                terms = counts.Select(c => string.Join(' ', c.Keys.Select(KoreanTerms.Written))).ToArray(),
            }, transaction, cancellationToken: ct));
    }

    /// <summary>Takes a document's chunks away.</summary>
    public static async Task RemoveAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid clientId, Guid documentId, CancellationToken ct)
    {
        await LockAsync(connection, transaction, clientId, ct);
        var last = await connection.ExecuteScalarAsync<int?>(new CommandDefinition(
            "select max(chunk_index) from vector_embeddings where source_id = @documentId and client_id = @clientId", new { clientId, documentId }, transaction, cancellationToken: ct));
        for (var first = 0; first <= last; first += PartSize)
        {
            await connection.ExecuteAsync(new CommandDefinition($"""
                with gone as (
                    delete from vector_embeddings where source_id = @documentId and client_id = @clientId and chunk_index >= @first and chunk_index < @first + @PartSize returning terms, letters),
                come as (select null::text[] as terms, 0 as letters where false)
                {Count}
                """, new { clientId, documentId, first, PartSize }, transaction, cancellationToken: ct));
        }
    }

    /// <summary>One document of a client at a time: all of them move the same counts.</summary>
    private static Task<int> LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid clientId, CancellationToken ct) => connection.ExecuteAsync(new CommandDefinition("""
        insert into knowledge_counts (client_id) values (@clientId) on conflict do nothing;
        select from knowledge_counts where client_id = @clientId for update
        """, new { clientId }, transaction, cancellationToken: ct));
}

/// <summary>A chunk to be stored.</summary>
/// <param name="Heading">The document's title and the headings it stands under.</param>
/// <param name="Text">What it says.</param>
/// <param name="Vector">Of <see cref="Indexed"/>.</param>
public sealed record NewChunk(string Heading, string Text, float[] Vector)
{
    /// <summary>What it is found by.</summary>
    public string Indexed => Join(Heading, Text);

    /// <summary>A heading and a text, as one text.</summary>
    public static string Join(string heading, string text) => heading + "\n" + text;
}
