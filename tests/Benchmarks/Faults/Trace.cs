using Dapper;
using Npgsql;

namespace SnsOps.Benchmarks.Faults;

/// <summary>Every step of every publication, written by the database itself by its own clock: what recovery is measured on, and the story told when something is wrong.</summary>
internal static class Trace
{
    /// <summary>Adds the triggers to the bench's own database.</summary>
    public static async Task InstallAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            create table trace (publication_id uuid not null, at timestamptz not null default clock_timestamp(), step text not null, epoch int, owner uuid, detail text);
            create index trace_of on trace (publication_id, at);

            create function trace_publication() returns trigger language plpgsql as $$
            begin
                insert into trace (publication_id, step, epoch, owner, detail)
                values (new.id, case when new.asked_at is not null then 'asked' else new.state::text end, new.epoch, new.owner, new.error_code);
                return null;
            end $$;
            create trigger trace_publication after update on publications for each row
              when (old.state is distinct from new.state or old.epoch is distinct from new.epoch or old.asked_at is distinct from new.asked_at) execute function trace_publication();

            create function trace_attempt() returns trigger language plpgsql as $$
            begin
                insert into trace (publication_id, step, epoch, owner, detail) values (new.subject_id, case when tg_op = 'INSERT' then 'arm' else 'look' end, new.epoch, new.owner, new.id::text);
                return null;
            end $$;
            create trigger trace_arm after insert on attempts for each row execute function trace_attempt();
            create trigger trace_look after update on attempts for each row when (new.lookups > old.lookups) execute function trace_attempt();
            update snsops.clock set may_turn = true
            """, cancellationToken: ct));
    }

    /// <summary>The story of one publication, for people.</summary>
    public static async Task<IReadOnlyList<string>> TellAsync(NpgsqlDataSource database, Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<string>(new CommandDefinition("""
            select to_char(at at time zone 'UTC', 'HH24:MI:SS.MS') || ' ' || what from (
                select at, step || ' epoch ' || coalesce(epoch::text, '') || coalesce(' owner ' || right(owner::text, 6), '') || coalesce(' ' || detail, '') as what from trace where publication_id = @id
                union all select closed_at, 'log ' || status || ' by ' || resolved_by || ' ' || coalesce(platform_post_id, '') || ' ' || coalesce(error_code, '') || ' ' || coalesce(left(response, 120), '') from publishing_logs where subject_id = @id
                union all select armed_at, 'open attempt ' || state || ' lookups ' || lookups || ' next ' || coalesce(next_lookup_at::text, '') || ' ' || coalesce(unknown_reason, '') from attempts where subject_id = @id) t
             order by at
            """, new { id }, cancellationToken: ct))).AsList();
    }
}
