using Dapper;
using Npgsql;
using SnsOps.Api.Commands;
using SnsOps.Benchmarks.Questions;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Database;
using SnsOps.Shared.Questions;
using SnsOps.Workers.Ai.SqlRuns;

namespace SnsOps.Integration.Questions;

/// <summary>A server whose program is an ordinary user: no superuser, and at first one that may not create roles.</summary>
public sealed class RolesTests
{
    [Fact]
    public async Task Where_no_roles_may_be_made_questions_say_so_until_an_administrator_opens_them()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var server = await TestDatabase.CreateEmptyAsync();
        var owner = "house_" + Guid.NewGuid().ToString("N")[..12];
        await server.ExecuteAsync($"create extension vector; create role {owner} login password 'x'; alter database {server.Name} owner to {owner}");
        await using (var house = DatabaseSetup.Open(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Username = owner, Password = "x" }.ConnectionString, "tests"))
        {
            await new Migrator(house).MigrateAsync(ct);
            var world = await QuestionWorld.MakeAsync(house, ct);
            var options = new SqlRunOptions();
            var runner = new SqlRunner(new QuestionLogins(house, AttackWalk.Key, options), options);
            const string Sql = "select count(*) from ask.comments";
            Assert.IsType<RunOutcome.Away>(await runner.RunAsync(world.Mine, Sql, ct));

            Assert.Equal(2, await new OpenQuestions(server.DataSource, new QuestionPasswords(AttackWalk.Key)).RunAsync(ct));

            var table = Assert.IsType<RunOutcome.Ran>(await runner.RunAsync(world.Mine, Sql, ct)).Table;
            await using var connection = await house.OpenConnectionAsync(ct);
            Assert.Equal(await connection.ExecuteScalarAsync<long>(
                "select count(*) from comments_inbox c join platform_accounts a on a.id = c.account_id where c.client_id = @Mine and c.deleted_at is null and c.author_platform_id <> a.platform_account_id", new { world.Mine }), table.Rows[0][0]);
            // What was taken from everybody, the program keeps, and it sees all rows.
            Assert.True(await connection.ExecuteScalarAsync<bool>("select pg_try_advisory_lock(7)"));
            Assert.Equal(2, await connection.ExecuteScalarAsync<long>("select count(distinct client_id) from comments_inbox"));
        }

        NpgsqlConnection.ClearAllPools();
        await server.ExecuteAsync($"reassign owned by {owner} to current_user; drop owned by {owner}; alter database {server.Name} owner to current_user; drop role {owner}");
    }
}
