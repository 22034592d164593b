using Dapper;
using Npgsql;
using SnsOps.Api.Database;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Users;

/// <summary>Users, by admins. Not bounded to clients: users belong to the agency.</summary>
internal sealed class UserSql(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<UserView>> ListAsync(PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<UserView>(new CommandDefinition("""
            select id, email, name, role::text as role, active, created_at
              from users
             where @AfterAt::timestamptz is null or (created_at, id) < (@AfterAt, @AfterId)
             order by created_at desc, id desc limit @Fetch
            """, page.Parameters(), cancellationToken: ct))).AsList();
    }

    /// <summary>Null when the e-mail is in use. The same call again finds whom it has made.</summary>
    public async Task<UserView?> InsertAsync(Guid id, string email, string name, string role, string passwordHash, CancellationToken ct)
    {
        return await database.ChangeAsync(connection => connection.QuerySingleOrDefaultAsync<UserView>(new CommandDefinition("""
            with made as (
                insert into users (id, email, name, role, password_hash)
                values (@id, @email, @name, @role::user_role, @passwordHash)
                on conflict do nothing
                returning id, email, name, role, active, created_at)
            select id, email, name, role::text as role, active, created_at
              from (select * from made union all select id, email, name, role, active, created_at from users where id = @id) u
            """, new { id, email, name, role, passwordHash }, cancellationToken: ct)), ct);
    }

    /// <summary>Locks a user out: their requests are refused from now on, their sessions end.</summary>
    public async Task<bool> DeactivateAsync(Guid id, CancellationToken ct)
    {
        return await database.ChangeAsync(connection => connection.ExecuteScalarAsync<bool>(new CommandDefinition("""
            with stopped as (update users set active = false where id = @id returning id),
                 ended as (update sessions set revoked_at = (select snsops.now()) where user_id in (select id from stopped) and revoked_at is null)
            select exists (select from stopped)
            """, new { id }, cancellationToken: ct)), ct);
    }
}
