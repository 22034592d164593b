using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Integration.Fixtures;
using SnsOps.Local.Broker;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;

namespace SnsOps.Integration.Kafka;

public sealed class MessageOnTheWireTests
{
    [Fact]
    public async Task A_nudge_is_a_cloud_event_with_plain_json_and_the_senders_trace()
    {
        using var broker = BrokerHost.Start();
        await using var database = await TestDatabase.CreateAsync();
        await using var process = Workers.Publishing.Program.Build(ProcessSettings.For(database, kafka: broker.Bootstrap));
        var (account, publication) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        string trace;
        using (var activity = Tracing.Source.StartActivity("시험"))
        {
            trace = activity!.TraceId.ToHexString();
            Correlation.Begin("flow-1");
            process.Services.GetRequiredService<NudgeProducer>().Send(Topics.Publishing, Kinds.PublicationDue, account, publication);
        }

        using var consumer = new ConsumerBuilder<string, byte[]>(new ConsumerConfig { BootstrapServers = broker.Bootstrap, GroupId = "wire", AutoOffsetReset = AutoOffsetReset.Earliest, FetchWaitMaxMs = 5 }).Build();
        consumer.Assign(Enumerable.Range(0, Topics.Partitions[Topics.Publishing]).Select(p => new TopicPartitionOffset(Topics.Publishing, p, Offset.Beginning)));
        var record = consumer.Consume(TimeSpan.FromSeconds(60));

        Assert.Equal(account.ToString(), record.Message.Key);
        Assert.Equal($$"""{"ids":["{{publication}}"]}""", Encoding.UTF8.GetString(record.Message.Value));
        string Header(string name) => Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes(name));
        Assert.Equal(("1.0", "publication.due", "/snsops/publishing", "application/json", "flow-1"),
            (Header("ce_specversion"), Header("ce_type"), Header("ce_source"), Header("content-type"), Header("correlationid")));
        Assert.Equal(7, Guid.Parse(Header("ce_id")).Version);
        Assert.True(DateTimeOffset.TryParse(Header("ce_time"), out _));
        Assert.Equal(trace, ActivityContext.Parse(Header("traceparent"), null).TraceId.ToHexString());
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(record.Message.Value).RootElement.ValueKind);
    }
}
