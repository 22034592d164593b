using Npgsql;
using SnsOps.EndToEnd.Fixtures;
using SnsOps.Local.Processes;
using SnsOps.Shared.Database;

namespace SnsOps.EndToEnd.Database;

/// <summary>A migration that is killed between two steps goes on with the next run, and what was there still works.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class KilledMigrationTests(WorkingFleet fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_migration_leaves_whole_steps_and_the_next_run_makes_the_rest()
    {
        await fixture.Database.ExecuteAsync("create database half_migrated");
        var database = new NpgsqlConnectionStringBuilder(fixture.Fleet.ConnectionString) { Database = "half_migrated", Pooling = false }.ConnectionString;
        await using var source = DatabaseSetup.Open(database, "tests");
        var steps = "select count(*) from schema_migrations";
        await using (var intruder = await source.OpenConnectionAsync(Ct))
        {
            // The third step wants this name too, so it waits for us in its middle.
            await using var open = await intruder.BeginTransactionAsync(Ct);
            await new NpgsqlCommand("create table media_assets (id int)", intruder, open).ExecuteNonQueryAsync(Ct);
            await using var migration = await ChildProcess.StartAsync(Migrate(database), _ => { });
            await Until.TrueAsync("two steps are made and the third waits", async () => await CountAsync(source, "select count(*) from pg_stat_activity where datname = 'half_migrated' and wait_event_type = 'Lock'") == 1);
            Assert.Equal(2, await CountAsync(source, steps));

            migration.Signal(UnixSignal.Kill);
            Assert.Equal(137, await migration.Exited);
        }
        Assert.Equal(2, await CountAsync(source, steps));

        Assert.Equal(0, await ChildProcess.RunAsync(Migrate(database), _ => { }, Ct));
        Assert.Equal(Migrator.All.Count, await CountAsync(source, steps));
        Assert.Equal(0, await CountAsync(source, "select count(*) from media_assets"));
    }

    private ChildStart Migrate(string database) => ChildStart.Managed(Path.Combine(fixture.Options.Artifacts, "bin", "SnsOps.Api", "release", "SnsOps.Api.dll"), "migrate") with
    {
        Environment = new Dictionary<string, string?> { ["ConnectionStrings__SnsOps"] = database },
    };

    private static async Task<long> CountAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }
}
