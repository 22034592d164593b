using System.Reflection;
using System.Text;
using System.Text.Json;
using Dapper;
using Npgsql;
using SnsOps.Api.Paging;
using SnsOps.Shared.Messages;

namespace SnsOps.Api.Operations;

/// <summary>Reads dead letters and judges whether a second reading would fare better.</summary>
internal sealed class DeadLetterSql(NpgsqlDataSource database)
{
    private static readonly HashSet<string> KnownKinds =
        [.. typeof(Kinds).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)];

    public async Task<IReadOnlyList<DeadLetterView>> ListAsync(bool waitingOnly, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition("""
            select id, cluster_id, topic, "partition", "offset", kind, reason, coalesce(octet_length(body), 0) as body_bytes, substring(body from 1 for 2000) as head,
                   created_at, redriven_at, redriven_by
              from dead_letters
             where (not @waitingOnly or redriven_at is null)
               and (@AfterAt::timestamptz is null or (created_at, id) < (@AfterAt, @AfterId))
             order by created_at desc, id desc limit @Fetch
            """, page.Parameters(new { waitingOnly }), cancellationToken: ct));
        return [.. rows.Select(r => r.View())];
    }

    /// <summary>Null: unknown; true: sent again before.</summary>
    public async Task<bool?> WasRedrivenAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<bool?>(new CommandDefinition(
            "select redriven_at is not null from dead_letters where id = @id", new { id }, cancellationToken: ct));
    }

    /// <summary>Those of <paramref name="ids"/> that there are, each with what is wrong with it today.</summary>
    public async Task<IReadOnlyList<JudgedLetter>> FindAsync(Guid[] ids, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return
        [
            .. from letter in await connection.QueryAsync<Letter>(new CommandDefinition(
                   "select id, topic, kind, redriven_at is not null as redriven, body from dead_letters where id = any(@ids)", new { ids }, cancellationToken: ct))
               let judged = Judge(letter)
               select new JudgedLetter(letter.Id, letter.Topic, letter.Kind, letter.Redriven, judged.Rows, judged.Fault),
        ];
    }

    private static (int? Rows, string? Fault) Judge(Letter letter)
    {
        if (letter.Kind is null || !KnownKinds.Contains(letter.Kind))
            return (null, letter.Kind is null ? "종류(ce_type)가 없습니다 | no ce_type header" : $"모르는 종류입니다 | unknown kind '{letter.Kind}'");
        try
        {
            return JsonSerializer.Deserialize(letter.Body ?? [], MessageJson.Default.Nudge)?.Ids is { } rows ? (rows.Count, null) : (null, "ids가 없습니다 | the body has no ids");
        }
        catch (JsonException e)
        {
            return (null, "본문을 읽을 수 없습니다 | the body cannot be read: " + e.Message);
        }
    }

    private sealed record Letter(Guid Id, string Topic, string? Kind, bool Redriven, byte[]? Body);

    private sealed record Row(
        Guid Id, string ClusterId, string Topic, int Partition, long Offset, string? Kind, string Reason, int BodyBytes, byte[]? Head,
        DateTimeOffset CreatedAt, DateTimeOffset? RedrivenAt, Guid? RedrivenBy)
    {
        public DeadLetterView View() => new(Id, ClusterId, Topic, Partition, Offset, Kind, Reason, BodyBytes, Text(Head), CreatedAt, RedrivenAt, RedrivenBy);

        private static string? Text(byte[]? head) =>
            head is null || head.Any(b => b < 0x20 && b is not ((byte)'\n' or (byte)'\r' or (byte)'\t')) ? null : Encoding.UTF8.GetString(head).TrimEnd('\uFFFD');
    }
}

/// <summary>A dead letter, and whether it could be read now. Rows: how many it points at.</summary>
internal sealed record JudgedLetter(Guid Id, string Topic, string? Kind, bool Redriven, int? Rows, string? Fault);
