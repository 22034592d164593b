using Dapper;
using Npgsql;

namespace SnsOps.Shared.Notifications;

/// <summary>Something people must be told: one notification row and one live event for each of them, in the caller's transaction.</summary>
/// <param name="ClientId">The client it is about; null: nobody's, only admins are told.</param>
/// <param name="Roles">Members of the client with these roles; admins are told when "admin" is among them.</param>
/// <param name="Kind">What it is about, such as "token.reconnect".</param>
/// <param name="Title">Korean, one line.</param>
/// <param name="Message">Korean: what, why, what to do.</param>
/// <param name="Priority">low, normal, high or urgent.</param>
/// <param name="ReferenceJson">What to open, such as {"content_id": "…"}.</param>
public sealed record Notice(Guid? ClientId, string[] Roles, string Kind, string Title, string Message, string Priority, string ReferenceJson)
{
    /// <summary>The live events of a CTE <c>told (id, user_id, title, message, priority, reference)</c> of notifications, as one more common table expression.</summary>
    public const string ToldLive = """
        told_live as (
            insert into live_events (id, type, user_id, payload)
            select gen_random_uuid(), 'notification', user_id, jsonb_build_object(
                       'type', 'notification', 'notification_id', id, 'title', title, 'message', message, 'priority', priority, 'reference', reference)
              from told)
        """;

    /// <summary>Writes the rows; call LiveEvents.Announce after the commit.</summary>
    /// <returns>How many people are told.</returns>
    public async Task<int> InsertAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken ct) =>
        await connection.ExecuteAsync(new CommandDefinition("""
            with told as (
                insert into notifications (id, user_id, client_id, kind, title, message, priority, reference)
                select gen_random_uuid(), u.id, @ClientId::uuid, @Kind, @Title, @Message, @Priority, @ReferenceJson::jsonb
                  from users u
                 where u.active and u.role = any(@Roles::user_role[])
                   and (u.role = 'admin' or exists (select from client_members m where m.client_id = @ClientId::uuid and m.user_id = u.id))
                returning id, user_id, title, message, priority, reference)
            insert into live_events (id, type, client_id, user_id, payload)
            select gen_random_uuid(), 'notification', null, user_id,
                   jsonb_build_object('type', 'notification', 'notification_id', id, 'title', title, 'message', message, 'priority', priority, 'reference', reference)
              from told
            """, this, transaction, cancellationToken: ct));
}
