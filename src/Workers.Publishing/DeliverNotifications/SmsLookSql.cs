using Dapper;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Notifications;

namespace SnsOps.Workers.Publishing.DeliverNotifications;

/// <summary>Text messages that are to be looked at in the gateway's list. A look is taken by moving the next one on: one that dies is repeated.</summary>
internal sealed class SmsLookSql(NpgsqlDataSource database, [FromKeyedServices(DatabaseSetup.Rounds)] NpgsqlDataSource rounds, DeliveryOptions options)
{
    private const int Most = 20;
    private const int MostReceiptLooks = 12;

    /// <summary>Takes unknown attempts whose look is due, with the requests that are known to be others'.</summary>
    public async Task<IReadOnlyList<UnknownSms>> TakeUnknownAsync(CancellationToken ct)
    {
        await using var connection = await rounds.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<UnknownSms>(new CommandDefinition("""
            with picked as materialized (
                select id from delivery_attempts where next_lookup_at <= (select snsops.now()) order by next_lookup_at limit @Most for update skip locked),
            taken as (
                update delivery_attempts a set lookups = a.lookups + 1, next_lookup_at = (select snsops.now()) + make_interval(secs => least(300, @LookSeconds * 2 ^ least(a.lookups, 10)))
                  from picked k where a.id = k.id
                returning a.*)
            select t.id, t.delivery_id, t.fingerprint, t.armed_at, t.send_deadline, t.absent_since, (select snsops.now()) as now,
                   array(select o.remote_id from notification_deliveries o where o.contact_id = d.contact_id and o.id <> d.id and o.remote_id is not null and o.created_at > t.armed_at - interval '1 day') as others
              from taken t join notification_deliveries d on d.id = t.delivery_id
            """, new { Most, options.LookSeconds }, cancellationToken: ct))).AsList();
    }

    /// <summary>A complete look has not found it.</summary>
    public Task MarkAbsentAsync(Guid attemptId, CancellationToken ct) =>
        ExecuteAsync("update delivery_attempts set absent_since = coalesce(absent_since, (select snsops.now())) where id = @attemptId and state = 'unknown'", new { attemptId }, ct);

    /// <summary>Several fit: looking on would not tell which it was.</summary>
    public Task StopLookingAsync(Guid attemptId, CancellationToken ct) => ExecuteAsync("update delivery_attempts set next_lookup_at = null where id = @attemptId", new { attemptId }, ct);

    /// <summary>Takes sent messages of which the network has not said what became of them.</summary>
    public async Task<IReadOnlyList<SentSms>> TakeSentAsync(CancellationToken ct)
    {
        await using var connection = await rounds.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<SentSms>(new CommandDefinition("""
            with picked as materialized (
                select id from notification_deliveries where next_receipt_at <= (select snsops.now()) order by next_receipt_at limit @Most for update skip locked)
            update notification_deliveries d
               set receipt_looks = d.receipt_looks + 1,
                   next_receipt_at = case when d.receipt_looks < @MostReceiptLooks then (select snsops.now()) + make_interval(secs => least(300, @LookSeconds * 2 ^ least(d.receipt_looks, 10))) end
              from picked k where d.id = k.id and d.remote_id is not null
            returning d.id, d.remote_id
            """, new { Most, MostReceiptLooks, options.LookSeconds }, cancellationToken: ct))).AsList();
    }

    /// <summary>Notes what the network said; one that could not be delivered is told on the page.</summary>
    public Task WriteReceiptAsync(Guid deliveryId, bool delivered, string? reason, CancellationToken ct) => ExecuteAsync($"""
        with moved as (
            update notification_deliveries d set receipt = case when @delivered then 'delivered' else 'undelivered' end, receipt_reason = left(@reason, 300), next_receipt_at = null, updated_at = clock_timestamp()
             where d.id = @deliveryId and d.state = 'sent' and d.receipt is null
            returning d.contact_id, d.user_id, d.purpose),
        told as (
            insert into notifications (id, user_id, client_id, kind, title, message, priority, reference, routed_at)
            select gen_random_uuid(), user_id, null, 'delivery.undelivered', '문자를 받지 못하셨을 수 있습니다', '통신사가 문자를 전달하지 못했습니다' || coalesce(': ' || nullif(@reason, ''), '') || '. 번호를 확인해 주세요.', 'normal',
                   jsonb_build_object('contact_id', contact_id), (select snsops.now())
              from moved where not @delivered and user_id is not null and purpose <> 'verification'
            returning id, user_id, title, message, priority, reference),
        {Notice.ToldLive}
        select 1
        """, new { deliveryId, delivered, reason }, ct);

    private async Task ExecuteAsync(string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }
}

/// <summary>An attempt nobody knows the end of.</summary>
internal sealed record UnknownSms
{
    public Guid Id { get; init; }
    public Guid DeliveryId { get; init; }
    public byte[] Fingerprint { get; init; } = [];
    public DateTimeOffset ArmedAt { get; init; }
    public DateTimeOffset SendDeadline { get; init; }
    public DateTimeOffset? AbsentSince { get; init; }
    public DateTimeOffset Now { get; init; }
    public string[] Others { get; init; } = [];
}

/// <summary>A message the gateway has taken.</summary>
internal sealed record SentSms(Guid Id, string RemoteId);
