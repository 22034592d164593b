using SnsOps.Local.Supervision;

namespace SnsOps.Unit.Local;

public sealed class BackoffTests
{
    [Fact]
    public void A_child_that_keeps_dying_waits_longer_each_time_up_to_ten_seconds()
    {
        var backoff = new Backoff();

        var waits = Enumerable.Range(0, 8).Select(_ => backoff.After(TimeSpan.FromSeconds(1)).TotalSeconds);

        Assert.Equal([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10], waits);
    }

    [Fact]
    public void A_child_that_lived_half_a_minute_starts_over_with_the_shortest_wait()
    {
        var backoff = new Backoff();
        backoff.After(TimeSpan.Zero);
        backoff.After(TimeSpan.Zero);

        Assert.Equal(0.2, backoff.After(TimeSpan.FromSeconds(30)).TotalSeconds);
    }
}
