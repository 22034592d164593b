using Dapper;
using Npgsql;
using SnsOps.Api.Database;

namespace SnsOps.Api.Notifications;

/// <summary>What a user wants to hear where, and when not. Bounded to the user.</summary>
internal sealed class SettingSql(NpgsqlDataSource database)
{
    /// <summary>Topics with a row of their own; the others are as the default has them.</summary>
    public async Task<IReadOnlyList<TopicChoice>> ChoicesAsync(Guid userId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<TopicChoice>(new CommandDefinition(
            "select topic, channel::text as channel, enabled from notification_preferences where user_id = @userId", new { userId }, cancellationToken: ct))).AsList();
    }

    public async Task ChooseAsync(Guid userId, IReadOnlyList<TopicChoice> choices, CancellationToken ct)
    {
        await database.ChangeAsync(connection => connection.ExecuteAsync(new CommandDefinition("""
            insert into notification_preferences (user_id, topic, channel, enabled, updated_at)
            select @userId, c.topic, c.channel::delivery_channel, c.enabled, (select snsops.now()) from unnest(@topics, @channels, @enabled) as c (topic, channel, enabled)
            on conflict (user_id, topic, channel) do update set enabled = excluded.enabled, updated_at = excluded.updated_at
            """, new { userId, topics = choices.Select(c => c.Topic!).ToArray(), channels = choices.Select(c => c.Channel!).ToArray(), enabled = choices.Select(c => c.Enabled!.Value).ToArray() }, cancellationToken: ct)), ct);
    }

    public async Task<QuietHours?> QuietAsync(Guid userId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<QuietHours>(new CommandDefinition(
            "select to_char(starts, 'HH24:MI') as starts, to_char(ends, 'HH24:MI') as ends, time_zone from quiet_hours where user_id = @userId", new { userId }, cancellationToken: ct));
    }

    public async Task SetQuietAsync(Guid userId, QuietHours quiet, CancellationToken ct)
    {
        await database.ChangeAsync(connection => connection.ExecuteAsync(new CommandDefinition("""
            insert into quiet_hours (user_id, starts, ends, time_zone, updated_at) values (@userId, @Starts::time, @Ends::time, @TimeZone, (select snsops.now()))
            on conflict (user_id) do update set starts = excluded.starts, ends = excluded.ends, time_zone = excluded.time_zone, updated_at = excluded.updated_at
            """, new { userId, quiet.Starts, quiet.Ends, quiet.TimeZone }, cancellationToken: ct)), ct);
    }

    public async Task EndQuietAsync(Guid userId, CancellationToken ct)
    {
        await database.ChangeAsync(connection => connection.ExecuteAsync(new CommandDefinition("delete from quiet_hours where user_id = @userId", new { userId }, cancellationToken: ct)), ct);
    }
}
