using Dapper;
using Npgsql;
using SnsOps.Api.Problems;
using SnsOps.Api.Publications;
using SnsOps.Shared.Effects;

namespace SnsOps.Api.Contents;

/// <summary>A content and its publications, locked in the caller's transaction: whoever changes either waits, and an arm that comes later sees our result.</summary>
internal sealed record LockedContent(
    Guid Id, Guid ClientId, string Title, string Body, string? Link, string? FirstComment, string Variants, string ReviewState, int Version, byte[]? Seal, Guid CreatedBy, TimeSpan Grace,
    string? ReviewStep, DateTimeOffset? ReviewUntil, DateTimeOffset? PlannedAt, string? PlannedZone, bool WasSubmitted, string Editors, DateTimeOffset Now)
{
    private static readonly HashSet<string> Visible = ["armed", "published", "unknown"];

    /// <summary>Locks it; null when it is unknown or of no client among <paramref name="clients"/>.</summary>
    public static Task<LockedContent?> TakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid id, Guid[] clients, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<LockedContent>(new CommandDefinition("""
            select id, client_id, title, body, link, first_comment, variants::text as variants, review_state::text as review_state, version, seal, created_by, grace,
                   review_step, review_until, planned_at, planned_zone, submitted_at is not null as was_submitted, array_to_string(editors, ',') as editors, (select snsops.now()) as now
              from contents where id = @id and client_id = any(@clients) for update
            """, new { id, clients }, transaction, cancellationToken: ct));

    /// <summary>Whether a user wrote any of it since it was approved last.</summary>
    public bool IsBy(Guid? userId) => userId is { } user && (CreatedBy == user || Editors.Split(',').Contains(user.ToString()));

    /// <summary>Locks its publications. A refusal when one of them is, or may be, visible already.</summary>
    public async Task<(Refusal? Refused, IReadOnlyList<string> States)> TakePublicationsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken ct)
    {
        var rows = (await connection.QueryAsync<(Guid Id, string State)>(new CommandDefinition(
            "select id, state::text as state from publications where content_id = @Id order by id for update", new { Id }, transaction, cancellationToken: ct))).AsList();
        var sent = rows.FirstOrDefault(r => Visible.Contains(r.State));
        var states = rows.ConvertAll(r => r.State);
        return sent.State is null ? (null, states) : (AlreadySending(sent.Id, sent.State), states);
    }

    /// <summary>Calls off everything that has not begun to be sent. The new epoch makes a worker's arm fail.</summary>
    public Task<int> CancelPublicationsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid userId, string? note, CancellationToken ct) =>
        connection.ExecuteScalarAsync<int>(new CommandDefinition($"""
            with gone as (
                update publications
                   set state = 'cancelled', epoch = epoch + 1, owner = null, asked_at = null, due_since = null, updated_at = clock_timestamp(), {SentHandles.Kept("publications")}
                 where content_id = @Id and state in ('scheduled', 'due', 'claimed', 'retrying', 'missed')
                returning client_id, id, null::timestamptz as sends_at),
            {PublicationActs.Noted("cancelled", "gone", "@note::text")}
            select count(*)::int from gone
            """, new { Id, userId, note }, transaction, cancellationToken: ct));

    /// <summary>Once all its publications are called off it has no time any more, and waits for another one. The content is locked by the caller.</summary>
    public static Task DropTimeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid contentId, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition("""
            update contents c set scheduled_at = null, local_time = null, time_zone = null, updated_at = clock_timestamp()
             where c.id = @contentId and c.scheduled_at is not null and not exists (select from publications p where p.content_id = c.id and p.state <> 'cancelled')
            """, new { contentId }, transaction, cancellationToken: ct));

    public static Refusal AlreadySending(Guid publicationId, string state) => ProblemKinds.AlreadySending.Because(
        $"게시 {publicationId}의 상태가 '{state}'입니다. 이미 보냈거나 보내는 중이면 바꿀 수 없습니다", $"Publication {publicationId} is '{state}': what was sent or is being sent cannot be changed");
}
