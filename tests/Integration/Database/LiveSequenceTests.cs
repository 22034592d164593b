using Dapper;
using Npgsql;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Live;

namespace SnsOps.Integration.Database;

/// <summary>Events that are numbered where they are written.</summary>
public sealed class LiveSequenceTests
{
    [Fact]
    public async Task An_event_is_numbered_where_it_is_written()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await WriteAsync(connection, "하나");
        await WriteAsync(connection, "둘");
        Assert.Equal(["하나 1", "둘 2"], await NumbersAsync(database));
    }

    [Fact]
    public async Task Who_draws_a_number_waits_for_the_commit_of_who_drew_one_before()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var slow = await database.DataSource.OpenConnectionAsync();
        await using var quick = await database.DataSource.OpenConnectionAsync();
        await using var open = await slow.BeginTransactionAsync();
        await WriteAsync(slow, "번호를 쥔 소식");
        var second = WriteAsync(quick, "그사이 쓴 소식");
        await database.UntilAsync("the second waits", "select exists (select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database()))");
        Assert.Empty(await NumbersAsync(database));
        await open.CommitAsync();
        await second;
        Assert.Equal(["번호를 쥔 소식 1", "그사이 쓴 소식 2"], await NumbersAsync(database));
    }

    [Fact]
    public async Task Behind_what_waits_for_its_own_number_none_is_drawn()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await database.ExecuteAsync("insert into live_events (id, type, roles, payload) values (gen_random_uuid(), 'notification', '{admin}', '{\"title\": \"먼저 쓴 소식\"}')");
        await WriteAsync(connection, "나중 소식");
        Assert.Equal(["먼저 쓴 소식 ", "나중 소식 "], await NumbersAsync(database));
    }

    private static Task WriteAsync(NpgsqlConnection connection, string title) => connection.ExecuteAsync($$"""
        insert into live_events (id, seq, type, roles, payload)
        select gen_random_uuid(), {{LiveSequence.Next}}, 'notification', '{admin}', jsonb_build_object('title', @title::text)
        """, new { title });

    private static async Task<IEnumerable<string>> NumbersAsync(TestDatabase database)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        return await connection.QueryAsync<string>("select payload ->> 'title' || ' ' || coalesce(seq::text, '') from live_events order by created_at");
    }
}
