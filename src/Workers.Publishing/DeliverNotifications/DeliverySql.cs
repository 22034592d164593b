using Dapper;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Deliveries;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Notifications;

namespace SnsOps.Workers.Publishing.DeliverNotifications;

/// <summary>The life of a delivery between waiting and armed.</summary>
internal sealed class DeliverySql(NpgsqlDataSource database, [FromKeyedServices(DatabaseSetup.Rounds)] NpgsqlDataSource rounds, WorkerIdentity identity, DeliveryOptions options)
{
    /// <summary>Why a delivery whose sender is gone is doubted.</summary>
    public const string Died = "보내던 중 프로세스가 멈춰 도착했는지 알 수 없습니다.";

    /// <summary>Claims what is due.</summary>
    public async Task<IReadOnlyList<OutgoingDelivery>> ClaimAsync(int limit, CancellationToken ct)
    {
        await using var connection = await rounds.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<OutgoingDelivery>(new CommandDefinition("""
            with picked as materialized (
                select id from notification_deliveries
                 where state in ('waiting', 'retrying') and next_attempt_at <= (select snsops.now()) and expires_at > (select snsops.now())
                 order by next_attempt_at, id limit @limit for update skip locked),
            claimed as (
                update notification_deliveries d set state = 'claimed', owner = @owner, epoch = d.epoch + 1, updated_at = clock_timestamp()
                  from picked k where d.id = k.id
                returning d.*)
            select d.id, d.epoch, d.contact_id, d.client_id, d.channel::text as channel, d.purpose, d.recipient, d.subject, d.body, d.html, d.attachments::text as attachments,
                   d.key_id, d.sealed, c.key_id as hook_key_id, c.secret as hook_secret, d.retry_count, d.created_at,
                   (select coalesce(jsonb_agg(jsonb_build_object('title', n.title, 'message', n.message, 'priority', n.priority, 'reference', n.reference) order by n.created_at, n.id), '[]')::text
                      from notifications n where n.id = any(d.notification_ids) and (n.read_at is null or d.bundle = 'crisis')) as notes
              from claimed d join contacts c on c.id = d.contact_id
             order by d.next_attempt_at, d.id
            """, new { limit, owner = identity.Id }, cancellationToken: ct))).AsList();
    }

    /// <summary>Commits the intent before anything is sent. False: taken over, over its time, or its contact is not to be written to any more.</summary>
    public async Task<bool> ArmAsync(OutgoingDelivery row, Guid attemptId, byte[] fingerprint, CancellationToken ct) => await ExecuteAsync($"""
        with ready as (
            update notification_deliveries d set state = 'armed', tried_at = (select snsops.now()), updated_at = clock_timestamp()
              from contacts c
             where d.id = @Id and d.state = 'claimed' and d.epoch = @Epoch and d.owner = @owner and d.expires_at > (select snsops.now())
               and c.id = d.contact_id and {MayBeWrittenTo}
               and exists (select from workers o where o.id = @owner and o.lease_until > clock_timestamp())
            returning d.id, d.epoch)
        insert into delivery_attempts (id, delivery_id, number, epoch, owner, fingerprint, armed_at, send_deadline)
        select @attemptId, id, (select count(*) + 1 from delivery_attempts a where a.delivery_id = r.id), epoch, @owner, @fingerprint, (select snsops.now()), (select snsops.now()) + make_interval(secs => @DeadlineSeconds)
          from ready r
        """, new { row.Id, row.Epoch, owner = identity.Id, attemptId, fingerprint, options.DeadlineSeconds }, ct) > 0;

    /// <summary>Ends a claimed delivery that there is nothing to send of, or nobody to send it to.</summary>
    /// <returns>False when neither is so: then it is free for the next claim.</returns>
    public async Task<bool> CancelAsync(OutgoingDelivery row, bool nothingToSay, CancellationToken ct) => await ExecuteAsync($"""
        with ended as (
            update notification_deliveries d
               set state = 'cancelled', owner = null, sealed = null, key_id = null, updated_at = clock_timestamp(),
                   error_code = case when @nothingToSay then 'read' when d.expires_at <= (select snsops.now()) then 'expired' else 'contact' end,
                   error = case when @nothingToSay then '보내기 전에 화면에서 읽었습니다.' when d.expires_at <= (select snsops.now()) then '제때 보내지 못해 보내지 않았습니다.' else '받는 곳이 삭제되었거나 더는 쓸 수 없습니다.' end
              from contacts c
             where d.id = @Id and d.state = 'claimed' and d.epoch = @Epoch and d.owner = @owner and c.id = d.contact_id
               and (@nothingToSay or d.expires_at <= (select snsops.now()) or not ({MayBeWrittenTo}))
            returning d.id)
        update notification_deliveries d set state = 'waiting', owner = null
         where d.id = @Id and d.state = 'claimed' and d.epoch = @Epoch and d.owner = @owner and not exists (select from ended)
        """, new { row.Id, row.Epoch, owner = identity.Id, nothingToSay }, ct) == 0;

    /// <summary>Gives a claimed row back, to be claimed again at once by anybody.</summary>
    public Task<int> ReleaseAsync(OutgoingDelivery row) => ExecuteAsync(
        "update notification_deliveries set state = 'waiting', owner = null where id = @Id and state = 'claimed' and epoch = @Epoch and owner = @owner",
        new { row.Id, row.Epoch, owner = identity.Id }, CancellationToken.None);

    /// <summary>Frees claimed rows of dead owners, and of this process where it does not work on them; what was armed by them may have left, so nobody knows.</summary>
    /// <returns>How many were freed, and the attempts that are to be doubted.</returns>
    public async Task<(int Freed, IReadOnlyList<Guid> Doubted)> RecoverAsync(Guid[] working, CancellationToken ct)
    {
        var parameters = new { owner = identity.Id, working };
        var freed = await ExecuteAsync(rounds, $"update notification_deliveries d set state = 'waiting', owner = null, updated_at = clock_timestamp() where d.state = 'claimed' and {Gone("d", "d.id")}", parameters, ct);
        await using var connection = await rounds.OpenConnectionAsync(ct);
        return (freed, (await connection.QueryAsync<Guid>(new CommandDefinition(
            $"select a.id from delivery_attempts a where a.state = 'armed' and {Gone("a", "a.delivery_id")}", parameters, cancellationToken: ct))).AsList());
    }

    /// <summary>Forgets codes and links whose time is over, and gives up what waited for too long; of a client's mail its managers are told.</summary>
    /// <returns>How many were given up.</returns>
    public async Task<int> ExpireAsync(CancellationToken ct)
    {
        await ExecuteAsync(rounds, "update notification_deliveries set sealed = null, key_id = null where sealed is not null and expires_at <= (select snsops.now()) and state not in ('claimed', 'armed')", new { }, ct);
        await using var connection = await rounds.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition($"""
            with moved as (
                update notification_deliveries d
                   set state = 'failed', error_code = 'expired', error = '제때 보내지 못해 보내지 않았습니다.' || coalesce(' (' || d.error || ')', ''), updated_at = clock_timestamp()
                 where d.state in ('waiting', 'retrying') and d.expires_at <= (select snsops.now())
                returning d.id, d.client_id, d.purpose, d.recipient, d.subject, d.error),
            told as (
                insert into notifications (id, user_id, client_id, kind, title, message, priority, reference)
                select gen_random_uuid(), u.id, m.client_id, 'newsletter.failed', '메일을 보내지 못했습니다: ' || coalesce(m.subject, ''), m.recipient || ': ' || m.error, 'high',
                       jsonb_build_object('delivery_id', m.id, 'client_id', m.client_id)
                  from moved m join users u on u.active and u.role = 'manager' and exists (select from client_members cm where cm.client_id = m.client_id and cm.user_id = u.id)
                 where m.purpose = 'mail'
                returning id, user_id, title, message, priority, reference),
            {Notice.ToldLive}
            select count(*)::int from moved
            """, cancellationToken: ct));
    }

    /// <summary>A contact <c>c</c> that delivery <c>d</c> may go to: a proof is asked for before there is one.</summary>
    private const string MayBeWrittenTo = $"(case when d.purpose = 'verification' then c.removed_at is null else {MailToSend.Reachable} end)";

    /// <summary>That a held row's owner does not work on it any more.</summary>
    private static string Gone(string row, string id) =>
        $"case when {row}.owner = @owner then not {id} = any(@working) else not exists (select from workers w where w.id = {row}.owner and w.lease_until > clock_timestamp()) end";

    private Task<int> ExecuteAsync(string sql, object parameters, CancellationToken ct) => ExecuteAsync(database, sql, parameters, ct);

    private static async Task<int> ExecuteAsync(NpgsqlDataSource pool, string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await pool.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }
}
