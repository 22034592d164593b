using Dapper;
using Npgsql;
using SnsOps.Api.Contents;
using SnsOps.Api.Database;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Publications;

/// <summary>Reads publications and calls single ones off.</summary>
internal sealed class PublicationSql(NpgsqlDataSource database)
{
    private const string Columns = """
        p.id, p.client_id, p.content_id, c.title, p.account_id, a.name as account_name, p.platform::text as platform, p.format::text as format,
        p.state::text as state, p.epoch, p.scheduled_at, p.next_attempt_at, p.retry_count, p.platform_post_id, p.post_url, p.id_pending,
        p.published_at, (extract(epoch from p.published_at - p.scheduled_at) * 1000)::float8 as delay_ms, p.error_code, p.error, p.asked_at, p.updated_at
        """;

    /// <summary>Newest time first. One index range per client, merged.</summary>
    public async Task<IReadOnlyList<PublicationView>> ListAsync(Guid[] clients, DateTimeOffset? from, DateTimeOffset? to, string? state, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<PublicationView>(new CommandDefinition($"""
            with picked as (
                select q.id
                  from unnest(@clients) as w (client_id)
                 cross join lateral (
                    select id, scheduled_at from publications
                     where client_id = w.client_id
                       and (@state::publication_state is null or state = @state::publication_state)
                       and scheduled_at >= coalesce(@from::timestamptz, '-infinity') and scheduled_at < coalesce(@to::timestamptz, 'infinity')
                       and (scheduled_at, id) < (coalesce(@AfterAt::timestamptz, 'infinity'), coalesce(@AfterId::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
                     order by scheduled_at desc, id desc limit @Fetch) q
                 order by q.scheduled_at desc, q.id desc limit @Fetch)
            select {Columns}
              from picked join publications p on p.id = picked.id
              join contents c on c.id = p.content_id join platform_accounts a on a.id = p.account_id
             order by p.scheduled_at desc, p.id desc
            """, page.Parameters(new { clients, from, to, state }), cancellationToken: ct))).AsList();
    }

    /// <summary>Null when it is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<PublicationStory?> FindAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition($"""
            select {Columns}
              from publications p join contents c on c.id = p.content_id join platform_accounts a on a.id = p.account_id
             where p.id = @id and p.client_id = any(@clients);
            select id, step, number, state::text as state, armed_at, send_deadline, unknown_reason, next_lookup_at, lookups
              from attempts where subject_kind = 'publication' and subject_id = @id and client_id = any(@clients);
            select attempt_id, step, number, retry_count, status, resolved_by, response, platform_post_id, error_code, error, armed_at, closed_at
              from publishing_logs where subject_id = @id and subject_kind = 'publication' and client_id = any(@clients) order by closed_at;
            select p.first_comment as text, coalesce(f.state::text, 'waiting') as state, f.platform_comment_id, f.published_at, f.error_code, f.error, f.asked_at
              from publications p left join first_comments f on f.id = p.id
             where p.id = @id and p.client_id = any(@clients) and p.first_comment is not null;
            """, new { id, clients }, cancellationToken: ct));
        var publication = await sets.ReadSingleOrDefaultAsync<PublicationView>();
        var open = (await sets.ReadAsync<OpenAttempt>()).AsList();
        var closed = (await sets.ReadAsync<ClosedAttempt>()).AsList();
        var comment = await sets.ReadSingleOrDefaultAsync<FirstCommentView>();
        return publication is null ? null : new PublicationStory(publication, open, closed, comment);
    }

    /// <summary>Calls it off unless it is being sent. The new epoch makes a worker's arm fail.</summary>
    public Task<Refusal?> CancelAsync(Guid id, Guid[] clients, CancellationToken ct) => database.InTransactionAsync(async (connection, transaction) =>
    {
        var state = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "select state::text from publications where id = @id and client_id = any(@clients) for update", new { id, clients }, transaction, cancellationToken: ct));
        if (state is null)
            return ProblemKinds.PublicationNotFound.Plain();
        if (state is "armed" or "published" or "unknown")
            return LockedContent.AlreadySending(id, state);
        if (state == "failed")
            return ProblemKinds.NothingToCancel.Plain();
        await connection.ExecuteAsync(new CommandDefinition("""
            update publications
               set state = 'cancelled', epoch = epoch + 1, owner = null, handle = null, handle_at = null, asked_at = null, due_since = null, updated_at = clock_timestamp()
             where id = @id and state in ('scheduled', 'due', 'claimed', 'retrying', 'missed')
            """, new { id }, transaction, cancellationToken: ct));
        return null;
    }, ct);
}
