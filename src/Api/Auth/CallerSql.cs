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

    /// <summary>The active ones of some users.</summary>
    public async Task<IReadOnlyList<Caller>> FindManyAsync(Guid[] userIds, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<Caller>(new CommandDefinition(
            $"select {Columns} from users u where u.id = any(@userIds) and u.active", new { userIds }, cancellationToken: ct))).AsList();
    }
}
