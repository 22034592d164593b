using Dapper;
using Npgsql;
using SnsOps.Shared.Platforms;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>The rows of kept answers.</summary>
public sealed class ResponseCacheSql(NpgsqlDataSource database)
{
    /// <summary>The server's time, and the answer if there is one that is young enough.</summary>
    public async Task<(DateTimeOffset Now, string? Body)> FindAsync(Guid accountId, byte[] request, CacheUse use, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<(DateTimeOffset, string?)>(new CommandDefinition("""
            select n.now, c.body
              from (select snsops.now() as now) n
              left join api_cache c on c.account_id = @accountId and c.request = @request and c.expires_at > n.now
                   and c.asked_at > n.now - @For and c.asked_at >= coalesce(@NotBefore::timestamptz, '-infinity')
            """, new { accountId, request, use.For, use.NotBefore }, cancellationToken: ct));
    }

    /// <summary>Keeps an answer, unless a newer one is kept.</summary>
    public async Task KeepAsync(ConnectedAccount account, byte[] request, string body, DateTimeOffset askedAt, TimeSpan keepFor)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync("""
            insert into api_cache as c (account_id, client_id, request, body, asked_at, expires_at)
            values (@Id, @ClientId, @request, @body, @askedAt, @askedAt + @keepFor)
            on conflict (account_id, request) do update set body = excluded.body, asked_at = excluded.asked_at, expires_at = excluded.expires_at where c.asked_at <= excluded.asked_at
            """, new { account.Id, account.ClientId, request, body, askedAt, keepFor });
    }

    /// <summary>Forgets all of these accounts.</summary>
    public async Task DropAsync(Guid[] accounts, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("delete from api_cache where account_id = any(@accounts)", new { accounts }, cancellationToken: ct));
    }

    /// <summary>Forgets what is too old, and the oldest of what is too much.</summary>
    public async Task TidyAsync(int most, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            delete from api_cache where expires_at <= greatest(snsops.now(), (select expires_at from api_cache order by expires_at desc offset @most limit 1))
            """, new { most }, cancellationToken: ct));
    }
}
