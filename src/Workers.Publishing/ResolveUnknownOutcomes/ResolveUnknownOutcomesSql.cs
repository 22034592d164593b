using Dapper;
using Npgsql;
using SnsOps.Shared.Effects;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.ResolveUnknownOutcomes;

/// <summary>The life of an unknown attempt: looked up, again and again, until the platform or a person decides.</summary>
internal sealed class ResolveUnknownOutcomesSql(NpgsqlDataSource database)
{
    /// <summary>A look not finished after this long may be taken by somebody else.</summary>
    private const string LookLease = "interval '90 seconds'";

    private const string Take = $"""
        update attempts a set next_lookup_at = (select snsops.now()) + {LookLease}, lookups = a.lookups + 1
          from picked k, publications p
         where a.id = k.id and p.id = a.subject_id
        returning a.id, a.subject_id as publication_id, a.client_id, p.content_id, a.account_id, p.platform::text as platform, p.format::text as format,
                  a.fingerprint, a.handle, a.armed_at, a.send_deadline, a.lookups, a.absent_since, (select snsops.now()) as now, p.asked_at is not null as asked
        """;

    /// <summary>Attempts a look is due for, without taking them.</summary>
    public async Task<IReadOnlyList<DueLook>> DueAsync(int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<DueLook>(new CommandDefinition("""
            select id, account_id from attempts where state = 'unknown' and next_lookup_at <= (select snsops.now()) order by next_lookup_at limit @limit
            """, new { limit }, cancellationToken: ct))).AsList();
    }

    /// <summary>Takes attempts for one look each; null ids: whatever is due.</summary>
    public async Task<IReadOnlyList<UnknownAttempt>> TakeAsync(IEnumerable<Guid>? ids, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<UnknownAttempt>(new CommandDefinition($"""
            with picked as materialized (
                select id from attempts
                 where state = 'unknown' and next_lookup_at <= (select snsops.now()) and (@ids::uuid[] is null or id = any(@ids))
                 order by next_lookup_at limit @limit for update skip locked)
            {Take}
            """, new { ids = ids?.ToArray(), limit }, cancellationToken: ct))).AsList();
    }

    /// <summary>The next look, and whether this one counts as complete and empty.</summary>
    public Task LookAgainAsync(Guid attemptId, TimeSpan wait, bool absent, CancellationToken ct) => ExecuteAsync("""
        update attempts set next_lookup_at = (select snsops.now()) + @wait,
               absent_since = case when @absent then coalesce(absent_since, (select snsops.now())) else absent_since end
         where id = @attemptId and state = 'unknown'
        """, new { attemptId, wait, absent }, ct);

    /// <summary>Asks people, once; the platform is still looked at now and then, as a positive answer counts at any time.</summary>
    public Task<int> AskAsync(UnknownAttempt attempt, string reason, CancellationToken ct) => ExecuteAsync($"""
        with later as (
            update attempts set next_lookup_at = (select snsops.now()) + interval '15 minutes' where id = @Id and state = 'unknown' returning subject_id),
        moved as (
            update publications p set asked_at = (select snsops.now()), error_code = 'ask_a_person', error = @reason, updated_at = clock_timestamp()
              from later l where p.id = l.subject_id and p.state = 'unknown' and p.asked_at is null
            returning p.id, p.client_id, p.content_id, p.platform, p.state, p.post_url, p.error, p.asked_at),
        {PublicationNews.Sql}
        select id from moved
        """, new { attempt.Id, reason }, ct);

    private async Task<int> ExecuteAsync(string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }
}

/// <summary>An attempt whose look is due.</summary>
internal sealed record DueLook(Guid Id, Guid AccountId);
