using SnsOps.Shared.Kafka;

namespace SnsOps.Unit.Kafka;

/// <summary>How long an empty fetch is parked: lanes may be told to be more patient than those who show live events.</summary>
public sealed class KafkaOptionsTests
{
    [Theory]
    [InlineData(100, null, 100)]
    [InlineData(5, null, 5)]
    [InlineData(5, 25, 25)]
    public void A_lane_waits_as_long_as_it_is_told_or_as_the_others_do(int others, int? lanes, int expected)
    {
        var options = new KafkaOptions { FetchWaitMaxMs = others, LaneFetchWaitMaxMs = lanes };

        Assert.Equal(expected, options.ForGroup("127.0.0.1:9", "snsops.publishing").FetchWaitMaxMs);
        Assert.Equal(others, options.ForAllPartitions("127.0.0.1:9").FetchWaitMaxMs);
    }
}
