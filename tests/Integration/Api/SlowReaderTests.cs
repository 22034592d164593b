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

    /// <summary>An Api whose connections may be 16 messages behind.</summary>
    public sealed class Server : ApiServer
    {
        /// <inheritdoc />
        protected override string[] More => ["--Live:QueueLength=16"];
    }
}
