using SnsOps.Workers.Collection.Figures;

namespace SnsOps.Unit.Collection;

/// <summary>One thing that fails the whole call is found out by halving, and the others are kept.</summary>
public sealed class BisectionTests
{
    private readonly List<string> _calls = [];
    private readonly HashSet<int> _bad = [];
    private int _troubleAfter = int.MaxValue, _most = int.MaxValue;

    [Fact]
    public async Task Where_nothing_is_refused_one_call_does()
    {
        var asked = await RunAsync(16);

        Assert.Equal((1, 16), (_calls.Count, asked.Answered.Sum(a => a.Things.Count)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(15)]
    public async Task One_of_sixteen_costs_twice_its_logarithm_at_most(int bad)
    {
        _bad.Add(bad);

        var asked = await RunAsync(16);

        Assert.Equal([bad], asked.Refused.Select(r => r.Thing));
        Assert.Equal(Enumerable.Range(0, 16).Where(i => i != bad), asked.Answered.SelectMany(a => a.Things).Order());
        Assert.InRange(_calls.Count, 5, 9);
    }

    [Fact]
    public async Task Several_are_all_found_and_a_single_one_that_is_refused_is_asked_for_once()
    {
        _bad.UnionWith([1, 2, 9]);
        Assert.Equal([1, 2, 9], (await RunAsync(10)).Refused.Select(r => r.Thing));

        _calls.Clear();
        _bad.Add(0);
        Assert.Equal([0], (await RunAsync(1)).Refused.Select(r => r.Thing));
        Assert.Single(_calls);
    }

    [Fact]
    public async Task A_trouble_ends_it_and_what_was_answered_before_counts()
    {
        (_troubleAfter, _) = (2, _bad.Add(7));

        var asked = await RunAsync(8);

        Assert.Equal("trouble", asked.Trouble);
        Assert.Equal([0, 1, 2, 3], asked.Answered.SelectMany(a => a.Things));
        Assert.Equal(3, _calls.Count);
    }

    [Fact]
    public async Task What_is_too_much_at_once_is_asked_for_in_halves_and_nothing_of_it_is_refused_unasked()
    {
        (_most, _) = (1, _bad.Add(2));

        var asked = await RunAsync(4);

        Assert.Equal([0, 1, 3], asked.Answered.SelectMany(a => a.Things));
        Assert.Equal([2], asked.Refused.Select(r => r.Thing));
        Assert.Equal(["0,1,2,3", "0,1", "0", "1", "2,3", "2", "3"], _calls);

        _most = 0;
        Assert.Equal("too much", (await RunAsync(2)).Trouble);
    }

    private Task<Bisection<int, string>> RunAsync(int count) => new Bisection<int, string>(
        things =>
        {
            _calls.Add(string.Join(',', things));
            return Task.FromResult(_calls.Count > _troubleAfter ? "trouble" : things.Count > _most ? "too much" : things.Any(_bad.Contains) ? "refused" : "ok");
        },
        answer => answer == "ok", answer => answer == "refused", answer => answer == "too much").RunAsync([.. Enumerable.Range(0, count)]);
}
