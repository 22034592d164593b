using System.Text.Encodings.Web;
using System.Text.Json;
using Dapper;
using Npgsql;
using SnsOps.Shared.Copy;
using SnsOps.Workers.Ai.Copy;

namespace SnsOps.Workers.Ai.WriteCopy;

/// <summary>Captions that are asked for, and what was written.</summary>
internal sealed class WriteCopySql(NpgsqlDataSource database)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null when nobody waits for it any more.</summary>
    public async Task<CopyBrief?> FindAsync(Guid clientId, Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition("""
            select r.id, r.client_id, c.name as client, r.brief::text as brief, r.limits::text as limits, r.banned, r.required, r.tone, r.wanted
              from copy_requests r join clients c on c.id = r.client_id
             where r.id = @id and r.client_id = @clientId and r.state = 'waiting'
            """, new { id, clientId }, cancellationToken: ct));
        return row is null ? null : new CopyBrief(
            row.Id, row.ClientId, row.Client, JsonSerializer.Deserialize<CopyFacts>(row.Brief, Json)!, JsonSerializer.Deserialize<CopyLimits>(row.Limits, Json)!, row.Banned, row.Required, row.Tone, row.Wanted);
    }

    /// <summary>Writes what came of it, once.</summary>
    public async Task CloseAsync(CopyBrief brief, CopyResult written, string? reason, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            update copy_requests
               set state = case when @reason::text is null then 'written'::copy_state else 'failed' end, drafts = @drafts::jsonb, hashtags = @hashtags, notes = @notes::jsonb, likeness = @likeness,
                   engine = @engine, reason = @reason, closed_at = (select snsops.now())
             where id = @Id and state = 'waiting'
            """,
            new
            {
                brief.Id, drafts = JsonSerializer.Serialize(written.Drafts, Json), hashtags = written.Hashtags.ToArray(), notes = JsonSerializer.Serialize(written.Notes, Json),
                likeness = written.Likeness(brief), engine = written.Drafts.Count == 0 ? null : written.Engine, reason,
            }, cancellationToken: ct));
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public Guid ClientId { get; init; }
        public string Client { get; init; } = "";
        public string Brief { get; init; } = "";
        public string Limits { get; init; } = "";
        public string[] Banned { get; init; } = [];
        public string[] Required { get; init; } = [];
        public string Tone { get; init; } = "";
        public int Wanted { get; init; }
    }
}
