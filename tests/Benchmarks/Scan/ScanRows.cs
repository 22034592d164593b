using Dapper;
using Npgsql;

namespace SnsOps.Benchmarks.Scan;

/// <summary>Publications in bulk: nine of ten are out, one is planned for the months to come.</summary>
internal sealed class ScanRows(NpgsqlDataSource database)
{
    private const int Accounts = 1000;

    /// <summary>A client with its accounts, and contents that many accounts share.</summary>
    public Task PrepareAsync(int contents, CancellationToken ct) => ExecuteAsync("""
        update snsops.clock set may_turn = true;
        insert into clients (id, name) values (@id, '벤치');
        insert into users (id, email, name, role, password_hash) values (@id, 'a@bench.example', '작성자', 'operator', 'x'), (@other, 'm@bench.example', '승인자', 'manager', 'x');
        insert into platform_accounts (id, client_id, platform, platform_account_id, name)
        select (@accounts)[i], @id, 'facebook', i::text, '페이지' from generate_series(1, cardinality(@accounts)) as i;
        insert into contents (id, client_id, title, body, review_state, seal, scheduled_at, local_time, time_zone, created_by, approved_by, approved_at)
        select (lpad(to_hex(i), 8, '0') || '-0000-7000-8000-000000000000')::uuid, @id, '벤치', i || '번째 글', 'approved', sha256('x'), t, t at time zone 'Asia/Seoul', 'Asia/Seoul', @id, @other, t
          from generate_series(0, @contents - 1) as i, (select snsops.now() as t) as now;
        """, new { id = Client, other = Guid.CreateVersion7(), accounts = AccountIds, contents }, ct);

    /// <summary>Rows from a number up to another, without checking each foreign key: they all hold.</summary>
    public Task FillAsync(int from, int to, CancellationToken ct) => ExecuteAsync($"""
        set session_replication_role = replica;
        set synchronous_commit = off;
        insert into publications (id, client_id, content_id, account_id, platform, format, state, content_version, seal, scheduled_at, grace, prepare_at, next_attempt_at, published_at, platform_post_id, read_backs)
        select (lpad(to_hex(i), 8, '0') || '-0000-7000-8000-000000000001')::uuid, @id, (lpad(to_hex(i / {Accounts}), 8, '0') || '-0000-7000-8000-000000000000')::uuid, (@accounts)[1 + i % {Accounts}],
               'facebook', 'facebook_text', case when out then 'published' else 'scheduled' end::publication_state, 1, sha256('x'), t, interval '60 minutes', t - interval '150 seconds', t,
               case when out then t end, case when out then i::text end, 2
          from generate_series(@from, @to - 1) as i, lateral (select i % 10 <> 0 as out) as o,
               lateral (select snsops.now() + case when out then -1 else 1 end * (interval '1 day' + i * interval '0.5 seconds') as t) as at;
        set session_replication_role = default;
        set synchronous_commit = on
        """, new { id = Client, accounts = AccountIds, from, to }, ct);

    /// <summary>Up to date for the planner, as after a night.</summary>
    public Task VacuumAsync(CancellationToken ct) => ExecuteAsync("vacuum analyze publications", null, ct);

    /// <summary>So many rows of the far future are planned so that the scan meets them now.</summary>
    public Task MakeDueAsync(int count, CancellationToken ct) => ExecuteAsync("""
        update publications set scheduled_at = t + interval '149 seconds', prepare_at = t - interval '1 second', next_attempt_at = t + interval '149 seconds'
          from (select snsops.now() as t) as now
         where id in (select id from publications where state = 'scheduled' and prepare_at > (select snsops.now()) order by prepare_at desc limit @count)
        """, new { count }, ct);

    /// <summary>What was moved is out: nothing is due any more.</summary>
    public Task FinishAsync(CancellationToken ct) => ExecuteAsync("""
        update publications set state = 'published', owner = null, published_at = snsops.now(), platform_post_id = id::text, read_backs = 2 where state in ('due', 'retrying', 'claimed', 'armed')
        """, null, ct);

    /// <summary>A stretch of new posts, one after another, as staff plan them ahead.</summary>
    public Task PlanAsync(int from, int count, double perSecond, CancellationToken ct) => ExecuteAsync($"""
        insert into publications (id, client_id, content_id, account_id, platform, format, state, content_version, seal, scheduled_at, grace, prepare_at, next_attempt_at)
        select (lpad(to_hex(i), 8, '0') || '-0000-7000-8000-000000000002')::uuid, @id, (lpad(to_hex(i / {Accounts}), 8, '0') || '-0000-7000-8000-000000000000')::uuid, (@accounts)[1 + i % {Accounts}],
               'facebook', 'facebook_text', 'scheduled', 1, sha256('x'), t, interval '60 minutes', t - interval '150 seconds', t
          from generate_series(@from, @from + @count - 1) as i, lateral (select snsops.now() + interval '151 seconds' + (i - @from) / @perSecond * interval '1 second' as t) as at
        """, new { id = Client, accounts = AccountIds, from, count, perSecond }, ct);

    /// <summary>What is claimed is armed and then out, 64 at a time, as the worker does it: an open attempt each, committed before the send and deleted by the outcome.</summary>
    public Task SendClaimedAsync(CancellationToken ct) => ExecuteAsync("""
        do $$
        declare
            batch uuid[];
        begin
            loop
                batch := array(select id from publications where state = 'claimed' order by updated_at limit 64);
                exit when batch = '{}';
                with armed as (
                    update publications set state = 'armed', updated_at = clock_timestamp() where id = any(batch) returning id, client_id, account_id, epoch, owner, retry_count)
                insert into attempts (id, client_id, account_id, subject_kind, subject_id, epoch, owner, number, fingerprint, request_digest, armed_at, send_deadline)
                select gen_random_uuid(), client_id, account_id, 'publication', id, epoch, owner, retry_count + 1, 'x', 'x', snsops.now(), snsops.now() + interval '90 seconds' from armed;
                commit;
                delete from attempts where subject_kind = 'publication' and step = 'post' and subject_id = any(batch);
                update publications set state = 'published', owner = null, published_at = snsops.now(), platform_post_id = id::text, read_backs = 2 where id = any(batch);
                commit;
            end loop;
        end $$
        """, null, ct);

    /// <summary>The clock goes on by so much without anybody waiting.</summary>
    public Task TurnClockAsync(TimeSpan by, CancellationToken ct) => ExecuteAsync("select snsops.turn_clock((select turned_by from snsops.clock) + @by)", new { by }, ct);

    private static Guid Client { get; } = Guid.CreateVersion7();

    private static Guid[] AccountIds { get; } = [.. Enumerable.Range(0, Accounts).Select(_ => Guid.CreateVersion7())];

    private async Task ExecuteAsync(string sql, object? parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(sql, parameters, commandTimeout: 3600, cancellationToken: ct));
    }
}
