using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Database;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Messages;

namespace SnsOps.Integration.Scheduling;

/// <summary>What a lane makes of items that end badly.</summary>
public sealed class JobItemLaneTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_item_whose_statement_always_takes_too_long_fails_at_last()
    {
        await using var database = await TestDatabase.CreateAsync();
        var client = await new Agency(database).ClientAsync();
        var id = Guid.CreateVersion7();
        await database.ExecuteAsync("""
            insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at, tries) values (@id, 'slow', snsops.now(), @client, @client, snsops.now(), 3)
            """, new { id, client });
        var identity = new WorkerIdentity("test");
        using var heartbeat = new WorkerHeartbeat(database.DataSource, identity, new DatabaseClock(), new WorkerOptions(), NullLogger<WorkerHeartbeat>.Instance);
        await heartbeat.StartAsync(Ct);
        await heartbeat.Registered;
        await using (var lane = new JobItemLane(Topics.Reports, 1, [new Slow(database)], new JobItemSql(database.DataSource, identity), heartbeat, new LaneOptions(), NullLogger<JobItemLane>.Instance))
        {
            await lane.NudgedAsync(new Dictionary<Guid, NudgeOrigin> { [id] = default }, Ct);
            await database.UntilAsync("the item has failed", "select state = 'failed' and tries = 4 and error like 'NpgsqlException: %' from job_items where id = @id", new { id });
        }

        await heartbeat.StopAsync(Ct);
    }

    private sealed class Slow(TestDatabase database) : IJobItemHandler
    {
        public string Job => "slow";

        public async Task<JobItemOutcome> RunAsync(JobItem item, CancellationToken ct)
        {
            await using var connection = await database.DataSource.OpenConnectionAsync(ct);
            await connection.ExecuteAsync(new CommandDefinition("select pg_sleep(60)", commandTimeout: 1, cancellationToken: ct));
            return new JobItemOutcome.Done(new { });
        }
    }
}
