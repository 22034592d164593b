using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Database;
using SnsOps.Shared.Hosting;

namespace SnsOps.Integration.Hosting;

/// <summary>Who lives is told by the sessions with PostgreSQL, long before leases end.</summary>
public sealed class GoneWorkersTests
{
    [Fact]
    public async Task A_lease_ends_with_the_session_of_its_process()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = NpgsqlDataSource.Create(database.ConnectionString + ";Pooling=false");
        var gone = new GoneWorkers(database.DataSource, new WorkerOptions { LeaseSeconds = 0.5 }, NullLogger<GoneWorkers>.Instance);
        var (worker, pooled) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using (var session = await server.OpenConnectionAsync())
        {
            await session.ExecuteAsync("""
                insert into workers (id, process, host, pid, version, lease_until, session_pid, session_began)
                select @worker, 'publishing', '작업장', 1, '0', clock_timestamp() + interval '1 hour', pid, backend_start from pg_stat_activity where pid = pg_backend_pid();
                insert into workers (id, process, host, pid, version, lease_until) values (@pooled, 'publishing', '풀 뒤', 1, '0', clock_timestamp() + interval '1 hour')
                """, new { worker, pooled });
            await gone.EndLeasesAsync(default);
            Assert.True(await LivesAsync(database, worker));
        }

        await database.UntilAsync("the session has ended", "select not exists (select from pg_stat_activity a join workers w on w.session_pid = a.pid and w.session_began = a.backend_start)");
        await gone.EndLeasesAsync(default);

        Assert.False(await LivesAsync(database, worker));
        Assert.True(await LivesAsync(database, pooled));
    }

    [Fact]
    public async Task A_process_that_lives_replaces_a_session_that_was_ended()
    {
        await using var database = await TestDatabase.CreateAsync();
        var identity = new WorkerIdentity("publishing");
        using var heartbeat = new WorkerHeartbeat(database.DataSource, identity, new DatabaseClock(), new WorkerOptions { HeartbeatSeconds = 0.2, LeaseSeconds = 300 }, NullLogger<WorkerHeartbeat>.Instance);
        await heartbeat.StartAsync(default);
        await heartbeat.Registered;
        var first = await database.ScalarAsync<int>("select session_pid from workers where id = @Id", new { identity.Id });

        await database.ExecuteAsync("select pg_terminate_backend(@first)", new { first });

        await database.UntilAsync("it beats on another", "select w.session_pid <> @first and a.pid is not null from workers w left join pg_stat_activity a on a.pid = w.session_pid where w.id = @Id", new { identity.Id, first });
        await heartbeat.StopAsync(default);
    }

    /// <summary>A beat takes a few milliseconds, too: nothing is left until the next one, or next to nothing.</summary>
    [Fact]
    public async Task However_little_is_left_until_the_next_beat_it_comes()
    {
        await using var database = await TestDatabase.CreateAsync();
        var identity = new WorkerIdentity("publishing");
        using var heartbeat = new WorkerHeartbeat(database.DataSource, identity, new DatabaseClock(), new WorkerOptions { HeartbeatSeconds = 0.003, LeaseSeconds = 300 }, NullLogger<WorkerHeartbeat>.Instance);
        await heartbeat.StartAsync(default);
        await heartbeat.Registered;

        await database.UntilAsync("it beats on", "select heartbeat_at > started_at + interval '2 seconds' from workers where id = @Id", new { identity.Id });
        await heartbeat.StopAsync(default);
    }

    /// <summary>The server ends the transaction that is in the way after ten seconds: until then the beat must have been given up.</summary>
    [Fact]
    public async Task A_beat_that_hangs_is_missed_and_tried_again()
    {
        await using var database = await TestDatabase.CreateAsync();
        var missed = new Heard();
        using var heartbeat = new WorkerHeartbeat(database.DataSource, new WorkerIdentity("publishing"), new DatabaseClock(), new WorkerOptions { HeartbeatSeconds = 0.2, LeaseSeconds = 1 }, missed);
        await using (var connection = await database.DataSource.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await connection.ExecuteAsync("lock table snsops.clock in access exclusive mode", transaction: transaction);
            await heartbeat.StartAsync(default);

            Assert.Same(missed.Something, await Task.WhenAny(missed.Something, heartbeat.Registered));
            await transaction.RollbackAsync();
        }

        await heartbeat.Registered;
        await heartbeat.StopAsync(default);
    }

    /// <summary>Notes that something was logged.</summary>
    private sealed class Heard : ILogger<WorkerHeartbeat>
    {
        private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Something => _heard.Task;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _heard.TrySetResult();
    }

    private static Task<bool> LivesAsync(TestDatabase database, Guid worker) =>
        database.ScalarAsync<bool>("select lease_until > clock_timestamp() from workers where id = @worker", new { worker });
}
