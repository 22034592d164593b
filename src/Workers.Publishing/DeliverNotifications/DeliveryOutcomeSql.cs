using System.Diagnostics;
using Dapper;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Notifications;

namespace SnsOps.Workers.Publishing.DeliverNotifications;

/// <summary>Writes what came of an attempt. It counts only while the attempt is open, so writing it again does nothing.</summary>
internal sealed partial class DeliveryOutcomeSql(NpgsqlDataSource database, DeliveryOptions options, ILogger<DeliveryOutcomeSql> logger)
{
    private static readonly string Close = $$"""
        with closed as (
            update delivery_attempts a
               set state = @status, resolved_by = @resolvedBy, response = left(@response, 1000), error_code = @code, error = @reason,
                   closed_at = case when @status <> 'unknown' then (select snsops.now()) end,
                   next_lookup_at = case when @status = 'unknown' and d.channel = 'sms' then (select snsops.now()) + make_interval(secs => @LookSeconds) end
              from notification_deliveries d
             where a.id = @attemptId and d.id = a.delivery_id and a.state in ('armed', 'unknown') and (@status <> 'unknown' or a.state = 'armed')
            returning a.delivery_id),
        moved as (
            update notification_deliveries d
               set state = case when @status = 'sent' then 'sent' when @status = 'unknown' then 'unknown' when @status = 'rejected' or (@burns and d.retry_count >= 3) then 'failed' else 'retrying' end::delivery_state,
                   owner = null, updated_at = clock_timestamp(), retry_count = d.retry_count + case when @burns then 1 else 0 end,
                   sent_at = case when @status = 'sent' then (select snsops.now()) end, remote_id = coalesce(@remoteId, d.remote_id),
                   next_receipt_at = case when @status = 'sent' and d.channel = 'sms' then (select snsops.now()) + make_interval(secs => @LookSeconds) end,
                   next_attempt_at = case when @status in ('try_later', 'not_there', 'abandoned') then (select snsops.now()) + make_interval(secs => coalesce(@wait, @RetrySeconds * 2 ^ d.retry_count)) else d.next_attempt_at end,
                   error_code = @code, error = @reason,
                   sealed = case when @status in ('sent', 'rejected') then null else d.sealed end, key_id = case when @status in ('sent', 'rejected') then null else d.key_id end
              from closed x where d.id = x.delivery_id and d.state in ('armed', 'unknown')
            returning d.id, d.client_id, d.user_id, d.contact_id, d.channel, d.purpose, d.recipient, d.subject, d.state),
        broken as (
            update contacts c set broken_at = (select snsops.now()), broken_reason = @reason
              from moved m where c.id = m.contact_id and m.state = 'failed' and @code like '%.bounced' and c.broken_at is null and c.verified_at is not null
            returning c.id, c.user_id, c.client_id, c.channel, c.address),
        told as (
            insert into notifications (id, user_id, client_id, kind, title, message, priority, reference, routed_at)
            select gen_random_uuid(), b.user_id, null, 'delivery.bounced',
                   case b.channel when 'email' then '이메일이 되돌아와 알림을 보낼 수 없습니다' else 'Slack 웹훅이 끊겨 알림을 보낼 수 없습니다' end,
                   @reason || ' 알림 설정에서 다시 확인하면 이어서 보냅니다.', 'high', jsonb_build_object('contact_id', b.id), (select snsops.now())
              from broken b where b.user_id is not null
            union all
            select gen_random_uuid(), u.id, m.client_id, 'newsletter.' || m.state,
                   case m.state when 'failed' then '메일을 보내지 못했습니다: ' else '메일이 도착했는지 알 수 없습니다: ' end || coalesce(m.subject, ''),
                   m.recipient || ': ' || @reason, 'high', jsonb_build_object('delivery_id', m.id, 'client_id', m.client_id), null
              from moved m join users u on u.active and u.role = 'manager' and exists (select from client_members cm where cm.client_id = m.client_id and cm.user_id = u.id)
             where m.purpose = 'mail' and m.state in ('failed', 'unknown')
            returning id, user_id, title, message, priority, reference),
        {{Notice.ToldLive}}
        select state::text from moved
        """;

    /// <summary>Writes one verdict, waiting out an outage of the database: it may have arrived by now.</summary>
    /// <param name="attemptId">An open attempt.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="resolvedBy">response, listing or gate.</param>
    /// <param name="response">What was answered, without secrets.</param>
    /// <returns>The delivery's new state; null when somebody else closed the attempt.</returns>
    public async Task<string?> WriteAsync(Guid attemptId, Outcome outcome, string resolvedBy, string? response)
    {
        while (true)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync();
                return await connection.ExecuteScalarAsync<string?>(Close, Parameters(attemptId, outcome, resolvedBy, response));
            }
            catch (Exception e) when (e is (NpgsqlException or TimeoutException) and not PostgresException { SqlState: ['2', '2' or '3', ..] })
            {
                LogWaiting(e, attemptId);
                await Task.Delay(500);
            }
        }
    }

    private object Parameters(Guid attemptId, Outcome outcome, string resolvedBy, string? response) => new
    {
        attemptId, resolvedBy, response = Letters.Storable(response), options.LookSeconds, options.RetrySeconds,
        status = outcome switch
        {
            Outcome.Published => "sent",
            Outcome.Rejected => "rejected",
            Outcome.Unknown => "unknown",
            Outcome.TryLater when resolvedBy == "listing" => "not_there",
            Outcome.TryLater when resolvedBy == "gate" => "abandoned",
            Outcome.TryLater => "try_later",
            _ => throw new UnreachableException(),
        },
        code = outcome switch { Outcome.TryLater t => t.Code, Outcome.Rejected r => r.Code, Outcome.Unknown u => u.Code, _ => null },
        reason = outcome switch { Outcome.TryLater t => t.Reason, Outcome.Rejected r => r.Reason, Outcome.Unknown u => u.Reason, _ => null },
        wait = (outcome as Outcome.TryLater)?.Wait?.TotalSeconds,
        burns = outcome is Outcome.TryLater { Burns: true },
        remoteId = (outcome as Outcome.Published)?.PlatformPostId,
    };

    [LoggerMessage(5120, LogLevel.Warning, "The outcome of delivery attempt {AttemptId} waits for PostgreSQL", EventName = "DeliveryOutcomeWaits")]
    private partial void LogWaiting(Exception e, Guid attemptId);
}
