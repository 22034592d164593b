using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using SnsOps.Shared.Live;

namespace SnsOps.Shared.Effects;

/// <summary>What is known of an attempt, and how it came to be known.</summary>
/// <param name="AttemptId">An armed or unknown attempt.</param>
/// <param name="Outcome">The verdict.</param>
/// <param name="ResolvedBy">response, handle, listing, person or gate.</param>
/// <param name="Response">What the platform said, without secrets.</param>
/// <param name="NotThere">The look-up proved that nothing was published: the same handle may be committed again.</param>
public sealed record AttemptVerdict(Guid AttemptId, Outcome Outcome, string ResolvedBy, string? Response, bool NotThere = false);

/// <summary>Writes outcomes, many at a time. A verdict counts only for an attempt that is still open, so writing one again does nothing.</summary>
public sealed partial class OutcomeWriter(NpgsqlDataSource database, LiveEvents live, ILogger<OutcomeWriter> logger) : IAsyncDisposable
{
    private readonly GroupCommit<AttemptVerdict, string?> _commits = new(64, batch => CommitAsync(database, live, batch));

    /// <summary>Writes one verdict, waiting out an outage of the database: the post may be public by now.</summary>
    /// <returns>The publication's new state, or null when the attempt was closed by somebody else.</returns>
    public async Task<string?> WriteAsync(AttemptVerdict verdict)
    {
        while (true)
        {
            try
            {
                return await _commits.SubmitAsync(verdict);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                return await WriteAloneAsync(verdict, e);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogWaiting(e, verdict.AttemptId);
                await Task.Delay(500);
            }
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _commits.DisposeAsync();

    /// <summary>One verdict of a batch named a post another publication already has. The others are written singly; this one is published without an id.</summary>
    private async Task<string?> WriteAloneAsync(AttemptVerdict verdict, PostgresException fault)
    {
        try
        {
            return (await CommitAsync(database, live, [verdict]))[0];
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && verdict.Outcome is Outcome.Published published)
        {
            LogSameId(fault, verdict.AttemptId, published.PlatformPostId);
            return (await CommitAsync(database, live, [verdict with { Outcome = published with { PlatformPostId = null } }]))[0];
        }
    }

    private static async Task<IReadOnlyList<string?>> CommitAsync(NpgsqlDataSource database, LiveEvents live, IReadOnlyList<AttemptVerdict> batch)
    {
        await using var connection = await database.OpenConnectionAsync();
        var moved = (await connection.QueryAsync<Moved>(Sql, new
        {
            ids = batch.Select(v => v.AttemptId).ToArray(),
            statuses = batch.Select(Status).ToArray(),
            resolvers = batch.Select(v => v.ResolvedBy).ToArray(),
            responses = batch.Select(v => v.Response).ToArray(),
            postIds = batch.Select(v => (v.Outcome as Outcome.Published)?.PlatformPostId).ToArray(),
            urls = batch.Select(v => (v.Outcome as Outcome.Published)?.PostUrl).ToArray(),
            codes = batch.Select(v => v.Outcome switch { Outcome.TryLater t => t.Code, Outcome.Rejected r => r.Code, Outcome.Unknown u => u.Code, _ => null }).ToArray(),
            reasons = batch.Select(v => v.Outcome switch { Outcome.TryLater t => t.Reason, Outcome.Rejected r => r.Reason, Outcome.Unknown u => u.Reason, _ => null }).ToArray(),
            waits = batch.Select(v => (v.Outcome as Outcome.TryLater)?.Wait?.TotalSeconds).ToArray(),
            burns = batch.Select(v => v.Outcome is Outcome.TryLater { Burns: true }).ToArray(),
            drops = batch.Select(v => v.Outcome is Outcome.TryLater { DropsHandle: true }).ToArray(),
        })).ToDictionary(m => m.AttemptId, m => m.State);
        if (moved.Count > 0)
            live.Announce();
        return [.. batch.Select(v => moved.GetValueOrDefault(v.AttemptId))];
    }

    private static string Status(AttemptVerdict verdict) => verdict.Outcome switch
    {
        Outcome.Published => "published",
        Outcome.TryLater when verdict.NotThere => "not_there",
        Outcome.TryLater when verdict.ResolvedBy == "gate" => "abandoned",
        Outcome.TryLater => "try_later",
        Outcome.Rejected => "rejected",
        Outcome.Unknown => "unknown",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private const string Sql = $$"""
        with wanted as materialized (
            select * from unnest(@ids, @statuses, @resolvers, @responses, @postIds, @urls, @codes, @reasons, @waits, @burns, @drops)
                       as w (id, status, resolver, response, post_id, url, code, reason, wait, burns, drops)),
        closed as (
            delete from attempts a using wanted w where a.id = w.id and w.status <> 'unknown'
            returning a.*, w.status, w.resolver, w.response, w.post_id, w.url, w.code, w.reason, w.wait, w.burns, w.drops),
        doubted as (
            update attempts a set state = 'unknown', unknown_reason = w.reason, next_lookup_at = (select snsops.now())
              from wanted w where a.id = w.id and a.state = 'armed' and w.status = 'unknown'
            returning a.id, a.subject_id, w.code, w.reason),
        logged as (
            insert into publishing_logs (attempt_id, closed_at, client_id, account_id, subject_kind, subject_id, step, epoch, number, retry_count,
                                         status, resolved_by, request_digest, response, platform_post_id, error_code, error, armed_at)
            select id, (select snsops.now()), client_id, account_id, subject_kind, subject_id, step, epoch, number, number - 1,
                   status, resolver, request_digest, left(response, 4000), post_id, code, reason, armed_at
              from closed),
        verdicts as (
            select c.subject_id, c.id as attempt_id, c.status, c.post_id, c.url, c.code, c.reason, c.burns, c.drops,
                   (select snsops.now()) + make_interval(secs => coalesce(c.wait, case when c.burns then 30 * 2 ^ (c.number - 1) else 0 end)) as next_at
              from closed c
            union all
            select d.subject_id, d.id, 'unknown', null, null, d.code, d.reason, false, false, null from doubted d),
        decided as (
            select v.*, case when v.status in ('published', 'unknown') then v.status
                             when v.status = 'rejected' then 'failed'
                             when v.burns and p.retry_count >= 3 then 'failed'
                             when v.next_at > p.scheduled_at + p.grace then 'missed'
                             else 'retrying' end as new_state
              from verdicts v join publications p on p.id = v.subject_id),
        moved as (
            update publications p
               set state = d.new_state::publication_state, owner = null, updated_at = clock_timestamp(),
                   platform_post_id = case when d.status = 'published' then d.post_id else p.platform_post_id end,
                   id_pending = d.status = 'published' and d.post_id is null,
                   post_url = coalesce(d.url, p.post_url),
                   published_at = case when d.status = 'published' then (select snsops.now()) end,
                   retry_count = p.retry_count + case when d.burns then 1 else 0 end,
                   next_attempt_at = case when d.new_state = 'retrying' then d.next_at else p.next_attempt_at end,
                   due_since = case when d.new_state = 'retrying' then clock_timestamp() end,
                   handle = case when d.drops then null else p.handle end,
                   handle_at = case when d.drops then null else p.handle_at end,
                   error_code = case when d.status = 'published' then null else d.code end,
                   error = case when d.status = 'published' then null else coalesce(d.reason, '알 수 없는 오류') end,
                   asked_at = case when d.new_state = 'missed' then (select snsops.now()) end
              from decided d where p.id = d.subject_id and p.state in ('armed', 'unknown')
            returning p.id, p.client_id, p.content_id, p.platform, p.state, p.post_url, p.error, p.asked_at, d.attempt_id),
        {{PublicationNews.Sql}}
        select attempt_id, state::text as state from moved
        """;

    private sealed record Moved(Guid AttemptId, string State);

    [LoggerMessage(2001, LogLevel.Warning, "The outcome of attempt {AttemptId} waits for PostgreSQL", EventName = "OutcomeWaits")]
    private partial void LogWaiting(Exception e, Guid attemptId);

    [LoggerMessage(2002, LogLevel.Error, "Attempt {AttemptId}: post {PlatformPostId} belongs to another publication already; published without an id", EventName = "PostIdTaken")]
    private partial void LogSameId(Exception e, Guid attemptId, string? platformPostId);
}
