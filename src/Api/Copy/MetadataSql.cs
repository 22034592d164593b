using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using SnsOps.Api.Contents;
using SnsOps.Api.Database;
using SnsOps.Shared.Copy;

namespace SnsOps.Api.Copy;

/// <summary>Asks for what is made of a content by the AI worker, and reads it.</summary>
internal sealed class MetadataSql(NpgsqlDataSource database)
{
    /// <summary>Asks for it; nothing new while somebody waits already, unless that was long ago.</summary>
    /// <returns>The item to nudge for.</returns>
    public async Task<Guid?> AskAsync(Guid contentId, CopyLimits limits, Guid[] clients, CancellationToken ct)
    {
        return await database.ChangeAsync(connection => connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition($"""
            with asked as (
                update contents set ai_metadata_asked_at = (select snsops.now())
                 where id = @contentId and client_id = any(@clients) and (ai_metadata_asked_at is null or ai_metadata_asked_at < (select snsops.now()) - interval '10 minutes')
                returning id, client_id, ai_metadata_asked_at as at)
            insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at, input)
            select gen_random_uuid(), '{CopyJobs.Metadata}', at, client_id, id, at, @limits::jsonb from asked
            returning id
            """, new { contentId, clients, limits = JsonSerializer.Serialize(limits, ContentSql.VariantJson) }, cancellationToken: ct)), ct);
    }

    /// <summary>Null when the content is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<ContentMetadataView?> FindAsync(Guid contentId, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition("""
            select id, ai_metadata::text as metadata, ai_metadata is not null and (ai_metadata ->> 'content_version')::int <> version as is_stale, ai_metadata_asked_at as asked_at
              from contents where id = @contentId and client_id = any(@clients)
            """, new { contentId, clients }, cancellationToken: ct));
        return row is null ? null : new ContentMetadataView(
            row.Id, row.AskedAt is not null ? "waiting" : row.Metadata is null ? "none" : "made", row.Metadata is null ? null : JsonNode.Parse(row.Metadata), row.IsStale, row.AskedAt);
    }

    /// <summary>Platforms a content goes to.</summary>
    public async Task<IReadOnlyList<string>> PlatformsAsync(Guid contentId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<string>(new CommandDefinition("""
            select distinct a.platform::text from content_targets t join platform_accounts a on a.id = t.account_id where t.content_id = @contentId order by 1
            """, new { contentId }, cancellationToken: ct))).AsList();
    }

    private sealed record Row(Guid Id, string? Metadata, bool IsStale, DateTimeOffset? AskedAt);
}
