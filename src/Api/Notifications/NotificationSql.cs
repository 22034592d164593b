using Dapper;
using Npgsql;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Notifications;

/// <summary>A user's notifications. Bounded to the user, which is narrower than their clients.</summary>
internal sealed class NotificationSql(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<NotificationRow>> ListAsync(Guid userId, bool unreadOnly, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<NotificationRow>(new CommandDefinition("""
            select id, client_id, kind, title, message, priority, reference::text as reference, read_at, created_at
              from notifications
             where user_id = @userId and (not @unreadOnly or read_at is null)
               and (created_at, id) < (coalesce(@AfterAt::timestamptz, 'infinity'), coalesce(@AfterId::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
             order by created_at desc, id desc limit @Fetch
            """, page.Parameters(new { userId, unreadOnly }), cancellationToken: ct))).AsList();
    }

    public async Task<int> CountUnreadAsync(Guid userId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            "select count(*)::int from notifications where user_id = @userId and read_at is null", new { userId }, cancellationToken: ct));
    }

    /// <summary>True when it is the user's, read before or not.</summary>
    public async Task<bool> ReadAsync(Guid id, Guid userId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(
            "update notifications set read_at = coalesce(read_at, (select snsops.now())) where id = @id and user_id = @userId", new { id, userId }, cancellationToken: ct)) > 0;
    }

    public async Task ReadAllAsync(Guid userId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update notifications set read_at = (select snsops.now()) where user_id = @userId and read_at is null", new { userId }, cancellationToken: ct));
    }
}

internal sealed record NotificationRow(
    Guid Id, Guid? ClientId, string Kind, string Title, string Message, string Priority, string Reference, DateTimeOffset? ReadAt, DateTimeOffset CreatedAt);
