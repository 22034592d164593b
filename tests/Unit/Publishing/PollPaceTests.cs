using SnsOps.Workers.Publishing.PublishDuePublications;

namespace SnsOps.Unit.Publishing;

/// <summary>How often a container is asked about.</summary>
public sealed class PollPaceTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 6)]
    [InlineData(2, 12)]
    [InlineData(3, 24)]
    [InlineData(4, 30)]
    [InlineData(500, 30)]
    public void Pauses_double_up_to_half_a_minute(int looks, int seconds) => Assert.Equal(seconds, Pause(looks, ahead: 1500));

    [Theory]
    [InlineData(40, 20)]
    [InlineData(8, 4)]
    [InlineData(2, 3)]
    [InlineData(-10, 5)]
    [InlineData(-600, 30)]
    public void Near_its_second_it_is_looked_at_sooner(int ahead, int seconds) => Assert.Equal(seconds, Pause(10, ahead));

    private static double Pause(int looks, double ahead) => PollPace.Pause(TimeSpan.FromSeconds(3), looks, TimeSpan.FromSeconds(ahead)).TotalSeconds;
}
