using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Live;

namespace SnsOps.Shared.Effects;

/// <summary>Writes outcomes, many at a time. A verdict counts only for an attempt that is still open, so writing one again does nothing.</summary>
public sealed partial class OutcomeWriter(NpgsqlDataSource database, LiveEvents live, ILogger<OutcomeWriter> logger) : IAsyncDisposable
{
    private static readonly Dictionary<EffectSubject, string> Statements = EffectSubject.All.ToDictionary(s => s, Statement);
    private static readonly Dictionary<EffectSubject, string> StatementsOfPublished = EffectSubject.All.ToDictionary(s => s, StatementOfPublished);
    private readonly Dictionary<EffectSubject, (KeptConnection[] Connections, GroupCommit<AttemptVerdict, string?> Commits)> _outcomes =
        EffectSubject.All.ToDictionary(s => s, s => Outcomes(KeptConnection.Several(database, EffectSubject.BatchesAtOnce), live));

    /// <summary>Writes one verdict, waiting out an outage of the database: the post may be public by now.</summary>
    /// <returns>The row's new state, or null when the attempt was closed by somebody else or stays open.</returns>
    public async Task<string?> WriteAsync(AttemptVerdict verdict)
    {
        PostgresException? takenId = null;
        while (true)
        {
            try
            {
                return takenId is null ? await _outcomes[verdict.Subject].Commits.SubmitAsync(verdict) : await WriteAloneAsync(verdict, takenId);
            }
            catch (PostgresException e) when (takenId is null && e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                takenId = e;
            }
            catch (Exception e) when (e is (NpgsqlException or TimeoutException) and not PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                LogWaiting(e, verdict.AttemptId);
                await Task.Delay(500);
            }
        }
    }

