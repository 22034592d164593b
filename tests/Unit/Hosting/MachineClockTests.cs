using SnsOps.Shared.Hosting;

namespace SnsOps.Unit.Hosting;

public sealed class MachineClockTests
{
    [Fact]
    public void Without_a_test_it_is_the_systems()
    {
        Assert.Same(TimeProvider.System, MachineClock.Parse(null));
        Assert.Same(TimeProvider.System, MachineClock.Parse(" "));
    }

    [Theory]
    [InlineData("7200", 7200)]
    [InlineData("-7200", 7200)]
    [InlineData("±3600", 3600)]
    public void A_test_makes_it_wrong(string text, double bySeconds)
    {
        var wrong = (MachineClock.Parse(text).GetUtcNow() - DateTimeOffset.UtcNow).TotalSeconds;

        Assert.InRange(Math.Abs(wrong), bySeconds - 60, bySeconds + 60);
        Assert.True(text.StartsWith('±') || Math.Sign(wrong) == Math.Sign(double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)));
    }
}
