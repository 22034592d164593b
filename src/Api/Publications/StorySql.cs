using Dapper;
using Npgsql;

namespace SnsOps.Api.Publications;

/// <summary>Tells the whole story of one publication.</summary>
internal sealed class StorySql(NpgsqlDataSource database)
{
    /// <summary>Every line has when, what, how it ended, who did it, and words.</summary>
    /// <remarks>When a publication was due is told while it is known: an outcome forgets it, and what waits for its next try counts from another moment.</remarks>
    private static readonly string Lines = """
        with p as (select * from publications where id = @id and client_id = any(@clients)),
        closed as (
            select l.*, case when l.resolved_by = 'person' then (l.response::jsonb ->> 'user_id')::uuid end as person
              from publishing_logs l join p on p.id = l.subject_id and p.client_id = l.client_id where l.subject_kind = 'publication'),
        still_open as (
            select t.* from attempts t join p on t.subject_kind = 'publication' and t.subject_id = p.id),
        over_it as (
            select h.* from holds h join p on h.client_id = p.client_id
             where (h.account_id is null or h.account_id = p.account_id) and (h.content_id is null or h.content_id = p.content_id)
               and (h.lifted_at is null or h.lifted_at > p.created_at) and h.since < coalesce(p.published_at, 'infinity')),
        lines as (
            select a.at, case when a.step is null then 1 else 6 end as rank, a.act as kind, case a.act when 'asked' then 'unknown' end as status,
                   a.user_id, a.note as text, null as code, null::uuid as attempt_id, null::int as number, a.sends_at, a.step, null::int as lookups
              from publication_acts a join p on p.id = a.publication_id
            union all
            select p.due_since, 2, 'due', null, null, null, null, null, null, null, 'post', null
              from p where isfinite(p.due_since) and p.state in ('due', 'claimed', 'armed') and p.error_code is null
            union all
            select armed_at, 3, 'armed', null, null, null, null, attempt_id, number, null, step, null
              from closed c where step <> 'prepare' and resolved_by <> 'gate' and not exists (select from closed e where e.attempt_id = c.attempt_id and e.closed_at < c.closed_at)
            union all
            select armed_at, 3, 'armed', state::text, null, case when doubted_at is null then unknown_reason end, null, id, number, null, step, null
              from still_open o where not exists (select from closed e where e.attempt_id = o.id)          -- a send that is open again was sent once
            union all
            select doubted_at, 4, 'doubted', 'unknown', null, unknown_reason, unknown_code, attempt_id, number, null, step, lookups from closed where doubted_at is not null
            union all
            select doubted_at, 4, 'doubted', 'unknown', null, unknown_reason, unknown_code, id, number, null, step, lookups from still_open where doubted_at is not null
            union all
            select closed_at, 5, case when person is not null then 'person_verdict' when step = 'prepare' then 'preparation' else 'outcome' end,
                   status, person, coalesce(error, case when resolved_by = 'response' then response end), coalesce(error_code, resolved_by), attempt_id, number, null, step, null
              from closed
            union all
            select p.asked_at, 6, 'asked', p.state::text, null, p.error, p.error_code, null, null, null, 'post', null
              from p where p.asked_at is not null and not exists (select from publication_acts a where a.publication_id = p.id and a.step = 'post' and a.at = p.asked_at)
            union all
            select since, 0, 'hold_set', null, created_by, reason, null, null, null, null, null, null from over_it
            union all
            select lifted_at, 0, 'hold_lifted', null, lifted_by, reason, null, null, null, null, null, null from over_it where lifted_at is not null
            union all
            select r.looked_at, 7, 'read_back', r.verdict, null, r.detail, null, null, r.number, null, 'post', null
              from read_backs r join p on p.id = r.subject_id and r.subject_kind = 'publication' where r.verdict is not null)
        select l.at, l.kind, l.status, u.name as by, l.text, l.code, l.attempt_id, l.number, l.sends_at, l.step, l.lookups
          from lines l left join users u on u.id = l.user_id
         order by l.at, l.rank
        """;

    /// <summary>Null when it is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<PublicationStory?> FindAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition($"""
            select {PublicationSql.Columns}
              from publications p join contents c on c.id = p.content_id join platform_accounts a on a.id = p.account_id
             where p.id = @id and p.client_id = any(@clients);
            select id, step, number, state::text as state, armed_at, send_deadline, unknown_reason, next_lookup_at, lookups, doubted_at, unknown_code, unknown_response as response
              from attempts where subject_kind = 'publication' and subject_id = @id and client_id = any(@clients);
            select attempt_id, step, number, retry_count, status, resolved_by, response, platform_post_id, error_code, error, armed_at, closed_at,
                   doubted_at, unknown_code, unknown_reason, unknown_response, lookups
              from publishing_logs where subject_id = @id and subject_kind = 'publication' and client_id = any(@clients) order by closed_at;
            select h.id, {Shared.Effects.Holds.Scope} as scope, h.reason, u.name as created_by_name, h.since
              from publications p
             cross join lateral (select h.* {Shared.Effects.Holds.OfPublication("p")}) h join users u on u.id = h.created_by
             where p.id = @id and p.client_id = any(@clients) order by h.since;
            {Lines};
            select p.first_comment as text, coalesce(f.state::text, 'waiting') as state, f.platform_comment_id, f.published_at, f.error_code, f.error, f.asked_at
              from publications p left join first_comments f on f.id = p.id
             where p.id = @id and p.client_id = any(@clients) and p.first_comment is not null;
            """, new { id, clients }, cancellationToken: ct));
        var publication = await sets.ReadSingleOrDefaultAsync<PublicationView>();
        var open = (await sets.ReadAsync<OpenAttempt>()).AsList();
        var closed = (await sets.ReadAsync<ClosedAttempt>()).AsList();
        var holds = (await sets.ReadAsync<HoldInForce>()).AsList();
        var timeline = (await sets.ReadAsync<StoryLine>()).AsList();
        var firstComment = await sets.ReadSingleOrDefaultAsync<FirstCommentView>();
        return publication is null ? null : new PublicationStory(publication, open, closed, holds, timeline, firstComment);
    }
}
