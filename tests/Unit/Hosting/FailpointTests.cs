using SnsOps.Shared.Hosting;

namespace SnsOps.Unit.Hosting;

public sealed class FailpointTests
{
    [Fact]
    public void Points_actions_and_counts_are_read_from_one_line()
    {
        var points = Failpoint.Parse("publish.armed:kill@2, scan.moved:delay=50")!;

        Assert.Equal(("kill", 2), (points["publish.armed"].Action, points["publish.armed"].OnHit));
        Assert.Equal(("delay=50", 0), (points["scan.moved"].Action, points["scan.moved"].OnHit));
        Assert.Null(Failpoint.Parse(null));
        Assert.Null(Failpoint.Parse("  "));
    }

    [Fact]
    public void A_counted_point_acts_on_that_hit_only()
    {
        var point = Failpoint.Parse("p:throw@2")!["p"];

        point.Act();
        Assert.Throws<FailpointException>(point.Act);
        point.Act();
    }

    [Theory]
    [InlineData("publish.armed")]
    [InlineData(":kill")]
    public void Nonsense_is_refused(string text) => Assert.Throws<FormatException>(() => Failpoint.Parse(text));
}