    /// <summary>The arm's answer was lost. Whether it was committed nobody knows; that nothing was sent is certain, and of an attempt that does not exist a verdict does nothing.</summary>
    public Task<string?> DisownAsync(ArmRequest request) => WriteAsync(new AttemptVerdict(
        request.Subject, request.AttemptId, new Outcome.TryLater("abandoned", "보내기 전에 데이터베이스 연결이 끊겨 다시 시도합니다.", TimeSpan.FromSeconds(1), Burns: false), "gate", null));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var (connections, commits) in _outcomes.Values)
        {
            await commits.DisposeAsync();
            foreach (var connection in connections)
                await connection.DisposeAsync();
        }
    }

    private static (KeptConnection[], GroupCommit<AttemptVerdict, string?>) Outcomes(KeptConnection[] kept, LiveEvents live) =>
        (kept, new GroupCommit<AttemptVerdict, string?>(
            64, async (batch, slot) => await CommitAsync(await kept[slot].OpenAsync(), live, batch), EffectSubject.BatchesAtOnce, verdict => verdict.AttemptId));

    /// <summary>One verdict of a batch named an id another row already has. The others are written singly; this one is decided here.</summary>
    /// <remarks>
    /// A publication is published for certain, so it is published without an id. A reply or comment found in a listing was another one with the same words:
    /// nothing is concluded, and the next look leaves that id out.
    /// </remarks>
    private async Task<string?> WriteAloneAsync(AttemptVerdict verdict, PostgresException fault)
    {
        await using var connection = await database.OpenConnectionAsync();
        try
        {
            return (await CommitAsync(connection, live, [verdict]))[0];
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && verdict.Outcome is Outcome.Published published)
        {
            LogSameId(fault, verdict.Subject.Kind, verdict.AttemptId, published.PlatformPostId);
            return verdict is { ResolvedBy: "listing" } && verdict.Subject != EffectSubject.Publication
                ? null
                : (await CommitAsync(connection, live, [verdict with { Outcome = published with { PlatformPostId = null } }]))[0];
        }
    }

    private static async Task<IReadOnlyList<string?>> CommitAsync(NpgsqlConnection connection, LiveEvents live, IReadOnlyList<AttemptVerdict> batch)
    {
        var statement = (batch.All(v => v.Outcome is Outcome.Published) ? StatementsOfPublished : Statements)[batch[0].Subject];

        // What PostgreSQL refuses in a platform's words would have the whole batch refused, again and again.
        var moved = (await connection.QueryAsync<Moved>(statement, new
        {
            ids = batch.Select(v => v.AttemptId).ToArray(),
            doubtful = batch.Where(v => v.Outcome is Outcome.Unknown).Select(v => v.AttemptId).ToArray(),       // or each batch would look through all that is armed
            statuses = batch.Select(v => v.Status).ToArray(),
            resolvers = batch.Select(v => v.ResolvedBy).ToArray(),
            responses = batch.Select(v => Letters.Storable(v.Response)).ToArray(),
            postIds = batch.Select(v => Letters.Storable((v.Outcome as Outcome.Published)?.PlatformPostId)).ToArray(),
            urls = batch.Select(v => Letters.Storable((v.Outcome as Outcome.Published)?.PostUrl)).ToArray(),
            codes = batch.Select(v => v.Outcome switch { Outcome.TryLater t => t.Code, Outcome.Rejected r => r.Code, Outcome.Unknown u => u.Code, _ => null }).ToArray(),
            reasons = batch.Select(v => Letters.Storable(v.Outcome switch { Outcome.TryLater t => t.Reason, Outcome.Rejected r => r.Reason, Outcome.Unknown u => u.Reason, _ => null })).ToArray(),
            waits = batch.Select(v => (v.Outcome as Outcome.TryLater)?.Wait?.TotalSeconds).ToArray(),
            burns = batch.Select(v => v.Outcome is Outcome.TryLater { Burns: true }).ToArray(),
            times = batch.Select(v => (v.Outcome as Outcome.Published)?.At?.ToUniversalTime()).ToArray(),
            drops = batch.Select(v => v.Outcome is Outcome.TryLater { DropsHandle: true }).ToArray(),
        })).ToDictionary(m => m.AttemptId, m => m.State);
        if (moved.Count > 0)
            live.Announce();
        return [.. batch.Select(v => moved.GetValueOrDefault(v.AttemptId))];
    }

    private static string Statement(EffectSubject subject) => $$"""
        {{Closed(subject)}},
        doubted as (
            update attempts a set state = 'unknown', doubted_at = (select snsops.now()), unknown_code = w.code, unknown_reason = w.reason,
                   unknown_response = left(w.response, 4000), next_lookup_at = (select snsops.now())
              from wanted w where a.id = any(@doubtful) and a.id = w.id and {{Kind(subject)}} and a.state is not distinct from 'armed'
            returning a.id, a.subject_id, w.code, w.reason),
        verdicts as (
            {{Verdicts}}
            union all
            select d.subject_id, d.id, 'unknown', null, null, null, d.code, d.reason, false, false, null, null, null from doubted d),
        {{subject.Outcome}}
        select attempt_id, state::text as state from moved
        """;

    /// <summary>Where all of a batch is published: PostgreSQL sets up each branch of a statement for each batch, and the others would have nothing to do.</summary>
    private static string StatementOfPublished(EffectSubject subject) => subject.OutcomeOfPublished is not { } outcome ? Statement(subject) : $$"""
        {{Closed(subject)}},
        verdicts as (
            {{Verdicts}}),
        {{outcome}}
        select attempt_id, state::text as state from moved
        """;

    /// <summary>With "=", the planner takes attempts for a nearly empty table, as it was at the last analyze, and reads all that is armed by these columns' index.</summary>
    private static string Kind(EffectSubject subject) => $"a.subject_kind is not distinct from '{subject.Kind}' and a.step is not distinct from '{subject.Step}'";

    private static string Closed(EffectSubject subject) => $$"""
        with wanted as materialized (
            select * from unnest(@ids, @statuses, @resolvers, @responses, @postIds, @urls, @codes, @reasons, @waits, @burns, @drops, @times)
                       as w (id, status, resolver, response, post_id, url, code, reason, wait, burns, drops, public_at)),
        closed as (
            delete from attempts a using wanted w where a.id = w.id and {{Kind(subject)}} and w.status <> 'unknown'
            returning a.*, w.status, w.resolver, w.response, w.post_id, w.url, w.code, w.reason, w.wait, w.burns, w.drops, w.public_at),
        logged as (
            insert into publishing_logs (attempt_id, closed_at, client_id, account_id, subject_kind, subject_id, step, epoch, number, retry_count,
                                         status, resolved_by, request_digest, response, platform_post_id, error_code, error, armed_at,
                                         doubted_at, unknown_code, unknown_reason, unknown_response, lookups)
            select id, (select snsops.now()), client_id, account_id, subject_kind, subject_id, step, epoch, number, number - 1,
                   status, resolver, request_digest, left(response, 4000), post_id, code, reason, armed_at,
                   doubted_at, unknown_code, unknown_reason, unknown_response, lookups
              from closed)
        """;

    private const string Verdicts = """
        select c.subject_id, c.id as attempt_id, c.status, c.resolver, c.post_id, c.url, c.code, c.reason, c.burns, c.drops, c.public_at, c.armed_at,
               (select snsops.now()) + make_interval(secs => coalesce(c.wait, case when c.burns then 30 * 2 ^ (c.number - 1) else 0 end)) as next_at
          from closed c
        """;

    private sealed record Moved(Guid AttemptId, string State);

    [LoggerMessage(2001, LogLevel.Warning, "The outcome of attempt {AttemptId} waits for PostgreSQL", EventName = "OutcomeWaits")]
    private partial void LogWaiting(Exception e, Guid attemptId);

    [LoggerMessage(2002, LogLevel.Error, "Attempt {AttemptId}: {PlatformPostId} belongs to another {SubjectKind} already; its id is not taken a second time", EventName = "PostIdTaken")]
    private partial void LogSameId(Exception e, string subjectKind, Guid attemptId, string? platformPostId);
}
