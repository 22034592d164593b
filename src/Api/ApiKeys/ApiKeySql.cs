using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Database;
using SnsOps.Api.Paging;

namespace SnsOps.Api.ApiKeys;

/// <summary>The life of keys: made, read without their secret, revoked.</summary>
internal sealed class ApiKeySql(NpgsqlDataSource database)
{
    private const string View = """
        select k.id, k.user_id, u.name as user_name, k.name, k.start, k.scopes, array(select c.client_id from api_key_clients c where c.api_key_id = k.id order by 1) as client_ids,
               case when k.revoked_at is not null then 'revoked' when k.expires_at <= (select snsops.now()) then 'expired' else 'active' end as state,
               k.created_at, k.expires_at, k.last_used_at, k.revoked_at
          from api_keys k join users u on u.id = k.user_id
        """;

    /// <param name="userId">Whose; null: everybody's.</param>
    /// <param name="page">Which page.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<IReadOnlyList<ApiKeyView>> ListAsync(Guid? userId, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<ApiKeyView>(new CommandDefinition($"""
            {View}
             where (@userId::uuid is null or k.user_id = @userId) and (@AfterAt::timestamptz is null or (k.created_at, k.id) < (@AfterAt, @AfterId))
             order by k.created_at desc, k.id desc limit @Fetch
            """, page.Parameters(new { userId }), cancellationToken: ct))).AsList();
    }

    /// <summary>Keeps a new key by its hash; null when the same call has made one before.</summary>
    public Task<ApiKeyView?> InsertAsync(string secret, NewApiKey key, Caller caller, CancellationToken ct) => database.ChangeAsync(async connection =>
    {
        var made = await connection.ExecuteAsync(new CommandDefinition("""
            insert into api_keys (id, user_id, name, start, key_hash, scopes, created_at, expires_at)
            values (@RowId, @UserId, @name, @start, @hash, @scopes, snsops.now(), snsops.now() + make_interval(days => @Days))
            on conflict (id) do nothing
            """,
            new { caller.RowId, caller.UserId, name = key.Name!.Trim(), start = secret[..ApiKeyText.StartLength], hash = ApiKeyText.Hash(secret), scopes = key.Scopes!.Distinct().Order(StringComparer.Ordinal).ToArray(), key.Days },
            cancellationToken: ct));
        if (made == 0)
            return null;
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into api_key_clients (client_id, api_key_id) select distinct unnest(@ClientIds), @RowId", new { key.ClientIds, caller.RowId }, cancellationToken: ct));
        return await connection.QuerySingleOrDefaultAsync<ApiKeyView>(new CommandDefinition($"{View} where k.id = @RowId", new { caller.RowId }, cancellationToken: ct));
    }, ct);

    /// <summary>Ends one; ending it again changes nothing. False when it is unknown, or another's and <paramref name="any"/> is false.</summary>
    public Task<bool> RevokeAsync(Guid id, Guid userId, bool any, CancellationToken ct) => database.ChangeAsync(connection => connection.ExecuteScalarAsync<bool>(new CommandDefinition("""
        with ended as (
            update api_keys set revoked_at = snsops.now(), revoked_by = @userId where id = @id and revoked_at is null and (@any or user_id = @userId))
        select exists (select from api_keys where id = @id and (@any or user_id = @userId))
        """, new { id, userId, any }, cancellationToken: ct)), ct);
}
