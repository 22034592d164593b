using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Unit.Platforms;

public sealed class BudgetStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);
    private static readonly ExternalCallOptions Options = new();

    [Fact]
    public void Collection_leaves_publishing_its_reserve_and_says_how_long_to_wait()
    {
        var state = State(used: 159);

        Assert.Equal(1, state.Ask(CallPriority.Collection, 1, Options).Amount);
        state.Lend(1, 1);
        Assert.Equal(0, state.Ask(CallPriority.Collection, 1, Options).Amount);
        Assert.InRange(state.Ask(CallPriority.Collection, 1, Options).Wait, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(65));
        Assert.Equal(10, state.Ask(CallPriority.Publishing, 1, Options).Amount);
    }

    [Fact]
    public void A_limit_per_user_grows_with_the_accounts() => Assert.Equal(600, State(perUserOf: ["instagram"], users: 3).Limit);

    [Fact]
    public void A_header_that_shows_less_use_than_ours_proves_a_greater_limit()
    {
        var state = State(used: 150);

        state.Believe(new UsageReport("s", 4, false, null), Options);

        Assert.Equal(3000, state.Limit);
        state.Believe(new UsageReport("s", 9, false, null), Options);
        Assert.Equal(3000, state.Limit);
    }

    [Fact]
    public void A_header_that_shows_more_use_than_ours_counts_what_others_used_until_the_next_one_says_otherwise()
    {
        var state = State(used: 10);

        state.Believe(new UsageReport("s", 90, false, null), Options);
        Assert.Equal((200, 180), (state.Limit, state.Used));
        Assert.Equal(0, state.Ask(CallPriority.Collection, 1, Options).Amount);
        Assert.Equal(10, state.Ask(CallPriority.Publishing, 1, Options).Amount);

        state.Believe(new UsageReport("s", 20, false, null), Options);
        Assert.Equal(40, state.Used);
    }

    [Fact]
    public void A_closed_budget_lends_nothing_until_then_and_never_closes_for_shorter()
    {
        var state = State(used: 1);

        state.Believe(new UsageReport("s", 100, true, TimeSpan.FromMinutes(19)), Options);
        state.Believe(new UsageReport("s", 97, true, null), Options);

        Assert.Equal((0, TimeSpan.FromMinutes(19)), state.Ask(CallPriority.Publishing, 1, Options));
    }

    [Fact]
    public void People_are_told_once_within_a_window()
    {
        Assert.False(Alarms(used: 159, alarmedAt: null));
        Assert.True(Alarms(used: 160, alarmedAt: null));
        Assert.False(Alarms(used: 190, alarmedAt: Now - TimeSpan.FromMinutes(59)));
        Assert.True(Alarms(used: 190, alarmedAt: Now - TimeSpan.FromMinutes(61)));
    }

    [Theory]
    [InlineData(79, false, null, false)]
    [InlineData(80, false, null, true)]
    [InlineData(95, true, null, true)]
    [InlineData(null, true, null, true)]
    [InlineData(95, true, 59, false)]
    [InlineData(80, false, 61, true)]
    public void People_are_told_once_within_a_window_of_what_the_platform_says(int? percent, bool closed, int? toldMinutesAgo, bool alarms)
    {
        var state = State(used: 1, alarmedAt: toldMinutesAgo is { } minutes ? Now - TimeSpan.FromMinutes(minutes) : null);

        state.Believe(new UsageReport("s", percent, closed, null), Options);

        Assert.Equal(alarms, state.Alarms);
    }

    [Fact]
    public void A_call_that_costs_more_than_is_left_waits_while_a_cheaper_one_passes()
    {
        var state = State(used: 160);

        Assert.Equal(40, state.Ask(CallPriority.Publishing, 40, Options).Amount);
        Assert.Equal((0, true), (state.Ask(CallPriority.Publishing, 41, Options) is var (amount, wait) ? (amount, wait > TimeSpan.Zero) : default));
        Assert.Equal(10, state.Ask(CallPriority.Publishing, 1, Options).Amount);
    }

    private static bool Alarms(int used, DateTimeOffset? alarmedAt)
    {
        var state = State(used: used, alarmedAt: alarmedAt);
        state.Ask(CallPriority.Publishing, 1, Options);
        return state.Alarms;
    }

    private static BudgetState State(int used = 0, string[]? perUserOf = null, int users = 0, DateTimeOffset? alarmedAt = null) => new(
        new Budget("s", "호출", 200, TimeSpan.FromHours(1), PerUserOf: perUserOf), BudgetWindow.Empty(TimeSpan.FromHours(1), Now).Add(used, Now), users, null, 0, null, alarmedAt, Now);
}
