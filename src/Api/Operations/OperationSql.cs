using System.Text;
using System.Text.Json;
using Dapper;
using Npgsql;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Operations;

/// <summary>Reads what the fleet wrote about itself. Not a tenant's rows: admins only.</summary>
internal sealed class OperationSql(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<JobRunRow>> JobRunsAsync(string? job, PageRequest page, CancellationToken ct)
    {
        var parameters = page.Parameters(new { job });
        parameters.Add("AfterJob", page.After?.Id);
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<JobRunRow>(new CommandDefinition("""
            select job, scheduled_for, state::text as state, cause, owner, epoch, late, missed_since, started_at, finished_at, detail::text as detail, error
              from job_runs
             where (@job::text is null or job = @job)
               and (@AfterAt::timestamptz is null or (scheduled_for, job) < (@AfterAt, @AfterJob))
             order by scheduled_for desc, job desc limit @Fetch
            """, parameters, cancellationToken: ct))).AsList();
    }

    public async Task<IReadOnlyList<DeadLetterView>> DeadLettersAsync(bool waitingOnly, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<DeadLetterRow>(new CommandDefinition("""
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
    public async Task<bool?> DeadLetterStateAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<bool?>(new CommandDefinition(
            "select redriven_at is not null from dead_letters where id = @id", new { id }, cancellationToken: ct));
    }

    /// <summary>The living, and the dead of the last day.</summary>
    public async Task<IReadOnlyList<WorkerRow>> WorkersAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<WorkerRow>(new CommandDefinition("""
            select id, process, host, pid, version, lease_until > clock_timestamp() as alive, started_at, heartbeat_at, lease_until, clock_skew_ms, lag::text as lag
              from workers where lease_until > clock_timestamp() - interval '1 day'
             order by lease_until > clock_timestamp() desc, process, started_at desc limit 200
            """, cancellationToken: ct))).AsList();
    }
}

internal sealed record JobRunRow(
    string Job, DateTimeOffset ScheduledFor, string State, string Cause, Guid Owner, int Epoch, bool Late, DateTimeOffset? MissedSince,
    DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string Detail, string? Error)
{
    public JobRunView View()
    {
        using var detail = JsonDocument.Parse(Detail);
        return new JobRunView(Job, ScheduledFor, State, Cause, Owner, Epoch, Late, MissedSince, StartedAt, FinishedAt, detail.RootElement.Clone(), Error);
    }
}

internal sealed record DeadLetterRow(
    Guid Id, string ClusterId, string Topic, int Partition, long Offset, string? Kind, string Reason, int BodyBytes, byte[]? Head,
    DateTimeOffset CreatedAt, DateTimeOffset? RedrivenAt, Guid? RedrivenBy)
{
    public DeadLetterView View() => new(Id, ClusterId, Topic, Partition, Offset, Kind, Reason, BodyBytes, Text(Head), CreatedAt, RedrivenAt, RedrivenBy);

    private static string? Text(byte[]? head) =>
        head is null || head.Any(b => b < 0x20 && b is not ((byte)'\n' or (byte)'\r' or (byte)'\t')) ? null : Encoding.UTF8.GetString(head).TrimEnd('\uFFFD');
}

internal sealed record WorkerRow(
    Guid Id, string Process, string Host, int Pid, string Version, bool Alive, DateTimeOffset StartedAt, DateTimeOffset HeartbeatAt, DateTimeOffset LeaseUntil,
    double? ClockSkewMs, string Lag)
{
    public WorkerView View() => new(Id, Process, Host, Pid, Version, Alive, StartedAt, HeartbeatAt, LeaseUntil, ClockSkewMs,
        JsonSerializer.Deserialize<Dictionary<string, long>>(Lag) ?? []);
}
