using System.Diagnostics;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Database;

namespace SnsOps.Integration.Database;

public sealed class MigratorTests
{
    [Fact]
    public async Task Five_migrators_at_once_apply_each_file_once()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();

        var applied = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => new Migrator(database.DataSource).MigrateAsync(default)));

        Assert.Equal(Migrator.All.Select(m => m.Name), applied.SelectMany(names => names).Order());
        Assert.Equal(Migrator.All.Count, await database.ScalarAsync<int>("select count(*) from schema_migrations"));
        Assert.True(await new Migrator(database.DataSource).IsAtHeadAsync(default));
    }

    [Fact]
    public async Task A_migration_cut_off_in_the_middle_leaves_nothing_behind_and_is_taken_up_again()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await database.ExecuteAsync("create table publications (in_the_way int)");      // 0003 fails after it has made other tables

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => new Migrator(database.DataSource).MigrateAsync(default));
        Assert.Equal(2, await database.ScalarAsync<int>("select max(number) from schema_migrations"));
        Assert.True(await database.ScalarAsync<bool>("select to_regclass('public.contents') is null"));

        await database.ExecuteAsync("drop table publications");
        Assert.Equal(Migrator.All.Skip(2).Select(m => m.Name), await new Migrator(database.DataSource).MigrateAsync(default));
    }

    [Fact]
    public async Task A_file_changed_after_it_was_applied_is_refused_with_what_to_do()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("update schema_migrations set checksum = 'x' where number = 2");

        var refusal = await Assert.ThrowsAsync<MigrationException>(() => new Migrator(database.DataSource).MigrateAsync(default));

        Assert.Contains("0002_", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("새 파일", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_newer_than_the_program_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("insert into schema_migrations (number, name, checksum) values (9999, '9999_later.sql', 'x')");

        await Assert.ThrowsAsync<MigrationException>(() => new Migrator(database.DataSource).MigrateAsync(default));
    }

    [Fact]
    public async Task A_lock_left_by_a_killed_migrator_does_not_stop_the_next()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using (var killed = await database.DataSource.OpenConnectionAsync())
        {
            await using var command = new Npgsql.NpgsqlCommand("select pg_advisory_lock(91595870261331)", killed);
            await command.ExecuteNonQueryAsync();
            var waiting = new Migrator(database.DataSource).MigrateAsync(default);
            await database.UntilAsync("the second migrator waits or is through", "select true");
            await database.ExecuteAsync("select pg_terminate_backend(@ProcessID)", new { killed.ProcessID });
            Assert.Equal(Migrator.All.Count, (await waiting).Count);
        }

        Debug.Assert(await new Migrator(database.DataSource).IsAtHeadAsync(default), "the schema is at its head");
    }
}
