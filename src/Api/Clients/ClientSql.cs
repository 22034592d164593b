using Dapper;
using Npgsql;
using SnsOps.Api.Database;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Clients;

/// <summary>Clients and their members.</summary>
internal sealed class ClientSql(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<ClientView>> ListAsync(Guid[] clients, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<ClientView>(new CommandDefinition("""
            select id, name, time_zone, active, created_at
              from clients
             where id = any(@clients) and (@AfterAt::timestamptz is null or (created_at, id) < (@AfterAt, @AfterId))
             order by created_at desc, id desc limit @Fetch
            """, page.Parameters(new { clients }), cancellationToken: ct))).AsList();
    }

    /// <summary>Null when it is unknown or not among <paramref name="clients"/>.</summary>
    public async Task<ClientView?> FindAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ClientView>(new CommandDefinition(
            "select id, name, time_zone, active, created_at from clients where id = @id and id = any(@clients)", new { id, clients }, cancellationToken: ct));
    }

    /// <summary>Null when the name is taken. The same call again finds what it has made.</summary>
    public async Task<ClientView?> InsertAsync(Guid id, string name, string timeZone, CancellationToken ct)
    {
        return await database.ChangeAsync(connection => connection.QuerySingleOrDefaultAsync<ClientView>(new CommandDefinition("""
            with made as (
                insert into clients (id, name, time_zone) values (@id, @name, @timeZone)
                on conflict do nothing
                returning id, name, time_zone, active, created_at)
            select * from made union all select id, name, time_zone, active, created_at from clients where id = @id
            """, new { id, name, timeZone }, cancellationToken: ct)), ct);
    }

    public async Task<IReadOnlyList<MemberView>> MembersAsync(Guid clientId, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<MemberView>(new CommandDefinition("""
            select u.id as user_id, u.email, u.name, u.role::text as role, m.added_at
              from client_members m join users u on u.id = m.user_id
             where m.client_id = @clientId and (@AfterAt::timestamptz is null or (m.added_at, m.user_id) > (@AfterAt, @AfterId))
             order by m.added_at, m.user_id limit @Fetch
            """, page.Parameters(new { clientId }), cancellationToken: ct))).AsList();
    }

    /// <summary>False when there is no such user.</summary>
    public async Task<bool> AddMemberAsync(Guid clientId, Guid userId, CancellationToken ct)
    {
        return await database.ChangeAsync(connection => connection.ExecuteScalarAsync<bool>(new CommandDefinition("""
            with added as (
                insert into client_members (client_id, user_id) select @clientId, u.id from users u where u.id = @userId
                on conflict do nothing)
            select exists (select from users where id = @userId)
            """, new { clientId, userId }, cancellationToken: ct)), ct);
    }

    public async Task RemoveMemberAsync(Guid clientId, Guid userId, CancellationToken ct)
    {
        await database.ChangeAsync(connection => connection.ExecuteAsync(new CommandDefinition(
            "delete from client_members where client_id = @clientId and user_id = @userId", new { clientId, userId }, cancellationToken: ct)), ct);
    }
}
