namespace SnsOps.Local.Broker;

/// <summary>The embedded Kafka broker, inside this process. It forgets everything when it ends.</summary>
public sealed class BrokerHost : IDisposable
{
    /// <summary>Topics and partitions as a real cluster has them by the explicit command of the README.</summary>
    private static readonly (string Topic, int Partitions)[] Topics =
    [
        ("snsops.publishing", 12), ("snsops.collection", 6), ("snsops.ai", 6), ("snsops.reports", 3), ("snsops.events", 1),
    ];

    private const int OnlyBroker = 1;

    private readonly nint _host;
    private readonly nint _cluster;

    private BrokerHost(nint host, nint cluster)
    {
        (_host, _cluster) = (host, cluster);
        Bootstrap = MockCluster.Bootstrap(cluster);
    }

    /// <summary>Its address, host:port: another one at each start.</summary>
    public string Bootstrap { get; }

    /// <summary>Tells this life of the broker from every other: its offsets mean nothing to the next one.</summary>
    public Guid ClusterId { get; } = Guid.CreateVersion7();

    /// <summary>Starts a broker that has the application's topics.</summary>
    public static BrokerHost Start()
    {
        var host = MockCluster.NewHost();
        var cluster = MockCluster.NewCluster(host, 1);
        if (cluster == 0)
            throw new InvalidOperationException("librdkafka has no mock cluster");
        MockCluster.SetInitialRebalanceDelay(cluster, 100);
        foreach (var (topic, partitions) in Topics)
        {
            var error = MockCluster.CreateTopic(cluster, topic, partitions, 1);
            if (error != 0)
                throw new InvalidOperationException($"topic {topic} could not be made: librdkafka error {error}");
        }
        return new BrokerHost(host, cluster);
    }

    /// <summary>For tests: the next requests of a kind are answered with these errors of Kafka's, in order.</summary>
    public void AnswerWith(MockRequest request, params int[] errors) => MockCluster.PushErrors(_cluster, (short)request, (nuint)errors.Length, errors);

    /// <summary>For tests: every answer takes so long.</summary>
    public void TakeRoundTrip(TimeSpan time) => Done(MockCluster.SetRoundTrip(_cluster, OnlyBroker, (int)time.TotalMilliseconds));

    /// <summary>For tests: it hangs up on everybody and listens no more, and keeps what it knows.</summary>
    public void GoAway() => Done(MockCluster.SetDown(_cluster, OnlyBroker));

    /// <summary>For tests: it listens again.</summary>
    public void ComeBack() => Done(MockCluster.SetUp(_cluster, OnlyBroker));

    public void Dispose()
    {
        MockCluster.DestroyCluster(_cluster);
        MockCluster.DestroyHost(_host);
    }

    private static void Done(int error)
    {
        if (error != 0)
            throw new InvalidOperationException($"the mock cluster refused: librdkafka error {error}");
    }
}

/// <summary>Kinds of request, by Kafka's numbers.</summary>
public enum MockRequest
{
    Produce = 0,
    Fetch = 1,
    Heartbeat = 12,
}
