using Dapper;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.ResolveUnknownOutcomes;

/// <summary>The life of an unknown attempt: looked up, again and again, until the platform or a person decides.</summary>
internal sealed class ResolveUnknownOutcomesSql(NpgsqlDataSource database, [FromKeyedServices(DatabaseSetup.Rounds)] NpgsqlDataSource rounds, WorkerIdentity identity)
{
    private static readonly string Take = $"""
        , looked as (
            update attempts a set looker = @owner, lookups = a.lookups + 1
              from picked k where a.id = k.id
            returning a.*)
        select a.id, a.subject_kind, a.step, a.subject_id, a.account_id, coalesce(p.platform, r.platform, m.platform)::text as platform, p.format::text as format,
               case when a.step = 'first_comment' then p.platform_post_id else {Threads.Of("c")} end as thread,
               (select string_agg(t.handle, ',' order by t.position) from publication_parts t where t.publication_id = p.id) as parts,
               exists (select from content_media cm join media_assets m on m.id = cm.media_id where cm.content_id = p.content_id and m.type like 'video/%') as has_video,
               a.fingerprint, a.handle, case when p.handle = a.handle then p.handle_at end as handle_at, a.armed_at, a.send_deadline, a.lookups, a.absent_since,
               (select snsops.now()) as now
          from looked a
          left join publications p on a.subject_kind = 'publication' and p.id = a.subject_id
          left join comment_replies r on a.subject_kind = 'reply' and r.id = a.subject_id
          left join comments_inbox c on c.id = r.comment_id
          left join comment_actions m on a.subject_kind = 'comment_action' and m.id = a.subject_id
        """;

    /// <summary>Attempts a look is due for, without taking them.</summary>
    public async Task<IReadOnlyList<DueLook>> DueAsync(int limit, CancellationToken ct)
    {
        await using var connection = await rounds.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<DueLook>(new CommandDefinition("""
            select id, account_id from attempts where state = 'unknown' and looker is null and next_lookup_at <= (select snsops.now()) order by next_lookup_at limit @limit
            """, new { limit }, cancellationToken: ct))).AsList();
    }

    /// <summary>Takes attempts for one look each; null ids: whatever is due.</summary>
    public async Task<IReadOnlyList<UnknownAttempt>> TakeAsync(IEnumerable<Guid>? ids, int limit, CancellationToken ct)
    {
        await using var connection = await rounds.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<UnknownAttempt>(new CommandDefinition($"""
            with picked as materialized (
                select id from attempts
                 where state = 'unknown' and looker is null and next_lookup_at <= (select snsops.now()) and (@ids::uuid[] is null or id = any(@ids))
                 order by next_lookup_at limit @limit for update skip locked)
            {Take}
            """, new { ids = ids?.ToArray(), limit, owner = identity.Id }, cancellationToken: ct))).AsList();
    }

    /// <summary>Frees looks of dead processes at once, and of this one where it does not work on them: such a look has failed, and is repeated after a while.</summary>
    public Task FreeAsync(Guid[] working, double lookSeconds, CancellationToken ct) => ExecuteAsync(rounds, """
        update attempts a
           set looker = null, next_lookup_at = case when a.looker = @owner then (select snsops.now()) + make_interval(secs => least(60, @lookSeconds * 2 ^ least(a.lookups - 1, 10))) else a.next_lookup_at end
         where a.looker is not null
           and case when a.looker = @owner then not a.id = any(@working)
                    else not exists (select from workers w where w.id = a.looker and w.lease_until > clock_timestamp()) end
        """, new { owner = identity.Id, working, lookSeconds }, ct);

    /// <summary>Gives a look back that was taken and not finished, to be taken at once by anybody.</summary>
    public Task ReleaseAsync(Guid attemptId) => ExecuteAsync(
        "update attempts set looker = null where id = @attemptId and looker = @owner", new { attemptId, owner = identity.Id }, CancellationToken.None);

    /// <summary>The next look, and whether this one counts as complete and empty.</summary>
    public Task LookAgainAsync(Guid attemptId, TimeSpan wait, bool absent, CancellationToken ct) => ExecuteAsync("""
        update attempts set looker = null, next_lookup_at = (select snsops.now()) + @wait,
               absent_since = case when @absent then coalesce(absent_since, (select snsops.now())) else absent_since end
         where id = @attemptId and state = 'unknown' and looker = @owner
        """, new { attemptId, wait, absent, owner = identity.Id }, ct);

    /// <summary>The look could not be taken and does not count.</summary>
    public Task WaitAsync(Guid attemptId, TimeSpan wait, CancellationToken ct) => ExecuteAsync(
        "update attempts set looker = null, next_lookup_at = (select snsops.now()) + @wait, lookups = lookups - 1 where id = @attemptId and state = 'unknown' and lookups > 0 and looker = @owner",
        new { attemptId, wait, owner = identity.Id }, ct);

    /// <summary>Asks people, once; the platform is still looked at now and then, as a positive answer counts at any time.</summary>
    /// <returns>The rows they were asked about: none when they were asked before.</returns>
    public Task<int> AskAsync(UnknownAttempt attempt, string reason, CancellationToken ct) =>
        CountAsync($"""
            with later as (
                update attempts set looker = null, next_lookup_at = (select snsops.now()) + interval '15 minutes'
                 where id = @Id and state = 'unknown' and looker = @owner returning subject_id),
            moved as (
                update {attempt.Subject.Table} s set asked_at = (select snsops.now()), error_code = 'ask_a_person', error = @reason, updated_at = clock_timestamp()
                  from later l where s.id = l.subject_id and s.state = 'unknown' and s.asked_at is null
                returning {attempt.Subject.News.Told}),
            {attempt.Subject.News.Sql}
            select count(*)::int from moved
            """, new { attempt.Id, reason, owner = identity.Id }, ct);

    private async Task<int> CountAsync(string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<int>(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }

    private Task<int> ExecuteAsync(string sql, object parameters, CancellationToken ct) => ExecuteAsync(database, sql, parameters, ct);

    private static async Task<int> ExecuteAsync(NpgsqlDataSource pool, string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await pool.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }
}

/// <summary>An attempt whose look is due.</summary>
internal sealed record DueLook(Guid Id, Guid AccountId);
