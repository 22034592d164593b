using System.Text;
using Confluent.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Integration.Fixtures;
using SnsOps.Integration.Publishing;
using SnsOps.Local.Broker;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;

namespace SnsOps.Integration.Kafka;

public sealed class LaneTests
{
    /// <summary>So long that only a nudge can start a publication in time.</summary>
    private const string NoBypass = "--Lanes:OverdueSeconds=300";

    [Fact]
    public async Task A_nudge_starts_the_work_long_before_any_sweep()
    {
        using var broker = BrokerHost.Start();
        await using var fixture = await PublishingFixture.PrepareAsync();
        await PublishAddressAsync(fixture.Database, broker);
        var process = await fixture.StartProcessAsync(NoBypass);
        var (client, account, page) = await fixture.AccountAsync("facebook");

        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "알림으로 시작되는 글", inSeconds: 1);
        await NudgeAsync(process, account, publication);
        await fixture.UntilAsync(publication, "published");

        Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page));
        await fixture.Database.UntilAsync("the lag is reported", "select exists (select from workers where lag ? 'snsops.publishing')");
    }

    [Fact]
    public async Task Poison_is_kept_once_as_dead_letters_and_the_lane_goes_on()
    {
        using var broker = BrokerHost.Start();
        await using var fixture = await PublishingFixture.PrepareAsync();
        await PublishAddressAsync(fixture.Database, broker);
        var process = await fixture.StartProcessAsync(NoBypass);
        var (client, account, _) = await fixture.AccountAsync("facebook");
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = broker.Bootstrap, MessageMaxBytes = 2_000_000 }).Build();
        foreach (var (kind, body) in Poison())
        {
            var headers = new Headers();
            if (kind is not null)
                headers.Add("ce_type", kind);
            await producer.ProduceAsync(new TopicPartition(Topics.Publishing, 0), new Message<byte[]?, byte[]?> { Key = null, Value = body, Headers = headers });
        }

        await fixture.Database.UntilAsync("all poison is kept", "select count(*) = @n from dead_letters", new { n = Poison().Count() });
        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "독 메시지 다음의 글", inSeconds: 0.5);
        await NudgeAsync(process, account, publication);
        await fixture.UntilAsync(publication, "published");

        Assert.Equal(Poison().Count(), await fixture.Database.ScalarAsync<int>("""select count(distinct "offset") from dead_letters where topic = 'snsops.publishing'"""));
        Assert.Equal(1_000_000, await fixture.Database.ScalarAsync<int>("select max(octet_length(body)) from dead_letters"));
    }

    [Fact]
    public async Task A_dead_letter_stored_twice_is_one_row()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var process = Workers.Publishing.Program.Build(ProcessSettings.For(database));
        var letters = process.Services.GetRequiredService<DeadLetters>();
        var record = new ConsumeResult<byte[], byte[]>
        {
            TopicPartitionOffset = new TopicPartitionOffset(Topics.Publishing, 3, 42), Message = new Message<byte[], byte[]> { Value = "한글이 아닌 것"u8.ToArray(), Headers = [] },
        };

        await letters.StoreAsync("cluster-1", record, "body is not a nudge", default);
        await letters.StoreAsync("cluster-1", record, "body is not a nudge", default);
        await letters.StoreAsync("cluster-2", record, "body is not a nudge", default);

        Assert.Equal(2, await database.ScalarAsync<int>("select count(*) from dead_letters"));
    }

    [Fact]
    public async Task A_redriven_dead_letter_is_read_again_and_cannot_be_redriven_twice()
    {
        using var broker = BrokerHost.Start();
        await using var fixture = await PublishingFixture.PrepareAsync();
        await PublishAddressAsync(fixture.Database, broker);
        var process = await fixture.StartProcessAsync(NoBypass);
        var (client, account, _) = await fixture.AccountAsync("facebook");
        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "되살린 메시지의 글", inSeconds: 0.5);
        var letters = process.Services.GetRequiredService<DeadLetters>();
        var record = new ConsumeResult<byte[], byte[]>
        {
            TopicPartitionOffset = new TopicPartitionOffset(Topics.Publishing, 0, 7),
            Message = new Message<byte[], byte[]>
            {
                Key = Encoding.UTF8.GetBytes(account.ToString()), Value = Encoding.UTF8.GetBytes($$"""{"ids":["{{publication}}"]}"""),
                Headers = [new Header("ce_type", Encoding.UTF8.GetBytes(Kinds.PublicationDue))],
            },
        };
        await letters.StoreAsync("an earlier cluster", record, "unknown kind", default);
        var id = await fixture.Database.ScalarAsync<Guid>("select id from dead_letters");
        var admin = await fixture.Agency.UserAsync("admin");
        await fixture.Database.UntilAsync("a broker is known", "select exists (select from workers where lag ? 'snsops.publishing')");

        Assert.True(await letters.RedriveAsync(id, admin, default));
        await fixture.UntilAsync(publication, "published");
        Assert.False(await letters.RedriveAsync(id, admin, default));
    }

    [Fact]
    public async Task When_the_broker_is_replaced_the_lane_moves_to_the_new_one()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var old = BrokerHost.Start();
        await PublishAddressAsync(fixture.Database, old);
        var process = await fixture.StartProcessAsync(NoBypass);
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var first = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "옛 브로커의 글", inSeconds: 0.5);
        await NudgeAsync(process, account, first);
        await fixture.UntilAsync(first, "published");

        old.Dispose();
        using var broker = BrokerHost.Start();
        await PublishAddressAsync(fixture.Database, broker);
        var second = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "새 브로커의 글", inSeconds: 0.5);
        var locator = process.Services.GetRequiredService<BrokerLocator>();
        using (var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50)))
        {
            while (locator.Current?.ClusterId != broker.ClusterId.ToString())
                await tick.WaitForNextTickAsync();
        }

        await NudgeAsync(process, account, second);
        await fixture.UntilAsync(second, "published");
        Assert.Equal(2, (await fixture.Sandbox.EffectsAsync("facebook", page)).Count);
    }

    [Fact]
    public async Task Without_any_broker_a_post_still_goes_out_at_its_second()
    {
        await using var fixture = await PublishingFixture.StartAsync("--Lanes:OverdueSeconds=0.5");
        var (client, account, page) = await fixture.AccountAsync("facebook");

        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "브로커 없이도 제시간에", inSeconds: 100);
        await fixture.Database.UntilAsync("it is claimed before its second", "select state = 'claimed' and scheduled_at > snsops.now() from publications where id = @publication", new { publication });
        await fixture.TurnClockAsync(TimeSpan.FromSeconds(100));
        await fixture.UntilAsync(publication, "published");

        Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page));
    }

    private static IEnumerable<(byte[]? Kind, byte[]? Body)> Poison()
    {
        var due = Encoding.UTF8.GetBytes(Kinds.PublicationDue);
        yield return (null, "{}"u8.ToArray());
        yield return ("publication.생일"u8.ToArray(), """{"ids":[]}"""u8.ToArray());
        yield return ([0xff, 0xfe, 0x80], """{"ids":[]}"""u8.ToArray());
        yield return (due, null);
        yield return (due, "이것은 JSON이 아닙니다"u8.ToArray());
        yield return (due, [0xff, 0xfe]);
        yield return (due, """{"ids":["숫자가 아님"]}"""u8.ToArray());
        yield return (due, """{"ids":null}"""u8.ToArray());
        yield return (due, Encoding.UTF8.GetBytes(new string('[', 100_000)));
        yield return (due, Encoding.UTF8.GetBytes(new string('가', 333_333) + "!"));
    }

    private static Task<int> PublishAddressAsync(TestDatabase database, BrokerHost broker) => database.ExecuteAsync("""
        insert into kafka_brokers (id, bootstrap_servers, cluster_id) values (1, @Bootstrap, @id)
        on conflict (id) do update set bootstrap_servers = excluded.bootstrap_servers, cluster_id = excluded.cluster_id
        """, new { broker.Bootstrap, id = broker.ClusterId.ToString() });

    private static async Task NudgeAsync(WebApplication process, Guid account, Guid publication)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (process.Services.GetRequiredService<BrokerLocator>().Current is null)
            await tick.WaitForNextTickAsync();
        process.Services.GetRequiredService<NudgeProducer>().Send(Topics.Publishing, Kinds.PublicationDue, account, publication);
    }
}
