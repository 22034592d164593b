using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Contents;
using SnsOps.Api.Database;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Publications;

/// <summary>Sends again what failed or was missed, as it was approved.</summary>
internal sealed class RetrySql(NpgsqlDataSource database)
{
    private const int MostYearsAhead = 5;

    /// <summary>Makes it due now (never before its second), or sets it for <paramref name="at"/>; its grace and its tries count anew, its attempts stay in its story.</summary>
    /// <returns>With an account when it is due at once and wants a nudge.</returns>
    public Task<(Refusal? Refused, Guid? DueOn)> RetryAsync(Guid id, DateTimeOffset? at, Caller caller, CancellationToken ct) => RetryAsync(id, at, null, caller, caller.RowId, ct);

    /// <summary>The same as one of many of a call.</summary>
    public Task<(Refusal? Refused, Guid? DueOn)> RetryOneOfManyAsync(Guid id, Caller caller, CancellationToken ct) => RetryAsync(id, null, null, caller, Guid.CreateVersion7(), ct);

    /// <summary>The same now, for an upload that was lost among several videos: with the one a person knows it by, or uploaded anew.</summary>
    public Task<(Refusal? Refused, Guid? DueOn)> RetryWithAsync(Guid id, UploadFound found, Caller caller, CancellationToken ct) => RetryAsync(id, null, found, caller, caller.RowId, ct);

