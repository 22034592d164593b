using System.Text.Encodings.Web;
using System.Text.Json;
using Dapper;
using Npgsql;

namespace SnsOps.Workers.Ai.MakeMetadata;

/// <summary>Contents whose metadata is asked for.</summary>
internal sealed class MakeMetadataSql(NpgsqlDataSource database)
{
    /// <summary>How metadata is written to jsonb.</summary>
    public static JsonSerializerOptions Json { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null when nobody waits for it any more.</summary>
    public async Task<ContentToDescribe?> FindAsync(Guid clientId, Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition("""
            select k.id, k.client_id, c.name as client, k.title, k.body, k.link, k.version, k.ai_metadata_asked_at as asked_at,
                   coalesce(r.banned, '{}') as banned, coalesce(r.required, '{}') as required, coalesce(r.tone, 'polite') as tone
              from contents k join clients c on c.id = k.client_id left join copy_rules r on r.client_id = k.client_id
             where k.id = @id and k.client_id = @clientId and k.ai_metadata_asked_at is not null
            """, new { id, clientId }, cancellationToken: ct));
        if (row is null)
            return null;
        var media = await connection.QueryAsync<MediaToDescribe>(new CommandDefinition("""
            select m.id, m.type, m.width, m.height, m.duration_ms, m.sha256, m.bytes from content_media cm join media_assets m on m.id = cm.media_id where cm.content_id = @id order by cm.position
            """, new { id }, cancellationToken: ct));
        return new ContentToDescribe(row.Id, row.ClientId, row.Client, row.Title, row.Body, row.Link, row.Version, row.Banned, row.Required, row.Tone, row.AskedAt, media.AsList());
    }

    /// <summary>Stores what was made, with the version it was made of. It is no part of the content: neither version nor seal moves. Who has asked again meanwhile still waits.</summary>
    public async Task StoreAsync(ContentToDescribe content, object metadata, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            update contents
               set ai_metadata = @metadata::jsonb || jsonb_build_object('made_at', to_char((select snsops.now()) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), ai_metadata_asked_at = nullif(ai_metadata_asked_at, @AskedAt)
             where id = @Id and client_id = @ClientId and ai_metadata_asked_at is not null
            """, new { content.Id, content.ClientId, content.AskedAt, metadata = JsonSerializer.Serialize(metadata, Json) }, cancellationToken: ct));
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public Guid ClientId { get; init; }
        public string Client { get; init; } = "";
        public string Title { get; init; } = "";
        public string Body { get; init; } = "";
        public string? Link { get; init; }
        public int Version { get; init; }
        public string[] Banned { get; init; } = [];
        public string[] Required { get; init; } = [];
        public string Tone { get; init; } = "";
        public DateTimeOffset AskedAt { get; init; }
    }
}

/// <summary>A content as it is when its metadata is made.</summary>
internal sealed record ContentToDescribe(
    Guid Id, Guid ClientId, string Client, string Title, string Body, string? Link, int Version, string[] Banned, string[] Required, string Tone, DateTimeOffset AskedAt,
    IReadOnlyList<MediaToDescribe> Media);

/// <summary>A file of it, and where its bytes are found.</summary>
internal sealed record MediaToDescribe(Guid Id, string Type, int? Width, int? Height, int? DurationMs, byte[] Sha256, long Bytes);
