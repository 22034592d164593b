using Dapper;
using Npgsql;

namespace SnsOps.Api.Auth;

/// <summary>One-use tickets that open a WebSocket without a token in the address.</summary>
internal sealed class TicketSql(NpgsqlDataSource database, AuthOptions options, TimeProvider clock)
{
    /// <summary>Makes a ticket, and clears those that have ended.</summary>
    public async Task<string> IssueAsync(Guid userId, CancellationToken ct)
    {
        var ticket = SessionSql.NewSecret();
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            delete from ws_tickets where expires_at < @now;
            insert into ws_tickets (ticket_hash, user_id, expires_at) values (@hash, @userId, @expiresAt)
            """, new { now, hash = SessionSql.Hash(ticket), userId, expiresAt = now.AddSeconds(options.TicketSeconds) }, cancellationToken: ct));
        return ticket;
    }

    /// <summary>Uses a ticket up; null when it is unknown, used or over.</summary>
    public async Task<Guid?> RedeemAsync(string ticket, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition("""
            with used as (delete from ws_tickets where ticket_hash = @hash returning user_id, expires_at)
            select user_id from used where expires_at > @now
            """, new { hash = SessionSql.Hash(ticket), now = clock.GetUtcNow() }, cancellationToken: ct));
    }
}
