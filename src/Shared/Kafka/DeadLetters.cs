using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Hosting;

namespace SnsOps.Shared.Kafka;

/// <summary>Keeps messages nobody could read, raw, and sends them again on demand.</summary>
public sealed partial class DeadLetters(NpgsqlDataSource database, NudgeProducer producer, ILogger<DeadLetters> logger)
{
    /// <summary>Stores one message; storing the same one again (a crash before its offset was kept) does nothing.</summary>
    public async Task StoreAsync(string clusterId, ConsumeResult<byte[], byte[]> record, string reason, CancellationToken ct)
    {
        var kind = CloudEventHeaders.Read(record.Message.Headers, CloudEventHeaders.Type);
        await using (var connection = await database.OpenConnectionAsync(ct))
        {
            await connection.ExecuteAsync(new CommandDefinition("""
                insert into dead_letters (id, cluster_id, topic, "partition", "offset", kind, key, headers, body, reason)
                values (@id, @clusterId, @Topic, @partition, @offset, @kind, @key, @headers::jsonb, @body, @reason)
                on conflict on constraint one_dead_letter_per_message do nothing
                """,
                new
                {
                    id = Guid.CreateVersion7(), clusterId, record.Topic, partition = record.Partition.Value, offset = record.Offset.Value,
                    kind = Letters.Storable(kind), key = record.Message.Key, headers = Headers(record.Message.Headers), body = record.Message.Value, reason = Letters.Storable(reason),
                },
                cancellationToken: ct));
        }

        Failpoint.Hit("dead-letter.stored");
        LogDeadLettered(record.Topic, record.Partition.Value, record.Offset.Value, kind ?? "?", reason);
    }

    /// <summary>Sends a dead letter to its topic again with its own headers; it is marked only after the broker was handed the message.</summary>
    /// <returns>False: unknown, redriven before, or there is no broker.</returns>
    public async Task<bool> RedriveAsync(Guid id, Guid userId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Acting.TellAsync(connection, ct);
        var letter = await connection.QuerySingleOrDefaultAsync<Letter>(new CommandDefinition("""
            update dead_letters set redriven_at = (select snsops.now()), redriven_by = @userId
             where id = @id and redriven_at is null
            returning topic, key, headers::text as headers, body
            """, new { id, userId }, transaction, cancellationToken: ct));
        if (letter is null)
            return false;
        var headers = new Headers();
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(letter.Headers) ?? [])
            headers.Add(name, Convert.FromBase64String(value));
        var message = new Message<string, byte[]> { Key = Encoding.UTF8.GetString(letter.Key ?? []), Value = letter.Body ?? [], Headers = headers };
        if (!producer.SendRaw(letter.Topic, message))
            return false;
        await transaction.CommitAsync(ct);
        return true;
    }

    private static string Headers(Headers? headers) => JsonSerializer.Serialize(
        (headers ?? []).GroupBy(h => Letters.Storable(h.Key)).ToDictionary(g => g.Key, g => Convert.ToBase64String(g.Last().GetValueBytes() ?? [])));

    private sealed record Letter(string Topic, byte[]? Key, string Headers, byte[]? Body);

    [LoggerMessage(7005, LogLevel.Error, "Message {Topic}[{Partition}]@{Offset} of kind {Kind} is a dead letter: {Reason}", EventName = "MessageDeadLettered")]
    private partial void LogDeadLettered(string topic, int partition, long offset, string kind, string reason);
}
