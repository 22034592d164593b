using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Contents;
using SnsOps.Api.Database;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;
using SnsOps.Shared.Effects;

namespace SnsOps.Api.Publications;

/// <summary>Reads publications and calls single ones off.</summary>
internal sealed class PublicationSql(NpgsqlDataSource database)
{
    /// <summary>Of a publication <c>p</c>, its content <c>c</c> and its account <c>a</c>.</summary>
    public const string Columns = """
        p.id, p.client_id, p.content_id, c.title, p.account_id, a.name as account_name, p.platform::text as platform, p.format::text as format,
        p.state::text as state, p.epoch, p.scheduled_at, p.next_attempt_at, p.retry_count, p.platform_post_id, p.post_url, p.id_pending,
        p.published_at, (extract(epoch from p.published_at - p.scheduled_at) * 1000)::float8 as delay_ms, p.error_code, p.error, p.asked_at, p.updated_at,
        p.resend_at, p.visible
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

    /// <summary>The attempt a person is asked about; null when the publication is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<AskedPublication?> FindAskedAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<AskedPublication>(new CommandDefinition("""
            select a.platform::text as platform, a.platform_account_id, t.id as attempt_id,
                   case when p.platform = 'youtube' or p.format in ('facebook_video', 'facebook_reel') then t.handle end as video_id
              from publications p join platform_accounts a on a.id = p.account_id
              left join attempts t on t.subject_kind = 'publication' and t.step = 'post' and t.subject_id = p.id and t.state = 'unknown' and p.state = 'unknown' and p.asked_at is not null
             where p.id = @id and p.client_id = any(@clients)
            """, new { id, clients }, cancellationToken: ct));
    }

    /// <summary>Whether the newest attempt was closed by the same words of the same person: a call that is made again, because its answer was lost, has done what it should.</summary>
    public async Task<bool> WasSaidAsync(Guid id, string step, string said, bool posted, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition("""
            select coalesce((select resolved_by = 'person' and response = @said and status = @status
                               from publishing_logs where subject_kind = 'publication' and subject_id = @id and step = @step order by closed_at desc limit 1), false)
            """, new { id, step, said, status = posted ? "published" : "not_there" }, cancellationToken: ct));
    }

    /// <summary>The first comment of a publication; its attempt only while people are asked about it.</summary>
    public async Task<AskedPublication?> FindAskedFirstCommentAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<AskedPublication>(new CommandDefinition("""
            select a.platform::text as platform, a.platform_account_id, t.id as attempt_id, null::text as video_id
              from publications p join platform_accounts a on a.id = p.account_id
              left join first_comments f on f.id = p.id and f.state = 'unknown' and f.asked_at is not null
              left join attempts t on t.subject_kind = 'publication' and t.step = 'first_comment' and t.subject_id = f.id and t.state = 'unknown'
             where p.id = @id and p.client_id = any(@clients)
            """, new { id, clients }, cancellationToken: ct));
    }

    /// <summary>Calls it off unless it is being sent. The new epoch makes a worker's arm fail.</summary>
    public Task<Refusal?> CancelAsync(Guid id, Caller caller, CancellationToken ct) => database.InTransactionAsync(async (connection, transaction) =>
    {
        // The content first, as whoever edits it does.
        if (await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
                "select c.id from contents c where c.id = (select content_id from publications where id = @id and client_id = any(@ClientIds)) for update", new { id, caller.ClientIds }, transaction, cancellationToken: ct)) is not { } content)
            return ProblemKinds.PublicationNotFound.Plain();
        var state = await connection.ExecuteScalarAsync<string>(new CommandDefinition("select state::text from publications where id = @id for update", new { id }, transaction, cancellationToken: ct));
        if (state is "armed" or "published" or "unknown")
            return LockedContent.AlreadySending(id, state);
        if (state == "failed")
            return ProblemKinds.NothingToCancel.Plain();
        await connection.ExecuteAsync(new CommandDefinition($"""
            with gone as (
                update publications
                   set state = 'cancelled', epoch = epoch + 1, owner = null, asked_at = null, due_since = null, updated_at = clock_timestamp(), {SentHandles.Kept("publications")}
                 where id = @id and state in ('scheduled', 'due', 'claimed', 'retrying', 'missed')
                returning client_id, id, null::timestamptz as sends_at),
            {PublicationActs.Noted("cancelled", "gone")}
            select count(*) from gone
            """, new { id, userId = caller.UserId }, transaction, cancellationToken: ct));
        await LockedContent.DropTimeAsync(connection, transaction, content, ct);
        return null;
    }, ct);
}

/// <summary>A publication with the attempt a person is asked about.</summary>
/// <param name="Platform">Where it went.</param>
/// <param name="PlatformAccountId">The platform's id of the account.</param>
/// <param name="AttemptId">Null: nobody is asked, it is known or still looked for.</param>
/// <param name="VideoId">The platform's id of a video, known since its upload.</param>
internal sealed record AskedPublication(string Platform, string PlatformAccountId, Guid? AttemptId, string? VideoId);
