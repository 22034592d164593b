using Dapper;
using Npgsql;
using SnsOps.Workers.Ai.Surges;

namespace SnsOps.Workers.Ai.DetectCrisis;

/// <summary>What came of late, and what a window's evidence is.</summary>
internal sealed class DetectCrisisSql(NpgsqlDataSource database)
{
    private const int MostComments = 1_000;

    /// <summary>Windows of clients that have at least <paramref name="least"/> negatives in the longest one and are not being left alone.</summary>
    /// <param name="hours">Lengths of the windows.</param>
    /// <param name="least">Clients with fewer are not looked at any closer.</param>
    /// <param name="coolDownMinutes">For clients without a rule.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<IReadOnlyList<Window>> WindowsAsync(int[] hours, int least, int coolDownMinutes, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<Window>(new CommandDefinition($"""
            with watched as materialized (
                select c.id, c.name, o.severity
                  from clients c
                  left join crisis_rules r on r.client_id = c.id and r.state = 'active'
                  left join incidents o on o.client_id = c.id and o.acknowledged_at is null
                 where c.active
                   and (select count(*) from (select from comments_inbox i
                                               where i.client_id = c.id and i.sentiment in ('negative', 'crisis')
                                                 and i.posted_at > (select snsops.now()) - make_interval(hours => @most) and i.posted_at <= (select snsops.now()) limit @least) f) >= @least
                   and not exists (select from incidents n where n.client_id = c.id
                                    and n.acknowledged_at > (select snsops.now()) - make_interval(mins => coalesce(r.cool_down_minutes, @coolDownMinutes))))
            select w.id as client_id, w.name as client, w.severity as open_severity, h.hours, (select snsops.now()) as now, s.*
              from watched w
             cross join unnest(@hours) as h (hours)
             cross join lateral (
                select count(*)::int as all_comments, count(*) filter (where i.sentiment in ('negative', 'crisis'))::int as all_negatives,
                       ({Copies.Counted("")})::int as comments, ({Copies.Counted("filter (where i.sentiment in ('negative', 'crisis'))")})::int as negatives
                  from comments_inbox i
                 where i.client_id = w.id and i.posted_at > (select snsops.now()) - make_interval(hours => h.hours) and i.posted_at <= (select snsops.now()) and i.sentiment is not null) s
             order by w.id, h.hours
            """, new { hours, most = hours.Max(), least, coolDownMinutes }, cancellationToken: ct))).AsList();
    }

    /// <summary>The comments of a window that are negative, the newest first, and what was copied most.</summary>
    public async Task<Evidence> EvidenceAsync(Guid clientId, int hours, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<Evidence>(new CommandDefinition($"""
            with negatives as materialized (
                select i.id, i.posted_at, i.message, {Copies.Text} as text_key, {Copies.Author} as author_key
                  from comments_inbox i
                 where i.client_id = @clientId and i.sentiment in ('negative', 'crisis') and i.posted_at > @now - make_interval(hours => @hours) and i.posted_at <= @now)
            select (select (array_agg(id order by posted_at desc))[1:@MostComments] from negatives) as comment_ids,
                   (select count(distinct text_key)::int from negatives) as texts, (select count(distinct author_key)::int from negatives) as authors,
                   (select coalesce(jsonb_agg(jsonb_build_object('text', t.text, 'count', t.copies) order by t.copies desc), '[]')::text
                      from (select left(min(message), 80) as text, count(*) as copies from negatives group by text_key having count(*) > 1 order by 2 desc limit 3) t) as copied
            """, new { clientId, hours, now, MostComments }, cancellationToken: ct));
    }
}

/// <summary>What a client's comments of the last hours are.</summary>
internal sealed record Window
{
    public Guid ClientId { get; init; }

    public string Client { get; init; } = "";

    /// <summary>Of the incident that nobody has taken; null: there is none.</summary>
    public string? OpenSeverity { get; init; }

    public int Hours { get; init; }

    public DateTimeOffset Now { get; init; }

    public int AllComments { get; init; }

    public int AllNegatives { get; init; }

    /// <summary>Copies counted once.</summary>
    public int Comments { get; init; }

    public int Negatives { get; init; }
}

/// <summary>What a window consists of.</summary>
internal sealed record Evidence
{
    public Guid[] CommentIds { get; init; } = [];

    public int Texts { get; init; }

    public int Authors { get; init; }

    /// <summary>A JSON array of text and count.</summary>
    public string Copied { get; init; } = "[]";
}
