using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;

namespace SnsOps.Shared.Live;

/// <summary>Something staff should see, written in the transaction that made it true. Who sees it: every set condition must hold.</summary>
/// <param name="Type">One of the six of DESIGN §7, such as "publish_result".</param>
/// <param name="ClientId">Members of this client, and admins.</param>
/// <param name="Roles">Only these roles.</param>
/// <param name="UserId">Only this user.</param>
/// <param name="Payload">The event's own fields, snake_case; id and seq are added when it is sent.</param>
public sealed record LiveEvent(string Type, Guid? ClientId, string[]? Roles, Guid? UserId, JsonObject Payload)
{
    /// <summary>Its own, unless it stands for something that must be known again.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();
}

/// <summary>Writes live events and tells the Api instances that there are some.</summary>
public sealed class LiveEvents(NudgeProducer producer)
{
    /// <summary>Inserts events in the caller's transaction. Call <see cref="Announce"/> after its commit.</summary>
    public static async Task InsertAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<LiveEvent> events, CancellationToken ct)
    {
        foreach (var e in events)
        {
            await connection.ExecuteAsync(new CommandDefinition("""
                insert into live_events (id, type, client_id, roles, user_id, payload)
                values (@Id, @Type, @ClientId, @Roles::user_role[], @UserId, @payload::jsonb)
                """,
                new { e.Id, e.Type, e.ClientId, e.Roles, e.UserId, payload = e.Payload.ToJsonString(Plain) }, transaction, cancellationToken: ct));
        }
    }

    /// <summary>Nudges the Api instances; call it after the commit.</summary>
    public void Announce() => producer.Send(Topics.Events, Kinds.LiveEvents, Guid.Empty);

    /// <summary>Korean stays readable in the log.</summary>
    public static JsonSerializerOptions Plain { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
