using Dapper;
using Npgsql;

namespace SnsOps.Shared.Knowledge;

/// <summary>The job that indexes documents, as the Api asks for it.</summary>
public static class KnowledgeJobs
{
    /// <summary>Name of its items; their subject is the document.</summary>
    public const string Index = "index-knowledge";

    /// <summary>Makes an item in the transaction that changes a document.</summary>
    /// <returns>The item; nudge for it after the commit.</returns>
    public static Task<Guid> RequestAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid clientId, Guid documentId, CancellationToken ct) =>
        connection.ExecuteScalarAsync<Guid>(new CommandDefinition("""
            insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at)
            values (gen_random_uuid(), @Index, clock_timestamp() + (select turned_by from snsops.clock), @clientId, @documentId, (select snsops.now()))
            returning id
            """, new { Index, clientId, documentId }, transaction, cancellationToken: ct));
}
