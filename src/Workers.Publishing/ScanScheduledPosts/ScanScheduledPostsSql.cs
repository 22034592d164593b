using Dapper;
using Npgsql;
using SnsOps.Shared.Hosting;

namespace SnsOps.Workers.Publishing.ScanScheduledPosts;

/// <summary>Moves what comes within its lead from scheduled to due.</summary>
internal sealed class ScanScheduledPostsSql(NpgsqlDataSource database)
{
    private const string Job = "scan-scheduled-posts";

    /// <summary>Looks from the last horizon to now; every ten minutes at all that is scheduled.</summary>
    /// <remarks>
    /// The five minutes below the horizon are for a writer whose transaction committed late; the index holds only rows still
    /// scheduled, so they cost nothing. A writer inside the lead (plus a scan interval) marks its rows due itself.
    /// </remarks>
    public async Task<(IReadOnlyList<DuePublication> Due, bool Full)> MarkDueAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var horizon = await connection.QuerySingleOrDefaultAsync<Horizon>(new CommandDefinition("""
            select reached, full_at, snsops.now() as now from scan_horizons where job = @Job for update
            """, new { Job }, transaction, cancellationToken: ct));
        var full = horizon is null || horizon.Now - horizon.FullAt >= TimeSpan.FromMinutes(10) || horizon.Now < horizon.Reached;
        var due = (await connection.QueryAsync<DuePublication>(new CommandDefinition("""
            update publications set state = 'due', due_since = (select snsops.now()), updated_at = clock_timestamp()
             where state = 'scheduled' and prepare_at <= (select snsops.now()) and prepare_at > @lower
            returning id, account_id
            """, new { lower = full ? DateTimeOffset.MinValue.AddYears(1900) : horizon!.Reached - TimeSpan.FromMinutes(5) }, transaction, cancellationToken: ct))).AsList();
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into scan_horizons (job, reached, full_at) values (@Job, snsops.now(), snsops.now())
            on conflict (job) do update
               set reached = excluded.reached, full_at = case when @full then excluded.full_at else scan_horizons.full_at end
            """, new { Job, full }, transaction, cancellationToken: ct));
        Failpoint.Hit("scan.selected");
        await transaction.CommitAsync(ct);
        return (due, full);
    }

    private sealed record Horizon(DateTimeOffset Reached, DateTimeOffset FullAt, DateTimeOffset Now);
}

/// <summary>A publication whose preparation may begin.</summary>
internal sealed record DuePublication(Guid Id, Guid AccountId);
