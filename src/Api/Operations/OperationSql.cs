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

    /// <summary>The living, and the dead of the last day, the youngest first.</summary>
    public async Task<IReadOnlyList<WorkerRow>> WorkersAsync(PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<WorkerRow>(new CommandDefinition("""
            select id, process, host, pid, version, lease_until > clock_timestamp() as alive, started_at, heartbeat_at, lease_until, clock_skew_ms, lag::text as lag
              from workers
             where lease_until > clock_timestamp() - interval '1 day' and (@AfterAt::timestamptz is null or (started_at, id) < (@AfterAt, @AfterId))
             order by started_at desc, id desc limit @Fetch
            """, page.Parameters(), cancellationToken: ct))).AsList();
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

internal sealed record WorkerRow(
    Guid Id, string Process, string Host, int Pid, string Version, bool Alive, DateTimeOffset StartedAt, DateTimeOffset HeartbeatAt, DateTimeOffset LeaseUntil,
    double? ClockSkewMs, string Lag)
{
    public WorkerView View() => new(Id, Process, Host, Pid, Version, Alive, StartedAt, HeartbeatAt, LeaseUntil, ClockSkewMs,
        JsonSerializer.Deserialize<Dictionary<string, long>>(Lag) ?? []);
}
