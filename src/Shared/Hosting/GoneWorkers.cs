using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using SnsOps.Shared.Database;

namespace SnsOps.Shared.Hosting;

/// <summary>Ends the leases of processes whose session with PostgreSQL has ended: a process that was killed is seen at once, not only when its lease is over.</summary>
/// <remarks>
/// It is a hint, as the end of a lease is: the process may live, and then its next beat takes a lease anew. What it holds is guarded by epochs and looked up, not assumed.
/// When PostgreSQL has just started, everybody's session has ended: nothing is concluded for the length of a lease.
/// </remarks>
public sealed partial class GoneWorkers([FromKeyedServices(DatabaseSetup.Rounds)] NpgsqlDataSource database, WorkerOptions options, ILogger<GoneWorkers> logger)
{
    /// <summary>Ends them. Idempotent, and done by every process.</summary>
    public async Task EndLeasesAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var ended = await connection.QueryAsync<Gone>(new CommandDefinition("""
            update workers w set lease_until = clock_timestamp()
             where w.lease_until > clock_timestamp() and w.session_pid is not null and pg_postmaster_start_time() < clock_timestamp() - make_interval(secs => @LeaseSeconds)
               and not exists (select from pg_stat_activity a where a.pid = w.session_pid and coalesce(a.backend_start, w.session_began) = w.session_began)
            returning w.process, w.host, w.pid
            """, new { options.LeaseSeconds }, cancellationToken: ct));
        foreach (var worker in ended)
            LogGone(worker.Process, worker.Host, worker.Pid);
    }

    private sealed record Gone(string Process, string Host, int Pid);

    [LoggerMessage(1003, LogLevel.Warning, "Session of {Process} ({Host}, process {Pid}) has ended: what it held is taken over", EventName = "WorkerGone")]
    private partial void LogGone(string process, string host, int pid);
}
