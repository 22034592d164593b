using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Knowledge;
using SnsOps.Workers.Ai.IndexKnowledge;

namespace SnsOps.Integration.Knowledge;

/// <summary>Documents that cannot be indexed, or only in many statements.</summary>
public sealed class IndexKnowledgeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_indexed_stays_when_no_vectors_can_be_made_of_the_next_version()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (client, document) = await DocumentAsync(database, "주차는 지하 2층입니다.");
        var documents = new IndexKnowledgeSql(database.DataSource);
        var item = new JobItem(Guid.NewGuid(), KnowledgeJobs.Index, DateTimeOffset.UtcNow, client, document, 1, 1, "{}");
        Assert.IsType<JobItemOutcome.Done>(await new IndexKnowledgeHandler(documents, new HashedBigramEmbedder(), NullLogger<IndexKnowledgeHandler>.Instance).RunAsync(item, Ct));
        await database.ExecuteAsync("update knowledge_documents set version = version + 1");

        Assert.IsType<JobItemOutcome.Failed>(await new IndexKnowledgeHandler(documents, new Refusing(), NullLogger<IndexKnowledgeHandler>.Instance).RunAsync(item, Ct));

        Assert.Equal("주차는 지하 2층입니다.", await database.ScalarAsync<string>("select chunk_text from vector_embeddings"));
        Assert.True(await database.ScalarAsync<bool>("select error is null and indexed_version = version - 1 from knowledge_documents"));
    }

    [Fact]
    public async Task What_was_given_up_is_tried_again_an_hour_later_and_what_processes_died_over_only_when_it_is_edited()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (client, document) = await DocumentAsync(database, "주차는 지하 2층입니다.");
        var documents = new IndexKnowledgeSql(database.DataSource);
        var now = await database.ScalarAsync<DateTimeOffset>("select snsops.now()");
        await database.ExecuteAsync("""
            update knowledge_documents set updated_at = @now - interval '2 hours';
            insert into job_items (id, job, scheduled_for, client_id, subject_id, state, tries, next_attempt_at, error, finished_at)
            values (gen_random_uuid(), 'index-knowledge', @now, @client, @document, 'failed', 4, @now, '임베딩 서버가 없습니다', now())
            """, new { now, client, document });

        Assert.Empty(await documents.PlanAsync(now.AddMinutes(50), "m", Ct));
        Assert.Single(await documents.PlanAsync(now.AddMinutes(70), "m", Ct));

        await database.ExecuteAsync("update job_items set state = 'failed', tries = 8, finished_at = now()");
        Assert.Empty(await documents.PlanAsync(now.AddHours(60), "m", Ct));
        await database.ExecuteAsync("update knowledge_documents set updated_at = @now + interval '26 hours'", new { now });
        Assert.Single(await documents.PlanAsync(now.AddHours(60), "m", Ct));
    }

    [Fact]
    public async Task A_long_document_is_stored_and_replaced_part_by_part_and_counted_right()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (client, document) = await DocumentAsync(database, "긴 문서");
        await database.ExecuteAsync("""
            create function not_all_at_once() returns trigger language plpgsql as $$
            begin
                if (select count(*) from moved) > 500 then raise exception '한꺼번에 너무 많습니다'; end if;
                return null;
            end $$;
            create trigger inserted after insert on vector_embeddings referencing new table as moved for each statement execute function not_all_at_once();
            create trigger deleted after delete on vector_embeddings referencing old table as moved for each statement execute function not_all_at_once();
            """);

        foreach (var count in (int[])[1001, 3])
        {
            await using var connection = await database.DataSource.OpenConnectionAsync(Ct);
            await using var transaction = await connection.BeginTransactionAsync(Ct);
            await ChunkSql.ReplaceAsync(connection, transaction, client, document, "manual", [.. Enumerable.Range(0, count).Select(i => new NewChunk("긴 문서", $"{i}번째 주차 안내", Vector))], "m", Ct);
            await transaction.CommitAsync(Ct);

            Assert.Equal($"{count} {count - 1} {count} {count}", await database.ScalarAsync<string>("""
                select concat_ws(' ', count(*), max(chunk_index), count(distinct chunk_index), (select chunks from knowledge_counts)) from vector_embeddings
                """));
            Assert.Equal(count, await database.ScalarAsync<int>("select max(chunks) from knowledge_terms"));
        }
    }

    private static float[] Vector { get; } = Embedding.Unit([.. Enumerable.Repeat(1f, Embedding.Dimensions)]);

    private static async Task<(Guid Client, Guid Document)> DocumentAsync(TestDatabase database, string text)
    {
        var agency = new Agency(database);
        var client = await agency.ClientAsync();
        var (document, user) = (Guid.CreateVersion7(), await agency.UserAsync("operator", client));
        await database.ExecuteAsync("""
            insert into knowledge_documents (id, client_id, kind, title, media_type, text, created_by, created_at, updated_by, updated_at)
            values (@document, @client, 'manual', '안내', 'text/plain', @text, @user, snsops.now(), @user, snsops.now())
            """, new { document, client, user, text });
        return (client, document);
    }

    private sealed class Refusing : IEmbedder
    {
        public string Id => "refusing";

        public double Share => 0;

        public Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken ct) => throw new EmbeddingException("the embedding provider answered 400", mayRetry: false);

        public Task<float[]> EmbedAsync(Question question, ClientTerms terms, CancellationToken ct) => throw new EmbeddingException("the embedding provider answered 400", mayRetry: false);
    }
}
