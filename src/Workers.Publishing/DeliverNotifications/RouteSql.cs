using Dapper;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Deliveries;

namespace SnsOps.Workers.Publishing.DeliverNotifications;

/// <summary>Turns notifications into deliveries by what each user wants, and takes back what was read on the page before it left.</summary>
internal sealed class RouteSql([FromKeyedServices(DatabaseSetup.Rounds)] NpgsqlDataSource database, DeliveryOptions options)
{
    private const int Most = 500;

    /// <summary>Routes what nobody has routed yet. What comes while a bundle waits joins it; a crisis waits neither for the night to end nor for the gap.</summary>
    /// <returns>How many are left to be routed.</returns>
    public async Task<int> RouteAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition($"""
            with picked as materialized (
                select id, created_at, user_id, client_id, kind from notifications where routed_at is null order by created_at, id limit @Most for update skip locked),
            routed as (
                update notifications n set routed_at = (select snsops.now()) from picked p where n.id = p.id and n.created_at = p.created_at),
            wanted as (
                select p.id, p.created_at, p.client_id, p.user_id, c.id as contact_id, c.channel, c.address, case t.topic when 'crisis' then 'crisis' else 'rest' end as bundle
                  from picked p
                  join users u on u.id = p.user_id and u.active
                  join contacts c on c.user_id = p.user_id and {MailToSend.Reachable}
                 cross join lateral (select coalesce((select k.topic from notification_kinds k where k.prefix = split_part(p.kind, '.', 1)), 'operations') as topic) t
                  left join notification_preferences f on f.user_id = p.user_id and f.topic = t.topic and f.channel = c.channel
                 where coalesce(f.enabled, c.channel <> 'sms' or t.topic = 'crisis')),
            bundles as (
                select contact_id, user_id, channel, address, bundle, array_agg(id order by created_at, id) as ids, case when count(distinct client_id) = 1 and bool_and(client_id is not null) then (array_agg(client_id))[1] end as client_id
                  from wanted group by contact_id, user_id, channel, address, bundle),
            timed as (
                select b.*, n.now,
                       case b.bundle when 'crisis' then n.now else snsops.after_quiet(greatest(n.now, l.last_at + make_interval(secs => case b.channel when 'email' then @EmailGapSeconds when 'sms' then @SmsGapSeconds else @SlackGapSeconds end)),
                                                                                      q.starts, q.ends, q.time_zone) end as due_at
                  from bundles b cross join (select snsops.now()) as n (now)
                  left join quiet_hours q on q.user_id = b.user_id
                  left join lateral (select max(d.tried_at) as last_at from notification_deliveries d
                                      where d.contact_id = b.contact_id and d.bundle = 'rest' and d.created_at > n.now - interval '2 days') l on true)
            insert into notification_deliveries as d (id, client_id, user_id, contact_id, channel, purpose, recipient, bundle, notification_ids, next_attempt_at, expires_at, created_at)
            select snsops.uuid_v7(), client_id, user_id, contact_id, channel, 'notifications', address, bundle, ids, due_at, due_at + make_interval(secs => @GraceHours * 3600), now from timed order by contact_id
            on conflict (contact_id, bundle) where state = 'waiting' and epoch = 0 and bundle is not null
            do update set notification_ids = d.notification_ids || excluded.notification_ids, updated_at = clock_timestamp(),
                          client_id = case when d.client_id = excluded.client_id then d.client_id end;
            select count(*)::int from notifications where routed_at is null
            """, new { Most, options.EmailGapSeconds, options.SmsGapSeconds, options.SlackGapSeconds, options.GraceHours }, cancellationToken: ct));
    }

    /// <summary>What its user has read on the page before it left is not sent as well.</summary>
    public async Task DropReadAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            update notification_deliveries d set state = 'cancelled', error_code = 'read', error = '보내기 전에 화면에서 읽었습니다.', updated_at = clock_timestamp()
             where d.state = 'waiting' and d.bundle = 'rest' and d.next_attempt_at <= (select snsops.now())
               and not exists (select from notifications n where n.id = any(d.notification_ids) and n.read_at is null)
            """, cancellationToken: ct));
    }
}
