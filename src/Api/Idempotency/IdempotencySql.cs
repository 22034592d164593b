using Dapper;
using Npgsql;
using SnsOps.Shared.Hosting;

namespace SnsOps.Api.Idempotency;

/// <summary>Which calls were made under which key, and how they ended.</summary>
internal sealed class IdempotencySql(NpgsqlDataSource database, WorkerIdentity identity)
{
    /// <summary>The key was free and is now taken by this call, which may make the row of that id; else what is known of the earlier one.</summary>
    /// <remarks>A call without an answer whose process is gone died with it: its key is free again. So is one that took longer than two minutes.</remarks>
    public async Task<(RunningCall? Call, StoredAnswer? Earlier)> BeginAsync(Guid userId, string key, byte[] fingerprint, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var parameters = new { userId, key, fingerprint, owner = identity.Id, rowId = Guid.CreateVersion7() };
        while (true)
        {
            if (await connection.QuerySingleOrDefaultAsync<RunningCall>(new CommandDefinition("""
                insert into idempotency_keys as k (user_id, key, fingerprint, owner, row_id, expires_at)
                values (@userId, @key, @fingerprint, @owner, @rowId, (select snsops.now()) + interval '24 hours')
                on conflict (user_id, key) do update
                   set fingerprint = excluded.fingerprint, owner = excluded.owner,
                       row_id = case when k.expires_at <= (select snsops.now()) or k.fingerprint <> excluded.fingerprint then excluded.row_id else coalesce(k.row_id, excluded.row_id) end,
                       status = null, body = null, content_type = null, location = null,
                       created_at = clock_timestamp(), expires_at = excluded.expires_at
                 where k.expires_at <= (select snsops.now()) or (k.status is null and (k.created_at < clock_timestamp() - interval '2 minutes'
                            or (k.owner <> @owner and not exists (select from workers w where w.id = k.owner and w.lease_until > clock_timestamp()))))
                returning user_id, key, row_id, created_at
                """, parameters, cancellationToken: ct)) is { } call)
                return (call, null);
            if (await connection.QuerySingleOrDefaultAsync<StoredAnswer>(new CommandDefinition(
                    "select fingerprint, status, body, content_type, location from idempotency_keys where user_id = @userId and key = @key", parameters, cancellationToken: ct)) is { } earlier)
                return (null, earlier);
        }
    }

    /// <summary>Keeps its answer, unless another call has taken the key over meanwhile.</summary>
    public async Task FinishAsync(RunningCall call, int status, byte[] body, string? contentType, string? location, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            update idempotency_keys set status = @status, body = @body, content_type = @contentType, location = @location
             where user_id = @UserId and key = @Key and created_at = @CreatedAt;
            delete from idempotency_keys where expires_at < (select snsops.now()) - interval '1 hour'
            """, new { call.UserId, call.Key, call.CreatedAt, status, body, contentType, location }, cancellationToken: ct));
    }

    /// <summary>Nobody answers the call any more; what it may have made keeps its id, for the same call again.</summary>
    public async Task ReleaseAsync(RunningCall call, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update idempotency_keys set owner = @nobody where user_id = @UserId and key = @Key and created_at = @CreatedAt and status is null",
            new { call.UserId, call.Key, call.CreatedAt, nobody = Guid.Empty }, cancellationToken: ct));
    }
}

/// <summary>A call that has a key for itself, until it takes longer than two minutes.</summary>
/// <param name="UserId">Whose key.</param>
/// <param name="Key">It.</param>
/// <param name="RowId">The id of the row that the call may make.</param>
/// <param name="CreatedAt">When it took the key: another that takes it over has another time.</param>
internal sealed record RunningCall(Guid UserId, string Key, Guid RowId, DateTimeOffset CreatedAt);

/// <summary>An earlier call under a key; without a status it is still running.</summary>
internal sealed record StoredAnswer(byte[] Fingerprint, int? Status, byte[]? Body, string? ContentType, string? Location);
