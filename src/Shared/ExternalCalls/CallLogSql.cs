using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using SnsOps.Shared.Database;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>Writes lines of the call log.</summary>
public sealed class CallLogSql([FromKeyedServices(DatabaseSetup.Rounds)] NpgsqlDataSource database)
{
    /// <summary>Adds lines by COPY: thousands a second cost next to nothing.</summary>
    public async Task InsertAsync(IReadOnlyList<CallRecord> records, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var copy = await connection.BeginBinaryImportAsync("""
            copy api_calls (at, scope, endpoint, method, priority, client_id, account_id, verdict, status, ms, error_code, try, attempt_id, correlation_id) from stdin (format binary)
            """, ct);
        foreach (var record in records)
        {
            await copy.StartRowAsync(ct);
            Write(copy, record);
        }

        await copy.CompleteAsync(ct);
    }

    /// <summary>Into the connection's buffer, which is sent every few dozen lines: fourteen waits per line would cost more than that does.</summary>
    private static void Write(NpgsqlBinaryImporter copy, CallRecord record)
    {
        copy.Write(record.At.UtcDateTime, NpgsqlDbType.TimestampTz);
        copy.Write(record.Host);
        copy.Write(record.Endpoint);
        copy.Write(record.Method);
        copy.Write(NameOf(record.Priority));
        copy.Write(record.ClientId);
        WriteOrNull(copy, record.AccountId, NpgsqlDbType.Uuid);
        copy.Write(NameOf(record.Verdict));
        WriteOrNull(copy, (short?)record.Status, NpgsqlDbType.Smallint);
        copy.Write((float)record.Ms, NpgsqlDbType.Real);
        WriteOrNull(copy, record.Error, NpgsqlDbType.Text);
        copy.Write((short)record.Try, NpgsqlDbType.Smallint);
        WriteOrNull(copy, record.AttemptId, NpgsqlDbType.Uuid);
        WriteOrNull(copy, record.CorrelationId, NpgsqlDbType.Text);
    }

    private static void WriteOrNull<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type)
    {
        if (value is null)
            copy.WriteNull();
        else
            copy.Write(value, type);
    }

    private static string NameOf(CallPriority priority) => priority switch
    {
        CallPriority.Publishing => "publishing",
        CallPriority.Collection => "collection",
        CallPriority.Ai => "ai",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string NameOf(CallVerdict? verdict) => verdict switch
    {
        CallVerdict.Answered => "answered",
        CallVerdict.Throttled => "throttled",
        CallVerdict.Failed => "failed",
        null => "cancelled",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
