namespace SnsOps.Integration.Api;

/// <summary>One who does not read costs the others nothing and is told to read everything anew.</summary>
public sealed class SlowReaderTests(SlowReaderTests.Server api) : IClassFixture<SlowReaderTests.Server>
{
    [Fact]
    public async Task A_client_too_slow_for_the_stream_gets_resync_and_then_what_follows()
    {
        using var slow = await api.ConnectAsync(api.Admin.AccessToken);
        using var quick = await api.ConnectAsync(api.Admin.AccessToken);
        await slow.NextAsync("hello");
        await quick.NextAsync("hello");
        const int Events = 300;
        // Far more than sockets hold: 300 × 100 kB, while the slow one does not read.
        var reading = Task.Run(async () =>
        {
            for (var heard = 0; heard < Events; heard++)
                await quick.NextAsync("notification");
        });
        for (var i = 0; i < Events; i += 5)
        {
            await api.Database.ExecuteAsync("""
                insert into live_events (id, type, roles, payload)
                select gen_random_uuid(), 'notification', '{admin}', jsonb_build_object('title', '큰 소식', 'message', repeat('가', 33000)) from generate_series(1, 5)
                """);
            await api.Database.UntilAsync("they are numbered", "select not exists (select from live_events where seq is null)");
        }

        await reading;
        var resync = await slow.NextAsync("resync");
        await api.Database.ExecuteAsync("insert into live_events (id, type, roles, payload) values (gen_random_uuid(), 'notification', '{admin}', '{\"title\": \"마지막 소식\"}')");
        var last = await slow.NextAsync("notification");
        while ((string?)last["title"] != "마지막 소식")
            last = await slow.NextAsync("notification");
        Assert.True((long)last["seq"]! > (long)resync["seq"]!);
    }

    [Fact]
    public async Task What_others_missed_does_not_count_for_one_who_resumes()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        var seen = await api.Database.ScalarAsync<long>("select coalesce(max(seq), 0) from live_events");
        await ToldAsync(other.Client, 30);
        await ToldAsync(team.Client, 3);
        using var resumed = await api.ConnectAsync(team.Operator.AccessToken, seen);
        Assert.True((bool)(await resumed.NextAsync("hello"))["resumed"]!);
        for (var n = 1; n <= 3; n++)
            Assert.Equal($"놓친 소식 {n}", (string?)(await resumed.NextAsync("notification"))["title"]);

        await ToldAsync(team.Client, 21);
        for (var n = 1; n <= 21; n++)
            await resumed.NextAsync("notification");        // so the Api knows of all of them
        using var anew = await api.ConnectAsync(team.Operator.AccessToken, seen);
        Assert.False((bool)(await anew.NextAsync("hello"))["resumed"]!);
        await anew.NextAsync("resync");
    }

    [Fact]
    public async Task A_user_with_too_many_connections_is_told_so_and_keeps_those_that_are_open()
    {
        var team = await api.TeamAsync();
        var open = new List<LiveClient>();
        for (var i = 0; i < 4; i++)
        {
            open.Add(await api.ConnectAsync(team.Operator.AccessToken));
            await open[i].NextAsync("hello");
        }

        using var fifth = await api.ConnectAsync(team.Operator.AccessToken);
        Assert.Equal(4429, await fifth.ClosedWithAsync());
        using var colleague = await api.ConnectAsync(team.Manager.AccessToken);
        await colleague.NextAsync("hello");
        await ToldAsync(team.Client, 1);
        foreach (var live in open)
        {
            Assert.Equal("놓친 소식 1", (string?)(await live.NextAsync("notification"))["title"]);
            live.Dispose();
        }
    }

    private async Task ToldAsync(Guid client, int count)
    {
        for (var n = 1; n <= count; n++)
        {
            await api.Database.ExecuteAsync(
                "insert into live_events (id, type, client_id, payload) values (gen_random_uuid(), 'notification', @client, jsonb_build_object('title', '놓친 소식 ' || @n))", new { client, n });
        }

        await api.Database.UntilAsync("they are numbered", "select not exists (select from live_events where seq is null)");
    }

    /// <summary>An Api whose connections may be 16 messages behind, who replays at most 20, to four connections of a user.</summary>
    public sealed class Server : ApiServer
    {
        /// <inheritdoc />
        protected override string[] More => ["--Live:QueueLength=16", "--Live:ReplayLimit=20", "--Live:ConnectionsPerUser=4"];
    }
}
