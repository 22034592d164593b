using Dapper;
using Npgsql;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Deliveries;

/// <summary>What left for people. A user sees their own; staff see their clients' mail.</summary>
internal sealed class DeliverySql(NpgsqlDataSource database)
{
    private const string Columns = "id, channel::text as channel, purpose, recipient, subject, state::text as state, error_code, error, cardinality(notification_ids) as notifications, next_attempt_at, sent_at, receipt, receipt_reason, created_at";

    public Task<IReadOnlyList<DeliveryView>> OfUserAsync(Guid userId, PageRequest page, CancellationToken ct) => ListAsync("user_id = @userId", new { userId }, page, ct);

    public Task<IReadOnlyList<DeliveryView>> OfClientAsync(Guid clientId, PageRequest page, CancellationToken ct) => ListAsync("client_id = @clientId and purpose = 'mail'", new { clientId }, page, ct);

    private async Task<IReadOnlyList<DeliveryView>> ListAsync(string whose, object parameters, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<DeliveryView>(new CommandDefinition($"""
            select {Columns} from notification_deliveries
             where {whose} and (created_at, id) < (coalesce(@AfterAt::timestamptz, 'infinity'), coalesce(@AfterId::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
             order by created_at desc, id desc limit @Fetch
            """, page.Parameters(parameters), cancellationToken: ct))).AsList();
    }
}

/// <summary>A message to somebody, and where it stands: waiting, claimed, armed, retrying, sent, failed, unknown or cancelled.</summary>
public sealed record DeliveryView(
    Guid Id, string Channel, string Purpose, string Recipient, string? Subject, string State, string? ErrorCode, string? Error, int Notifications,
    DateTimeOffset NextAttemptAt, DateTimeOffset? SentAt, string? Receipt, string? ReceiptReason, DateTimeOffset CreatedAt);
