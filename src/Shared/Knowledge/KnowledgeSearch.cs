using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using Pgvector;

namespace SnsOps.Shared.Knowledge;

/// <summary>Finds the passages of one client's documents that answer a question: by words first, by nearness beside them.</summary>
/// <remarks>
/// BM25 over two-character pieces leads: with the embedded vectors, which know no more than the words, mixing ranks alike would lose answers (measured).
/// Every statement names the client; there is no search over several.
/// </remarks>
public sealed partial class KnowledgeSearch(NpgsqlDataSource database, IEmbedder embedder, KnowledgeOptions options, ILogger<KnowledgeSearch> logger)
{
    private const int Candidates = 2000, Near = 50;

    /// <summary>The best passages.</summary>
    /// <param name="clientId">Whose documents; no other's are ever read.</param>
    /// <param name="text">What is asked.</param>
    /// <param name="most">Passages at most.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Findings> FindAsync(Guid clientId, string text, int most, CancellationToken ct)
    {
        var question = Question.Of(text);
        await using var connection = await database.OpenConnectionAsync(ct);
        var terms = await TermsAsync(connection, clientId, question, ct);
        if (terms.Chunks == 0 || question.Terms.Count == 0)
            return Findings.Nothing;
        var vector = await VectorAsync(question, terms, ct);
        var near = vector is null ? [] : await NearestAsync(connection, clientId, vector, terms.Chunks, Near, ct);
        var read = (await ReadAsync(connection, clientId, Rarest(question, terms), near, vector, ct)).Select(p => Judge(p, question, terms)).ToList();
        var bestWords = read.Select(r => r.Words).DefaultIfEmpty().Max();
        var bestNear = read.Select(r => r.Passage.Nearness).DefaultIfEmpty().Max();
        var passages = read
            .Select(r => r.Passage with
            {
                Score = (bestWords > 0 ? r.Words / bestWords : 0) + (bestNear > 0 ? embedder.Share * Math.Max(0, r.Passage.Nearness) / bestNear : 0),
            })
            .OrderByDescending(p => p.Score).ThenBy(p => p.DocumentId).ThenBy(p => p.ChunkIndex).Take(most).ToList();
        return new Findings(passages, passages.Count > 0 && passages.Max(p => p.Coverage) >= options.BasisCoverage, vector is null ? null : embedder.Id);
    }

    /// <summary>The chunks whose vectors are nearest to the question's, nearest first; the words take no part.</summary>
    public async Task<IReadOnlyList<Guid>> NearestAsync(Guid clientId, string text, int most, CancellationToken ct)
    {
        var question = Question.Of(text);
        await using var connection = await database.OpenConnectionAsync(ct);
        var terms = await TermsAsync(connection, clientId, question, ct);
        return await NearestAsync(connection, clientId, await embedder.EmbedAsync(question, terms, ct), terms.Chunks, most, ct);
    }

    /// <summary>How the client's documents use the words of a question.</summary>
    internal static async Task<ClientTerms> TermsAsync(NpgsqlConnection connection, Guid clientId, Question question, CancellationToken ct)
    {
        var written = question.Terms.Keys.ToDictionary(KoreanTerms.Written);
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition("""
            select chunks, letters from knowledge_counts where client_id = @clientId;
            select term, chunks from knowledge_terms where client_id = @clientId and term = any(@terms) and chunks > 0;
            """, new { clientId, terms = written.Keys.ToArray() }, cancellationToken: ct));
        var (chunks, letters) = await sets.ReadSingleOrDefaultAsync<(int, long)>();
        return new ClientTerms(chunks, letters, (await sets.ReadAsync<(string Term, int Chunks)>()).ToDictionary(t => written[t.Term], t => t.Chunks));
    }

    /// <summary>The words asked for that are somewhere; of a client with very many chunks the rarest, until their chunks are many enough to choose from.</summary>
    private static string[] Rarest(Question question, ClientTerms terms)
    {
        var (chosen, chunks) = (new List<string>(), 0);
        foreach (var (term, with) in terms.ChunksWith.OrderBy(t => t.Value).ThenByDescending(t => question.Terms[t.Key]).ThenBy(t => t.Key))
        {
            if (terms.Chunks > Candidates && chunks + with > Candidates && chosen.Count > 0)
                break;
            chosen.Add(KoreanTerms.Written(term));
            chunks += with;
        }

        return [.. chosen];
    }

    private static (Passage Passage, double Words) Judge(Passage passage, Question question, ClientTerms terms)
    {
        var (score, coverage) = terms.Read(question, NewChunk.Join(passage.Heading, passage.Text));
        return (passage with { Coverage = coverage }, score);
    }

    private async Task<IEnumerable<Passage>> ReadAsync(NpgsqlConnection connection, Guid clientId, string[] words, IReadOnlyList<Guid> near, Vector? vector, CancellationToken ct) =>
        await connection.QueryAsync<Passage>(new CommandDefinition("""
            with found as materialized (
                (select id from vector_embeddings where client_id = @clientId and terms && @words limit @Candidates)
                union
                select id from unnest(@near) as n (id))
            select e.id, e.client_id, e.source_id as document_id, e.source_type::text as kind, e.chunk_index, e.heading, e.chunk_text as text,
                   coalesce(case when e.embedder = @Id then -(e.embedding <#> @vector::vector) end, 0) as nearness
              from found join vector_embeddings e using (id) where e.client_id = @clientId
            """, new { clientId, words, near = near.ToArray(), vector = vector?.ToString(), embedder.Id, Candidates }, cancellationToken: ct));

    private Task<IReadOnlyList<Guid>> NearestAsync(NpgsqlConnection connection, Guid clientId, float[] vector, int chunks, int most, CancellationToken ct) =>
        NearestAsync(connection, clientId, new Vector(vector), chunks, most, ct);

    private async Task<IReadOnlyList<Guid>> NearestAsync(NpgsqlConnection connection, Guid clientId, Vector vector, int chunks, int most, CancellationToken ct)
    {
        if (chunks >= options.ExactBelow && await VectorSql.HasSafeIndexAsync(connection, ct))
        {
            var approximate = await VectorSql.ApproximateAsync(connection, clientId, embedder.Id, vector, most, ct);
            if (approximate.Count == most)
                return approximate;
            LogTooFew(clientId, approximate.Count, most);
        }

        return await VectorSql.ExactAsync(connection, clientId, embedder.Id, vector, most, ct);
    }

    private async Task<Vector?> VectorAsync(Question question, ClientTerms terms, CancellationToken ct)
    {
        try
        {
            return new Vector(await embedder.EmbedAsync(question, terms, ct));
        }
        catch (EmbeddingException e)
        {
            LogWordsOnly(embedder.Id, e.Message);
            return null;
        }
    }

    [LoggerMessage(4030, LogLevel.Warning, "No vectors of {Embedder} for a search, only words count: {Reason}", EventName = "SearchedByWordsOnly")]
    private partial void LogWordsOnly(string embedder, string reason);

    [LoggerMessage(4031, LogLevel.Warning, "The index found {Found} of {Wanted} chunks of client {ClientId}; all of them are compared instead", EventName = "VectorIndexFoundTooFew")]
    private partial void LogTooFew(Guid clientId, int found, int wanted);
}
