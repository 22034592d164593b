using SnsOps.Workers.Ai.BestTimes;
using SnsOps.Workers.Ai.Evaluation;

namespace SnsOps.Unit.BestTimes;

/// <summary>Which hours are recommended, and what is said of them.</summary>
public sealed class BestTimeAdvisorTests
{
    private static readonly Residuals Nobody = Residuals.Of([]);

    [Fact]
    public void The_hour_that_did_best_comes_first_and_says_what_it_rests_on()
    {
        var advice = BestTimeAdvisor.Advise(Residuals.Of(Evenings(60, best: 19)), Nobody, Nobody);

        Assert.InRange(Slots.Hour(advice[0].Slot), 18, 20);
        Assert.True(advice[0] is { Source: "account", Signal: "ok", Explore: false, AllPosts: 60 } and { Low: > 0 } && advice[0].Low < advice[0].Lift && advice[0].Lift < advice[0].High, advice[0].ToString());
        Assert.Contains("60건", advice[0].ReasonKo, StringComparison.Ordinal);
        Assert.Equal(BestTimeAdvisor.Wanted, advice.Count);
        Assert.Equal(advice.Count, advice.Select(a => a.Slot).Distinct().Count());
        Assert.True(advice[^1] is { Explore: true, Posts: 0 });
        Assert.Single(advice, a => a.Explore);
    }

    [Fact]
    public void An_account_with_few_posts_leans_on_its_client_then_on_its_platform()
    {
        var (few, others) = (Residuals.Of(Evenings(4, best: 10)), Residuals.Of(Evenings(80, best: 21)));

        var byClient = BestTimeAdvisor.Advise(few, others, Nobody)[0];
        var byPlatform = BestTimeAdvisor.Advise(Nobody, Nobody, others)[0];
        var byNothing = BestTimeAdvisor.Advise(Nobody, Nobody, Nobody)[0];

        Assert.Equal(("client", "thin"), (byClient.Source, byClient.Signal));
        Assert.InRange(Slots.Hour(byClient.Slot), 20, 22);
        Assert.Equal(("platform", "none"), (byPlatform.Source, byPlatform.Signal));
        Assert.InRange(Slots.Hour(byPlatform.Slot), 20, 22);
        Assert.Equal(("none", "none"), (byNothing.Source, byNothing.Signal));
    }

    [Fact]
    public void Growth_and_formats_do_not_look_like_good_hours()
    {
        // Mornings of images at first, evenings of reels when the account is ten times as big: the hour itself is worth nothing.
        var posts = Enumerable.Range(0, 80).Select(i => new PostResult(i / 5.0, Slots.Of(1 + (i % 7), i < 40 ? 9 : 20), i < 40 ? "image" : "reel", (i < 40 ? 50 : 500) + (i % 5))).ToList();

        var curve = BestTimeAdvisor.Curve(Residuals.Of(posts), Nobody, Nobody);

        Assert.True(curve.Mean[Slots.Of(3, 20)] - curve.Mean[Slots.Of(3, 9)] < 0.6, "ten times as much would be 2.3");
    }

    [Fact]
    public void Following_it_loses_less_than_following_the_best_looking_mean()
    {
        var lost = Enumerable.Range(0, 25).Select(a => EvalTimes.Regrets(new Draws(900 + a), 30)).ToList();

        Assert.True(lost.Average(l => l.Whole) <= 0.7 * lost.Average(l => l.Raw), $"{lost.Average(l => l.Whole)} against {lost.Average(l => l.Raw)}");
    }

    /// <summary>Posts over the day, of which those around one hour do twice as well.</summary>
    private static List<PostResult> Evenings(int count, int best) =>
        [.. Enumerable.Range(0, count).Select(i =>
        {
            var slot = Slots.Of(1 + (i % 7), 8 + (i * 5 % 15));
            return new PostResult(i * 16.0 / count, slot, "image", 100 * (Slots.HoursApart(slot, best) <= 1 ? 2 : 1) * (1 + (0.1 * (i % 3))));
        })];
}
