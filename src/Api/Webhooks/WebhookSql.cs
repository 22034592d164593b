using Dapper;
using Npgsql;

namespace SnsOps.Api.Webhooks;

/// <summary>Keeps what was sent, as it was sent.</summary>
internal sealed class WebhookSql(NpgsqlDataSource database)
{
    /// <summary>The row is there, and will be worked on, when this returns.</summary>
    public async Task<Guid> KeepAsync(byte[] body, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into webhook_deliveries (id, received_at, platform, body, next_at) select @id, now, 'meta', @body, now from (select snsops.now()) as n (now)
            """, new { id, body }, cancellationToken: ct));
        return id;
    }
}
