using System.Text.Json;
using Dapper;
using Npgsql;
using SnsOps.Workers.Collection.Inbox;

namespace SnsOps.Workers.Collection.ReceiveWebhooks;

/// <summary>The queue of deliveries. One is locked while it is worked on; a worker that dies leaves it as it was.</summary>
internal sealed class ReceiveWebhooksSql(NpgsqlDataSource database)
{
    /// <summary>Deliveries that no nudge announced, or that are to be tried again.</summary>
    public async Task<IReadOnlyList<Guid>> WaitingAsync(double overdueSeconds, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<Guid>(new CommandDefinition("""
            select id from webhook_deliveries
             where state = 'received' and next_at <= (select snsops.now()) - make_interval(secs => @overdueSeconds)
             order by next_at, id limit @limit
            """, new { overdueSeconds, limit }, cancellationToken: ct))).AsList();
    }

    /// <summary>Locks a delivery; null when somebody else has it, or it is done.</summary>
    public static Task<Delivery?> TakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid id, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<Delivery>(new CommandDefinition("""
            select id, received_at, body, tries from webhook_deliveries where id = @id and state = 'received' and next_at <= (select snsops.now()) for update skip locked
            """, new { id }, transaction, cancellationToken: ct));

    /// <summary>Our accounts among those a delivery names.</summary>
    public async Task<Dictionary<(string Platform, string PlatformAccountId), InboxAccount>> AccountsAsync(IReadOnlyList<AccountEvents> events, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<Named>(new CommandDefinition("""
            select a.id, a.client_id, a.platform::text as platform, a.platform_account_id
              from platform_accounts a
              join (select distinct * from unnest(@platforms::platform[], @ids::text[]) as t (platform, id)) w on a.platform = w.platform and a.platform_account_id = w.id
            """,
            new { platforms = events.Select(e => e.Platform).ToArray(), ids = events.Select(e => e.PlatformAccountId).ToArray() }, cancellationToken: ct)))
            .ToDictionary(a => (a.Platform, a.PlatformAccountId), a => new InboxAccount(a.Id, a.ClientId, a.Platform));
    }

    /// <summary>What was in it is in the inbox; its accounts' webhooks are alive.</summary>
    public static Task DoneAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Delivery delivery, IReadOnlyCollection<InboxAccount> accounts, object detail) =>
        connection.ExecuteAsync("""
            insert into comment_webhooks as w (account_id, client_id, state, last_event_at)
            select id, client_id, 'alive', @ReceivedAt from unnest(@accounts::uuid[], @clients::uuid[]) as a (id, client_id) order by id
            on conflict (account_id) do update
               set last_event_at = greatest(w.last_event_at, excluded.last_event_at), state = 'alive', silent_since = null, missed = 0
             where w.last_event_at < excluded.last_event_at;
            update webhook_deliveries set state = 'done', tries = tries + 1, done_at = snsops.now(), detail = @detail::jsonb where id = @Id and received_at = @ReceivedAt
            """,
            new { delivery.Id, delivery.ReceivedAt, accounts = accounts.Select(a => a.Id).ToArray(), clients = accounts.Select(a => a.ClientId).ToArray(), detail = JsonSerializer.Serialize(detail) }, transaction);

    /// <summary>It could not be taken in: it is tried again, the fifth time is the last.</summary>
    public async Task FailedAsync(Delivery delivery, string error, bool forGood)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await connection.ExecuteAsync("""
            update webhook_deliveries
               set tries = tries + 1, error = left(@error, 500), state = case when @last then 'failed' else state end, done_at = case when @last then snsops.now() end,
                   next_at = snsops.now() + make_interval(secs => 2 * 4 ^ tries)
             where id = @Id and received_at = @ReceivedAt and state = 'received'
            """, new { delivery.Id, delivery.ReceivedAt, error, last = forGood || delivery.Tries >= 4 });
    }

    private sealed record Named(Guid Id, Guid ClientId, string Platform, string PlatformAccountId);
}

/// <summary>One delivery as it was received.</summary>
internal sealed record Delivery(Guid Id, DateTimeOffset ReceivedAt, byte[] Body, int Tries);
