using Confluent.Kafka;
using Confluent.Kafka.Admin;
using SnsOps.Shared.Messages;

namespace SnsOps.Shared.Kafka;

/// <summary>Makes the topics on a real cluster, on command. The embedded broker brings its own and has no admin API.</summary>
public static class TopicCreation
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Creates the topics that are missing; partitions as in <see cref="Topics.Partitions"/>.</summary>
    /// <param name="options">Of the cluster; <see cref="KafkaOptions.BootstrapServers"/> must be set.</param>
    /// <param name="replication">Copies of each partition; -1: the cluster's default.</param>
    /// <returns>The topics made now.</returns>
    /// <exception cref="InvalidOperationException">The cluster refused or did not answer; the message says which topic and why.</exception>
    public static async Task<IReadOnlyList<string>> EnsureAsync(KafkaOptions options, short replication)
    {
        if (options.BootstrapServers.Length == 0)
            throw new InvalidOperationException("No cluster: set Kafka__BootstrapServers. | 클러스터가 없습니다: Kafka__BootstrapServers를 설정하세요.");
        using var admin = new AdminClientBuilder(new AdminClientConfig(new Dictionary<string, string>(options.Extra)) { BootstrapServers = options.BootstrapServers })
            .SetLogHandler((_, _) => { }).Build();
        var wanted = Topics.Partitions.Select(t => new TopicSpecification { Name = t.Key, NumPartitions = t.Value, ReplicationFactor = replication }).ToList();
        try
        {
            await admin.CreateTopicsAsync(wanted, new CreateTopicsOptions { RequestTimeout = Patience, OperationTimeout = Patience }).WaitAsync(Patience * 2);
            return [.. Topics.Partitions.Keys];
        }
        catch (CreateTopicsException e)
        {
            if (e.Results.FirstOrDefault(r => r.Error.Code is not (ErrorCode.NoError or ErrorCode.TopicAlreadyExists)) is { } refused)
                throw new InvalidOperationException($"Topic {refused.Topic} was not created: {refused.Error.Reason} | 토픽 {refused.Topic}을(를) 만들지 못했습니다", e);
            return [.. e.Results.Where(r => r.Error.Code == ErrorCode.NoError).Select(r => r.Topic)];
        }
        catch (Exception e) when (e is KafkaException or TimeoutException)
        {
            throw new InvalidOperationException($"The cluster at {options.BootstrapServers} did not create the topics: {e.Message} | 클러스터가 응답하지 않았습니다", e);
        }
    }
}