    private async Task<(Refusal? Refused, Guid? DueOn)> RetryAsync(Guid id, DateTimeOffset? at, UploadFound? found, Caller caller, Guid actId, CancellationToken ct)
    {
        Guid? dueOn = null;
        var refused = await database.InTransactionAsync(async (connection, transaction) =>
        {
            dueOn = null;
            // The content first, as whoever edits it does: its text cannot change between our look and our commit.
            if (await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition("""
                    select c.id from contents c where c.id = (select content_id from publications where id = @id and client_id = any(@ClientIds)) for share
                    """, new { id, caller.ClientIds }, transaction, cancellationToken: ct)) is null)
                return ProblemKinds.PublicationNotFound.Plain();
            var row = await connection.QuerySingleAsync<Row>(new CommandDefinition("""
                select p.state::text as state, p.error_code, a.state::text as account_state, p.scheduled_at, snsops.now() as now,
                       c.review_state = 'approved' and c.version = p.content_version and c.seal = snsops.content_seal(c.id)
                           and p.seal = snsops.post_seal(c.seal, p.account_id, p.format::text, p.scheduled_at, p.first_comment) as as_approved,
                       exists (select from attempts t where t.subject_kind = 'publication' and t.step = 'post' and t.subject_id = p.id) as attempt_open
                  from publications p join contents c on c.id = p.content_id join platform_accounts a on a.id = p.account_id
                 where p.id = @id for update of p
                """, new { id }, transaction, cancellationToken: ct));
            // The act has the id of its call's key: that call may have been made before, and its answer lost with a process that died.
            if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition("select exists (select from publication_acts where id = @actId)", new { actId }, transaction, cancellationToken: ct)))
                return null;
            if (Refuse(id, row, at) is { } refusal)
                return refusal;
            if (found is not null && (row.ErrorCode != "upload_ambiguous" ? ProblemKinds.UploadKnown.Plain() : await SettleAsync(connection, transaction, id, found, ct)) is { } unsettled)
                return unsettled;
            dueOn = await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition($"""
                with moved as (
                    update publications p
                       set state = case when d.due then 'due' else 'scheduled' end::publication_state, epoch = p.epoch + 1, resend_at = d.at,
                           prepare_at = d.at - d.lead, next_attempt_at = d.at, due_since = case when d.due then (select snsops.now()) end,
                           retry_count = 0, error_code = null, error = null, asked_at = null, updated_at = clock_timestamp()
                      from (select q.id, w.at, l.lead, w.at - l.lead <= w.now + @ScanReach as due
                              from publications q
                             cross join lateral (select coalesce(q.resend_at, q.scheduled_at) - q.prepare_at as lead) l
                             cross join lateral (select coalesce(@at::timestamptz, greatest(snsops.now(), q.scheduled_at)) as at, snsops.now() as now) w
                             where q.id = @id) d
                     where p.id = d.id and p.state in ('failed', 'missed')
                    returning p.client_id, p.id, p.account_id, p.state, p.resend_at as sends_at),
                {PublicationActs.Noted("retried", "moved", "@note", "@actId")}
                select account_id from moved where state = 'due'
                """, new { id, at = at?.ToUniversalTime(), ScheduleSql.ScanReach, userId = caller.UserId, note = found?.Note, actId }, transaction, cancellationToken: ct));
            return null;
        }, ct);
        return (refused, refused is null ? dueOn : null);
    }

    /// <summary>What failed or was missed for one cause: first what can be sent again, or a part of a long list would stand before the rest for ever; then by its second.</summary>
    public async Task<IReadOnlyList<Guid>> OfCauseAsync(Guid[] clients, string errorCode, string? platform, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<Guid>(new CommandDefinition("""
            select p.id from publications p join contents c on c.id = p.content_id join platform_accounts a on a.id = p.account_id
             where p.state in ('failed', 'missed') and p.client_id = any(@clients) and p.error_code = @errorCode
               and (@platform::platform is null or p.platform = @platform::platform)
             order by c.review_state = 'approved' and c.version = p.content_version and a.state = 'active' desc, p.scheduled_at, p.id limit @limit
            """, new { clients, errorCode, platform, limit }, cancellationToken: ct))).AsList();
    }

    /// <summary>The file's part is from now on the video a person pointed at, or nothing.</summary>
    private static async Task<Refusal?> SettleAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid id, UploadFound found, CancellationToken ct)
    {
        if (found.VideoId is not null)
        {
            // One after the other on an account: two at once would both find the video free.
            await connection.ExecuteAsync(new CommandDefinition(
                "select pg_advisory_xact_lock(hashtextextended('videos:' || account_id, 0)) from publications where id = @id", new { id }, transaction, cancellationToken: ct));
        }

        var taken = await connection.ExecuteScalarAsync<bool>(new CommandDefinition("""
            select exists (
                select from publications p left join publication_parts t on t.publication_id = p.id
                 where p.id <> @id and p.account_id = (select account_id from publications where id = @id) and @VideoId in (p.platform_post_id, p.handle, t.handle))
            """, new { id, found.VideoId }, transaction, cancellationToken: ct));
        if (taken)
            return ProblemKinds.VideoTaken.Plain();
        await connection.ExecuteAsync(new CommandDefinition($"""
            {(found.VideoId is null ? "delete from publication_parts t" : "update publication_parts t set handle = @VideoId")}
             where t.publication_id = @id and exists (select from media_assets m where m.client_id = t.client_id and m.sha256 = t.media_sha256 and m.type like 'video/%')
            """, new { id, found.VideoId }, transaction, cancellationToken: ct));
        return null;
    }

    private static Refusal? Refuse(Guid id, Row row, DateTimeOffset? at)
    {
        if (row.State is "armed" or "published" or "unknown")
            return LockedContent.AlreadySending(id, row.State);
        if (row.State == "cancelled")
            return ProblemKinds.NotRetryable.Because("취소한 게시입니다. 콘텐츠를 다시 예약하세요", "It was called off: schedule its content again");
        if (row.State is not ("failed" or "missed") || row.AttemptOpen)
            return ProblemKinds.PublicationUnderWay.Because($"지금 상태가 '{row.State}'입니다. 이미 보낼 예정입니다", $"It is '{row.State}': it is going to be sent already");
        if (!row.AsApproved)
            return ProblemKinds.ContentChanged.Plain();
        if (row.AccountState != "active")
            return ProblemKinds.AccountNotActive.Plain();
        if (at < row.Now.AddMinutes(-1))
            return ProblemKinds.InThePast.Plain();
        if (at < row.ScheduledAt)
            return ProblemKinds.TimeIsApproved.Because($"승인받은 시각 {row.ScheduledAt:O}보다 먼저 보낼 수 없습니다", $"It was approved for {row.ScheduledAt:O}: it does not go out before that");
        return at > row.Now.AddYears(MostYearsAhead) ? ProblemKinds.TooFarAhead.Plain() : null;
    }

    private sealed record Row(string State, string? ErrorCode, string AccountState, DateTimeOffset ScheduledAt, DateTimeOffset Now, bool AsApproved, bool AttemptOpen);
}

/// <summary>Which of the videos of a channel a lost upload has become; none of them: it is uploaded anew.</summary>
internal sealed record UploadFound(string? VideoId)
{
    /// <summary>For the story.</summary>
    public string Note => VideoId is null ? "새로 업로드" : "고른 영상: " + VideoId;
}
