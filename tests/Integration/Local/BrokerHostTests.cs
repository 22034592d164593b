using Confluent.Kafka;
using SnsOps.Local.Broker;

namespace SnsOps.Integration.Local;

public sealed class BrokerHostTests
{
    [Fact]
    public void The_embedded_broker_has_the_topics_of_a_real_cluster()
    {
        using var broker = BrokerHost.Start();
        using var client = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.Bootstrap }).Build();

        var topics = client.GetMetadata(TimeSpan.FromSeconds(60)).Topics.ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count);

        Assert.Equal(
            new Dictionary<string, int>
            {
                ["snsops.publishing"] = 12, ["snsops.collection"] = 6, ["snsops.ai"] = 6, ["snsops.reports"] = 3, ["snsops.events"] = 1,
            }, topics);
    }

    [Fact]
    public void Each_life_of_the_broker_is_another_cluster()
    {
        using var one = BrokerHost.Start();
        using var other = BrokerHost.Start();

        Assert.NotEqual(one.ClusterId, other.ClusterId);
        Assert.NotEqual(one.Bootstrap, other.Bootstrap);
    }
}
