using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Api;
using SnsOps.Api.Auth;
using SnsOps.Integration.Fixtures;
using SnsOps.Local.Broker;
using SnsOps.Shared.Live;

namespace SnsOps.Integration.Api;

/// <summary>Several instances: each event reaches the connections of all of them, by Kafka, also after the broker was replaced.</summary>
public sealed class BroadcastTests
{
    [Fact]
    public async Task A_nudge_reaches_every_instance_and_a_new_broker_is_followed()
    {
        await using var database = await TestDatabase.CreateAsync();
        var admin = await new Agency(database).UserAsync("admin");
        await using var one = await StartAsync(database);
        await using var two = await StartAsync(database);
        using var live = await ConnectAsync(one, admin);
        using var other = await ConnectAsync(two, admin);
        await live.NextAsync("hello");
        await other.NextAsync("hello");

        foreach (var title in (string[])["첫 브로커의 소식", "다음 브로커의 소식"])
        {
            using var broker = BrokerHost.Start();
            await database.ExecuteAsync("""
                insert into kafka_brokers (bootstrap_servers, cluster_id) values (@Bootstrap, @cluster)
                on conflict (id) do update set bootstrap_servers = excluded.bootstrap_servers, cluster_id = excluded.cluster_id
                """, new { broker.Bootstrap, cluster = broker.ClusterId.ToString() });
            await database.ExecuteAsync("insert into live_events (id, type, roles, payload) values (gen_random_uuid(), 'notification', '{admin}', jsonb_build_object('title', @title::text))", new { title });
            var heard = Task.WhenAll(live.NextAsync("notification"), other.NextAsync("notification"));
            // Nudges sent before the readers have found the broker are lost, which costs time only.
            using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
            while (!heard.IsCompleted && await tick.WaitForNextTickAsync())
                one.Services.GetRequiredService<LiveEvents>().Announce();
            Assert.All(await heard, e => Assert.Equal(title, (string?)e["title"]));
        }

        await Task.WhenAll(one.StopAsync(), two.StopAsync());
    }

    /// <summary>An instance that finds nothing by itself.</summary>
    private static async Task<WebApplication> StartAsync(TestDatabase database)
    {
        var app = ApiApp.Build(ProcessSettings.For(database, more: "--Live:PollMilliseconds=60000"));
        await app.StartAsync();
        return app;
    }

    private static async Task<LiveClient> ConnectAsync(WebApplication app, Guid userId)
    {
        var token = app.Services.GetRequiredService<AccessTokens>().Issue(userId, "admin", Guid.CreateVersion7());
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{new Uri(app.Urls.Single()).Authority}/ws?token={token}"), default);
        return new LiveClient(socket);
    }
}
