using Dapper;
using Npgsql;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Database;

namespace SnsOps.Integration.Database;

public sealed class ClockTests
{
    [Fact]
    public async Task Turning_the_clock_moves_sql_and_process_alike()
    {
        await using var database = await TestDatabase.CreateAsync();
        var clock = new DatabaseClock();

        await database.ExecuteAsync("select snsops.turn_clock(interval '9 hours')");
        await clock.RefreshAsync(database.DataSource, default);

        Assert.Equal(TimeSpan.FromHours(9), clock.Offset);
        Assert.True(await database.ScalarAsync<bool>("select snsops.now() - clock_timestamp() between interval '8 hours 59 minutes' and interval '9 hours'"));
    }

    [Theory]
    [InlineData(7200)]
    [InlineData(-7200)]
    public async Task A_machine_whose_clock_is_wrong_goes_by_the_servers(double wrongBySeconds)
    {
        await using var database = await TestDatabase.CreateAsync();
        var machine = new WrongClock { WrongBy = TimeSpan.FromSeconds(wrongBySeconds) };
        var clock = new DatabaseClock(machine);

        var skew = await clock.RefreshAsync(database.DataSource, default);

        Assert.InRange(skew, (-wrongBySeconds * 1000) - 5000, (-wrongBySeconds * 1000) + 5000);
        Assert.InRange(clock.GetUtcNow(), DateTimeOffset.UtcNow.AddSeconds(-5), DateTimeOffset.UtcNow);      // rather behind than ahead
    }

    [Fact]
    public async Task A_machine_whose_clock_is_set_in_between_keeps_the_time()
    {
        await using var database = await TestDatabase.CreateAsync();
        var machine = new WrongClock();
        var clock = new DatabaseClock(machine);
        await clock.RefreshAsync(database.DataSource, default);

        machine.WrongBy = TimeSpan.FromHours(1);

        Assert.InRange(clock.GetUtcNow(), DateTimeOffset.UtcNow.AddSeconds(-5), DateTimeOffset.UtcNow.AddSeconds(1));
    }

    [Fact]
    public async Task A_machine_whose_clock_is_set_while_it_asks_is_not_ahead_of_the_server()
    {
        await using var database = await TestDatabase.CreateAsync();
        for (var reads = 1; reads <= 20; reads++)
        {
            var clock = new DatabaseClock(new JumpingClock(reads));
            await clock.RefreshAsync(database.DataSource, default);
            Assert.InRange(clock.GetUtcNow(), DateTimeOffset.UtcNow.AddSeconds(-4), DateTimeOffset.UtcNow.AddSeconds(0.5));
        }
    }

    /// <summary>Five seconds behind until it has been read so often, five ahead from then on.</summary>
    private sealed class JumpingClock(int reads) : TimeProvider
    {
        private int _read;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddSeconds(_read++ < reads ? -5 : 5);
    }

    private sealed class WrongClock : TimeProvider
    {
        public TimeSpan WrongBy { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + WrongBy;
    }

    [Fact]
    public async Task A_production_database_refuses_to_have_its_clock_turned()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("update snsops.clock set may_turn = false");

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("select snsops.turn_clock(interval '1 hour')"));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task The_due_scan_reads_only_its_sliver_through_the_index()
    {
        await using var database = await TestDatabase.CreateAsync();
        var agency = new Agency(database);
        var client = await agency.ClientAsync();
        var account = await agency.AccountAsync(client, "facebook", "page-1", "t");
        await agency.PublicationAsync(client, account, "facebook_text", "먼 훗날의 글", inSeconds: 86_400, state: "scheduled");
        await database.ExecuteAsync("""
            insert into contents select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid()))).* from contents c, generate_series(1, 20000);
            insert into publications select (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'content_id', c.id,
                   'prepare_at', p.prepare_at + make_interval(secs => row_number() over ()), 'scheduled_at', p.scheduled_at + interval '1 year'))).*
              from publications p, contents c where c.id <> p.content_id
            """);
        await database.ExecuteAsync("vacuum analyze publications");

        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await HitsAsync();      // a session reads the catalogue the first time
        var hits = await HitsAsync();
        Assert.True(hits <= 10, $"{hits} buffers");

        async Task<int> HitsAsync()
        {
            var plan = await connection.ExecuteScalarAsync<string>("""
                explain (analyze, buffers, format json)
                select id from publications where state = 'scheduled' and prepare_at <= (select snsops.now()) and prepare_at > now() - interval '6 minutes'
                """);
            return System.Text.Json.JsonDocument.Parse(plan!).RootElement[0].GetProperty("Plan").GetProperty("Shared Hit Blocks").GetInt32();
        }
    }
}
