using System.Text.Json;
using Dapper;
using Npgsql;

namespace SnsOps.Shared.Database;

/// <summary>On whose behalf rows are changed. Said once for a call; each transaction that changes something tells PostgreSQL, whose triggers write <c>audit_log</c>.</summary>
/// <param name="UserId">The person.</param>
/// <param name="ApiKeyId">The key that speaks for them, if one does.</param>
/// <param name="Operation">What they called: the operation's id in the Api's document.</param>
/// <param name="RequestId">The correlation id, so that logs and audit meet.</param>
public sealed record Acting(Guid UserId, Guid? ApiKeyId, string Operation, string RequestId)
{
    private static readonly AsyncLocal<Acting?> Flow = new();

    /// <summary>Who acts in this flow; null: the process itself, whose changes are not audited.</summary>
    public static Acting? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    /// <summary>Tells the open transaction of a connection who acts. It ends with the transaction, so a pooled connection carries nobody's name on.</summary>
    public static Task TellAsync(NpgsqlConnection connection, CancellationToken ct) => Current is not { } acting
        ? Task.CompletedTask
        : connection.ExecuteAsync(new CommandDefinition("select set_config('snsops.acting', @acting, true)", new
        {
            acting = JsonSerializer.Serialize(new { user_id = acting.UserId, api_key_id = acting.ApiKeyId, operation = acting.Operation, request_id = acting.RequestId }),
        }, cancellationToken: ct));

    /// <summary>Makes one change, audited when a person acts.</summary>
    public static async Task<T> ChangeAsync<T>(NpgsqlDataSource database, Func<NpgsqlConnection, Task<T>> change, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await TellAsync(connection, ct);
        var result = await change(connection);
        await transaction.CommitAsync(ct);
        return result;
    }
}
