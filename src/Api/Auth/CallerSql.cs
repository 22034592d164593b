using Dapper;
using Npgsql;

namespace SnsOps.Api.Auth;

/// <summary>Who a user is and whose rows they may see, now.</summary>
internal sealed class CallerSql(NpgsqlDataSource database)
{
    private const string Columns = """
        u.id as user_id, u.email, u.name, u.role::text as role,
        case when u.role = 'admin' then array(select id from clients)
             else array(select m.client_id from client_members m where m.user_id = u.id) end as client_ids
        """;

    /// <summary>The user, unless they are inactive or the session was ended.</summary>
    public async Task<Caller?> FindAsync(Guid userId, Guid sessionFamily, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Caller>(new CommandDefinition($"""
            select {Columns}
              from users u
             where u.id = @userId and u.active
               and not exists (select from sessions s where s.family_id = @sessionFamily and s.revoked_at is not null)
            """, new { userId, sessionFamily }, cancellationToken: ct));
    }

    /// <summary>Who a key speaks for and what it is bound to; null when there is no such key or its user is locked out.</summary>
    /// <remarks>A key is bound to clients, so it never does what is of no client: that of an admin speaks as a manager of them.</remarks>
    public async Task<KeyCaller?> FindByKeyAsync(byte[] keyHash, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var key = await connection.QuerySingleOrDefaultAsync<KeyCaller>(new CommandDefinition("""
            select k.id as key_id, u.id as user_id, u.email, u.name, case when u.role = 'admin' then 'manager' else u.role::text end as role, k.scopes,
                   array(select c.client_id from api_key_clients c
                          where c.api_key_id = k.id and (u.role = 'admin' or exists (select from client_members m where m.client_id = c.client_id and m.user_id = u.id))) as client_ids,
                   k.revoked_at is not null as revoked, k.expires_at <= (select snsops.now()) as expired,
                   coalesce(k.last_used_at < (select snsops.now()) - interval '1 minute', true) as use_is_news
              from api_keys k join users u on u.id = k.user_id
             where k.key_hash = @keyHash and u.active
            """, new { keyHash }, cancellationToken: ct));
        if (key is { Revoked: false, Expired: false, UseIsNews: true })
            await connection.ExecuteAsync(new CommandDefinition("update api_keys set last_used_at = snsops.now() where id = @KeyId", new { key.KeyId }, cancellationToken: ct));
        return key;
    }

    /// <summary>The active ones of some users.</summary>
    public async Task<IReadOnlyList<Caller>> FindManyAsync(Guid[] userIds, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<Caller>(new CommandDefinition(
            $"select {Columns} from users u where u.id = any(@userIds) and u.active", new { userIds }, cancellationToken: ct))).AsList();
    }
}

/// <summary>A key that was shown, as it is now.</summary>
internal sealed record KeyCaller
{
    public Guid KeyId { get; init; }
    public Guid UserId { get; init; }
    public string Email { get; init; } = "";
    public string Name { get; init; } = "";
    public string Role { get; init; } = "";
    public string[] Scopes { get; init; } = [];
    public Guid[] ClientIds { get; init; } = [];
    public bool Revoked { get; init; }
    public bool Expired { get; init; }

    /// <summary>Its last use is not noted yet, or was noted more than a minute ago.</summary>
    public bool UseIsNews { get; init; }

    /// <summary>As who it calls.</summary>
    public Caller Caller() => new() { UserId = UserId, Email = Email, Name = Name, Role = Role, ClientIds = ClientIds, KeyId = KeyId, Scopes = Scopes };
}
