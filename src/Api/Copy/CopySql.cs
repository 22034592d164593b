using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Contents;
using SnsOps.Api.Database;
using SnsOps.Api.Hosting;
using SnsOps.Shared.Copy;

namespace SnsOps.Api.Copy;

/// <summary>Asks for captions and reads them, and a client's rules for them.</summary>
internal sealed class CopySql(NpgsqlDataSource database)
{
    /// <summary>Makes the request and its work in one statement; the same call again, under its key, makes no second one.</summary>
    /// <returns>The item to nudge for; null when it was made before.</returns>
    public async Task<Guid?> AskAsync(Guid clientId, NewCopy copy, CopyLimits limits, CopyRules rules, Caller caller, CancellationToken ct)
    {
        return await database.ChangeAsync(connection => connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition($"""
            with asked as (
                insert into copy_requests (id, client_id, brief, limits, banned, required, tone, wanted, asked_by, created_at)
                values (@RowId, @clientId, @brief::jsonb, @limits::jsonb, @Banned, @Required, @tone, @wanted, @UserId, (select snsops.now()))
                on conflict (id) do nothing
                returning id, client_id, created_at)
            insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at)
            select gen_random_uuid(), '{CopyJobs.Write}', created_at, client_id, id, created_at from asked
            returning id
            """,
            new
            {
                caller.RowId, clientId, caller.UserId, rules.Banned, rules.Required, tone = copy.Tone ?? rules.Tone, wanted = copy.Drafts ?? 3, limits = JsonSerializer.Serialize(limits, ContentSql.VariantJson),
                brief = JsonSerializer.Serialize(new { title = copy.Title!.Trim(), body = copy.Body?.Trim() ?? "", keywords = copy.Keywords ?? [], link = copy.Link }, ContentSql.VariantJson),
            }, cancellationToken: ct)), ct);
    }

    /// <summary>Null when it is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<CopyView?> FindAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        // Who waits for work that was given up waits no longer.
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"""
            select r.id, r.client_id, case when i.state is null then r.state::text else 'failed' end as state, r.brief::text as brief, r.limits::text as limits, r.banned, r.required, r.tone, r.wanted,
                   r.drafts::text as drafts, r.hashtags, r.notes::text as notes, r.likeness, r.engine,
                   case when i.state is null then r.reason else '캡션을 쓰는 작업이 실패했습니다. 다시 요청해 주세요 | The work failed for good; ask again' end as reason,
                   r.asked_by, r.created_at, coalesce(r.closed_at, i.finished_at) as closed_at
              from copy_requests r
              left join job_items i on r.state = 'waiting' and i.job = '{CopyJobs.Write}' and i.scheduled_for = r.created_at and i.subject_id = r.id and i.state in ('failed', 'cancelled')
             where r.id = @id and r.client_id = any(@clients)
            """, new { id, clients }, cancellationToken: ct));
        return row is null ? null : new CopyView(
            row.Id, row.ClientId, row.State, JsonNode.Parse(row.Brief)!, JsonNode.Parse(row.Limits)!, row.Banned, row.Required, row.Tone, row.Wanted, JsonNode.Parse(row.Drafts)!, row.Hashtags,
            JsonNode.Parse(row.Notes)!, row.Likeness, row.Engine, row.Reason, row.AskedBy, row.CreatedAt, row.ClosedAt);
    }

    /// <summary>A client's rules; none, until somebody writes some.</summary>
    public async Task<CopyRules> RulesAsync(Guid clientId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<CopyRules>(new CommandDefinition(
            "select client_id, banned, required, tone, updated_at from copy_rules where client_id = @clientId", new { clientId }, cancellationToken: ct)) ?? new CopyRules { ClientId = clientId };
    }

    /// <summary>False when the rules are not the version in <paramref name="match"/> any more.</summary>
    public async Task<bool> SetRulesAsync(Guid clientId, string[] banned, string[] required, string tone, Guid userId, string? match, CancellationToken ct) =>
        await database.ChangeAsync(connection => connection.ExecuteAsync(new CommandDefinition($"""
            insert into copy_rules (client_id, banned, required, tone, updated_by, updated_at)
            select @clientId, @banned, @required, @tone, @userId, (select snsops.now())
             where coalesce(@match, '0') = '0' or exists (select from copy_rules where client_id = @clientId)
            on conflict (client_id) do update
               set banned = excluded.banned, required = excluded.required, tone = excluded.tone, updated_by = excluded.updated_by, updated_at = excluded.updated_at
             where {ETags.IsWanted("copy_rules")}
            """, new { clientId, banned, required, tone, userId, match }, cancellationToken: ct)), ct) == 1;

    private sealed record Row
    {
        public Guid Id { get; init; }
        public Guid ClientId { get; init; }
        public string State { get; init; } = "";
        public string Brief { get; init; } = "";
        public string Limits { get; init; } = "";
        public string[] Banned { get; init; } = [];
        public string[] Required { get; init; } = [];
        public string Tone { get; init; } = "";
        public int Wanted { get; init; }
        public string Drafts { get; init; } = "";
        public string[] Hashtags { get; init; } = [];
        public string Notes { get; init; } = "";
        public double? Likeness { get; init; }
        public string? Engine { get; init; }
        public string? Reason { get; init; }
        public Guid AskedBy { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? ClosedAt { get; init; }
    }
}
