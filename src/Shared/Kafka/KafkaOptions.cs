using System.ComponentModel.DataAnnotations;
using Confluent.Kafka;

namespace SnsOps.Shared.Kafka;

/// <summary>How a process reaches Kafka. Section "Kafka".</summary>
public sealed class KafkaOptions
{
    /// <summary>Brokers of a real cluster. Empty: the embedded broker, whose address is the row in <c>kafka_brokers</c>.</summary>
    public string BootstrapServers { get; init; } = "";

    /// <summary>Prefix of the consumer groups; one group per topic, so replicas share the work.</summary>
    [Required] public string GroupPrefix { get; init; } = "snsops";

    /// <summary>Group session time-out. The embedded broker stalls a group for about this long when a member joins.</summary>
    [Range(1000, 120_000)] public int SessionTimeoutMs { get; init; } = 30_000;

    /// <summary>How long the broker may park an empty fetch. The embedded broker always waits it out: 10 there.</summary>
    [Range(1, 1000)] public int FetchWaitMaxMs { get; init; } = 100;

    /// <summary>The same for lanes; empty: as for the others. The embedded broker is asked anew each time it is over, and a nudge has more time than a live event: 25 there.</summary>
    [Range(1, 1000)] public int? LaneFetchWaitMaxMs { get; init; }

    /// <summary>Any further librdkafka setting, such as <c>security.protocol</c>.</summary>
    public Dictionary<string, string> Extra { get; init; } = [];

    internal ConsumerConfig ForGroup(string bootstrapServers, string topic) => new(new Dictionary<string, string>(Extra))
    {
        BootstrapServers = bootstrapServers,
        GroupId = $"{GroupPrefix}.{topic}",
        AutoOffsetReset = AutoOffsetReset.Earliest,
        EnableAutoCommit = true,
        AutoCommitIntervalMs = 1000,
        EnableAutoOffsetStore = false,
        SessionTimeoutMs = SessionTimeoutMs,
        HeartbeatIntervalMs = Math.Max(300, SessionTimeoutMs / 6),
        FetchWaitMaxMs = LaneFetchWaitMaxMs ?? FetchWaitMaxMs,
        QueuedMaxMessagesKbytes = 4096,
        PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range,
        IsolationLevel = IsolationLevel.ReadCommitted,
        AllowAutoCreateTopics = false,
        SocketKeepaliveEnable = true,
    };

    internal ConsumerConfig ForAllPartitions(string bootstrapServers) => new(new Dictionary<string, string>(Extra))
    {
        BootstrapServers = bootstrapServers,
        GroupId = $"{GroupPrefix}.unused",           // required by the client, never joined: partitions are assigned by hand
        EnableAutoCommit = false,
        EnableAutoOffsetStore = false,
        AutoOffsetReset = AutoOffsetReset.Latest,
        FetchWaitMaxMs = FetchWaitMaxMs,
        AllowAutoCreateTopics = false,
    };

    internal ProducerConfig ForProducer(string bootstrapServers) => new(new Dictionary<string, string>(Extra))
    {
        BootstrapServers = bootstrapServers,
        EnableIdempotence = true,
        Acks = Acks.All,
        LingerMs = 1,
        MessageTimeoutMs = 10_000,
        QueueBufferingMaxMessages = 100_000,
        Partitioner = Partitioner.Murmur2Random,
        AllowAutoCreateTopics = false,
    };
}
