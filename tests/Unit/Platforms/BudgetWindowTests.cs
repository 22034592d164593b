using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Unit.Platforms;

public sealed class BudgetWindowTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void What_was_used_counts_until_its_whole_step_has_left_the_window()
    {
        var window = BudgetWindow.Empty(Hour, Noon).Add(7, Noon);

        Assert.Equal(7, window.At(Noon + Hour).Used);
        Assert.Equal(7, window.At(Noon + TimeSpan.FromMinutes(64)).Used);
        Assert.Equal(0, window.At(Noon + TimeSpan.FromMinutes(65)).Used);
    }

    [Fact]
    public void No_stretch_of_the_windows_length_ever_holds_more_than_the_limit()
    {
        const int Limit = 25;
        var random = new Random(20261121);
        var window = BudgetWindow.Empty(Hour, Noon);
        var sent = new List<DateTimeOffset>();
        for (var now = Noon; now < Noon + TimeSpan.FromHours(8); now += TimeSpan.FromSeconds(random.Next(1, 120)))
        {
            window = window.At(now);
            if (window.Used >= Limit)
                continue;
            window = window.Add(1, now);
            sent.Add(now);
        }

        Assert.All(sent, first => Assert.InRange(sent.Count(at => at >= first && at < first + Hour), 1, Limit));
        Assert.True(sent.Count >= 8 * Limit * 3 / 4, $"only {sent.Count} of what was allowed");
    }

    [Fact]
    public void It_says_when_enough_will_be_free()
    {
        var window = BudgetWindow.Empty(Hour, Noon).Add(3, Noon).At(Noon + TimeSpan.FromMinutes(30)).Add(4, Noon + TimeSpan.FromMinutes(30));
        var now = Noon + TimeSpan.FromMinutes(40);

        Assert.Equal(TimeSpan.FromMinutes(25), window.At(now).UntilFree(3, now));
        Assert.Equal(TimeSpan.FromMinutes(55), window.At(now).UntilFree(4, now));
        Assert.Equal(0, window.At(now + window.At(now).UntilFree(7, now)).Used);
        Assert.Equal(Hour, window.At(now).UntilFree(8, now));
    }

    [Fact]
    public void A_chunk_that_comes_back_late_counts_when_it_was_spent()
    {
        var window = BudgetWindow.Empty(Hour, Noon).At(Noon + TimeSpan.FromMinutes(58));

        Assert.Equal(5, window.Add(5, Noon + TimeSpan.FromMinutes(2)).Used);
        Assert.Equal(0, window.Add(5, Noon + TimeSpan.FromMinutes(2)).At(Noon + TimeSpan.FromMinutes(71)).Used);
        Assert.Equal(0, window.Add(5, Noon - Hour).Used);
    }

    [Fact]
    public void A_clock_turned_back_forgets_nothing()
    {
        var window = BudgetWindow.Empty(Hour, Noon).Add(9, Noon);

        Assert.Equal(9, window.At(Noon - TimeSpan.FromDays(1)).Used);
    }

    [Theory]
    [InlineData("2026-11-01T06:59:00Z", "2026-10-31T07:00:00Z", "2026-11-01T07:00:00Z")]
    [InlineData("2026-11-01T07:00:00Z", "2026-11-01T07:00:00Z", "2026-11-02T08:00:00Z")]       // the clocks are put back: 25 hours
    [InlineData("2027-03-14T20:00:00Z", "2027-03-14T08:00:00Z", "2027-03-15T07:00:00Z")]       // and forward: 23
    public void A_californian_day_lasts_from_midnight_to_midnight_whatever_the_clocks_do(string at, string began, string ends)
    {
        Assert.Equal(Instant(began), CalendarDay.Began("America/Los_Angeles", Instant(at)));
        Assert.Equal(Instant(ends), CalendarDay.Ends("America/Los_Angeles", Instant(at)));
    }

    [Fact]
    public void What_was_used_in_a_day_counts_until_its_midnight_and_not_after()
    {
        var evening = Instant("2026-11-02T07:50:00Z");
        var window = (BudgetWindow.Empty(TimeSpan.FromDays(1), Instant("2026-11-01T12:00:00Z")) with { ResetsIn = "America/Los_Angeles" }).At(evening).Add(40, evening);

        Assert.Equal(40, window.At(Instant("2026-11-02T07:59:59Z")).Used);
        Assert.Equal(TimeSpan.FromMinutes(10), window.UntilFree(1, evening));
        var next = window.At(Instant("2026-11-02T08:00:00Z"));
        Assert.Equal((0, 0, 7), (next.Used, next.Add(5, evening).Used, next.Add(7, Instant("2026-11-02T09:00:00Z")).Used));
        Assert.True(window.Holds(evening, Instant("2026-11-02T07:59:00Z")));
        Assert.False(window.Holds(evening, Instant("2026-11-02T08:01:00Z")));
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
