using Dapper;
using Npgsql;

namespace SnsOps.Api.Idempotency;

/// <summary>Which calls were made under which key, and how they ended.</summary>
internal sealed class IdempotencySql(NpgsqlDataSource database)
{
    /// <summary>Null: the key is free and now taken by this call. Else what is known of the earlier one.</summary>
    /// <remarks>A call without an answer after two minutes died with its process: its key is free again.</remarks>
    public async Task<StoredAnswer?> BeginAsync(Guid userId, string key, byte[] fingerprint, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var parameters = new { userId, key, fingerprint };
        while (true)
        {
            var taken = await connection.ExecuteAsync(new CommandDefinition("""
                insert into idempotency_keys as k (user_id, key, fingerprint, expires_at)
                values (@userId, @key, @fingerprint, (select snsops.now()) + interval '24 hours')
                on conflict (user_id, key) do update
                   set fingerprint = excluded.fingerprint, status = null, body = null, content_type = null, location = null,
                       created_at = clock_timestamp(), expires_at = excluded.expires_at
                 where k.expires_at <= (select snsops.now()) or (k.status is null and k.created_at < clock_timestamp() - interval '2 minutes')
                """, parameters, cancellationToken: ct));
            if (taken == 1)
                return null;
            if (await connection.QuerySingleOrDefaultAsync<StoredAnswer>(new CommandDefinition(
                    "select fingerprint, status, body, content_type, location from idempotency_keys where user_id = @userId and key = @key", parameters, cancellationToken: ct)) is { } earlier)
                return earlier;
        }
    }

    public async Task FinishAsync(Guid userId, string key, int status, byte[] body, string? contentType, string? location, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            update idempotency_keys set status = @status, body = @body, content_type = @contentType, location = @location where user_id = @userId and key = @key;
            delete from idempotency_keys where expires_at < (select snsops.now()) - interval '1 hour'
            """, new { userId, key, status, body, contentType, location }, cancellationToken: ct));
    }

    public async Task ReleaseAsync(Guid userId, string key, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from idempotency_keys where user_id = @userId and key = @key and status is null", new { userId, key }, cancellationToken: ct));
    }
}

/// <summary>An earlier call under a key; without a status it is still running.</summary>
internal sealed record StoredAnswer(byte[] Fingerprint, int? Status, byte[]? Body, string? ContentType, string? Location);
