namespace SnsOps.EndToEnd.Failpoints;

/// <summary>Follows a row that is sent to its end. Another end than the expected one fails at once, with all that is known of the row.</summary>
internal static class Ending
{
    private static readonly string[] Told =
    [
        "state", "status", "error_code", "error", "owner", "epoch", "due_since", "next_attempt_at", "asked_at", "updated_at", "number", "armed_at", "send_deadline", "unknown_reason",
        "next_lookup_at", "lookups", "absent_since", "looker", "closed_at", "resolved_by", "response", "id", "process", "pid", "started_at", "heartbeat_at", "lease_until",
    ];

    /// <summary>Waits until the row is published, sent, failed or cancelled, or a person is asked, and nothing of it is armed any more.</summary>
    internal static async Task EndsAsync(this Fixtures.Database database, string table, Guid id, string end)
    {
        const string State = "case when to_jsonb(r) ->> 'asked_at' is not null then 'asked' else r.state::text end";
        await database.UntilAsync($"it is {end}", $"""
            select {State} in ('published', 'sent', 'failed', 'cancelled', 'asked') and not exists (select from attempts a where a.subject_id = r.id and a.state = 'armed') from {table} r where r.id = @id
            """, new { id }, describe: () => TellAsync(database, table, id));
        var seen = await database.ScalarAsync<string>($"select {State} from {table} r where r.id = @id", new { id });
        Assert.True(seen == end, seen == end ? null : $"it is {seen}, not {end}\n{await TellAsync(database, table, id)}\n{database.LastLines}");
    }

    private static async Task<string> TellAsync(Fixtures.Database database, string table, Guid id) => await database.ScalarAsync<string?>($"""
        with seen as (
            select 1 as part, now() as at, 'row' as what, to_jsonb(r) as row from {table} r where r.id = @id
            union all select 2, a.armed_at, 'attempt', to_jsonb(a) from attempts a where a.subject_id = @id
            union all select 2, d.armed_at, 'attempt', to_jsonb(d) from delivery_attempts d where d.delivery_id = @id
            union all select 3, l.closed_at, 'closed', to_jsonb(l) from publishing_logs l where l.subject_id = @id
            union all select 4, w.started_at, 'worker', to_jsonb(w) from workers w where w.process = 'publishing' and w.lease_until > now() - interval '2 minutes')
        select 'now ' || now() || string_agg(E'\n' || what || ': ' || (select string_agg(key || ' ' || value, ', ') from jsonb_each_text(row) where key = any(@Told) and value is not null), '' order by part, at)
          from seen
        """, new { id, Told }) ?? "";
}
