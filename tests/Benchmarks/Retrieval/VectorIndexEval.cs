using System.Diagnostics;
using System.Globalization;
using Dapper;
using Npgsql;
using Pgvector;
using SnsOps.Shared.Knowledge;

namespace SnsOps.Benchmarks.Retrieval;

/// <summary>What an HNSW index over all clients' vectors finds of one client's, beside comparing all of that client's.</summary>
internal static class VectorIndexEval
{
    private const int Most = 5, QuestionsPerClient = 40, Batch = 500;

    // Shares of all vectors: from a client among many to one that is half of them.
    private static readonly double[] Shares = [0.5, 0.2, 0.1, 0.05, 0.05, 0.02, 0.02, 0.02, 0.01, 0.01, 0.005, 0.005];

    /// <summary>Prints recall for each size of client; false when a row of another client was found, or too few of its own.</summary>
    public static async Task<bool> RunAsync(BenchDatabase database, int vectors, CancellationToken ct)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(ct);
        if (!await connection.ExecuteScalarAsync<bool>("select exists (select from pg_am where amname = 'hnsw')"))
        {
            Console.WriteLine("this server's pgvector has no HNSW: every search is exact");
            return true;
        }

        var embedder = new HashedBigramEmbedder();
        var clients = new List<(Guid Id, int Vectors, List<string> Questions)>();
        foreach (var (share, i) in Shares.Select((share, i) => (share, i)))
            clients.Add(await FillAsync(connection, embedder.Id, i, Math.Max(Most, (int)(vectors * share)), ct));
        var started = Stopwatch.GetTimestamp();
        await connection.ExecuteAsync(new CommandDefinition("set maintenance_work_mem = '1GB'; analyze vector_embeddings", commandTimeout: 0, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(VectorSql.CreateIndex, commandTimeout: 0, cancellationToken: ct));
        var version = await connection.ExecuteScalarAsync<string>("select extversion from pg_extension where extname = 'vector'");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"HNSW of pgvector {version} over {clients.Sum(c => c.Vectors)} vectors, built in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s"));
        var (worst, hits, asNear, wanted, foreign, short_) = (1d, 0, 0, 0, 0, 0);
        var (times, exactTimes) = (new List<double>(), new List<double>());
        foreach (var client in clients)
        {
            var (found, of) = (0, 0);
            foreach (var text in client.Questions)
            {
                var vector = new Vector((await embedder.EmbedAsync([text], ct))[0]);
                var before = Stopwatch.GetTimestamp();
                var exact = await VectorSql.ExactAsync(connection, client.Id, embedder.Id, vector, Most, ct);
                exactTimes.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
                var asked = Stopwatch.GetTimestamp();
                var near = await VectorSql.ApproximateAsync(connection, client.Id, embedder.Id, vector, Most, ct);
                times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                found += near.Intersect(exact).Count();
                asNear += await AsNearAsync(connection, vector, near, exact);
                of += exact.Count;
                short_ += near.Count < Math.Min(Most, client.Vectors) ? 1 : 0;
                foreign += await connection.ExecuteScalarAsync<int>("select count(*)::int from vector_embeddings where id = any(@near) and client_id <> @Id", new { near = near.ToArray(), client.Id });
            }

            worst = Math.Min(worst, found / (double)of);
            (hits, wanted) = (hits + found, wanted + of);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  per-client recall of HNSW against exact {hits / (double)wanted:0.000} (worst client {worst:0.000}); as near as the exact ones {asNear / (double)wanted:0.000}; p50 {times.Median():0.0} ms, p95 {times.At(0.95):0.0} ms, exact p50 {exactTimes.Median():0.0} ms, p95 {exactTimes.At(0.95):0.0} ms; answers with too few rows {short_}; cross-client rows {foreign}"));
        return foreign == 0 && short_ == 0;
    }

    /// <summary>Of what was found, how many are no farther than the farthest that belongs there: among equals it does not matter which.</summary>
    private static async Task<int> AsNearAsync(NpgsqlConnection connection, Vector vector, IReadOnlyList<Guid> near, IReadOnlyList<Guid> exact) => await connection.ExecuteScalarAsync<int>("""
        select count(*)::int from vector_embeddings n
         where n.id = any(@near) and (n.embedding <#> @vector::vector) <= 1e-6 + (select max(e.embedding <#> @vector::vector) from vector_embeddings e where e.id = any(@exact))
        """, new { vector = vector.ToString(), near = near.ToArray(), exact = exact.ToArray() });

    private static async Task<(Guid Id, int Vectors, List<string> Questions)> FillAsync(NpgsqlConnection connection, string embedder, int number, int vectors, CancellationToken ct)
    {
        var (client, document) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await connection.ExecuteAsync("""
            insert into clients (id, name) values (@client, @name);
            insert into users (id, email, name, role, password_hash) values (@client, @client || '@example.com', '평가', 'operator', 'x');
            insert into knowledge_documents (id, client_id, kind, title, media_type, text, created_by, created_at, updated_by, updated_at)
            values (@document, @client, 'manual', '색인', 'text/plain', '색인', @client, now(), @client, now())
            """, new { client, document, name = $"색인 {number}" });
        var (stored, questions) = (0, new List<string>());
        for (var seed = number * 1000; stored < vectors; seed++)
        {
            using var templates = File.OpenText(Path.Combine(AppContext.BaseDirectory, "Retrieval", "client-documents.txt"));
            var made = MadeKnowledge.Read(templates, seed);
            questions.AddRange(made.Questions.Where((_, i) => i % 31 == 0).Select(q => q.Text));
            foreach (var batch in made.Documents.SelectMany(d => Chunker.Cut(d.Text).Select(c => d.Thing + "\n" + c)).Take(vectors - stored).Chunk(Batch))
            {
                await connection.ExecuteAsync(new CommandDefinition("""
                    insert into vector_embeddings (id, client_id, source_type, source_id, chunk_index, heading, chunk_text, embedding, embedder, letters, terms)
                    select gen_random_uuid(), @client, 'manual', @document, @stored + place, '색인', '색인', v::vector, @embedder, 1, '{}' from unnest(@vectors) with ordinality as b (v, place)
                    """,
                    new { client, document, stored, embedder, vectors = batch.Select(text => new Vector(HashedBigramEmbedder.Of(text)).ToString()).ToArray() }, commandTimeout: 0, cancellationToken: ct));
                stored += batch.Length;
            }
        }

        return (client, stored, [.. questions.Take(QuestionsPerClient)]);
    }
}
