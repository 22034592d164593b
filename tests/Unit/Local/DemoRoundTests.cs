using SnsOps.Local.Demo;

namespace SnsOps.Unit.Local;

public sealed class DemoRoundTests
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 20, 9, 0, 0, TimeSpan.FromHours(9));

    [Fact]
    public void A_newcomer_sees_every_kind_of_post_and_one_failure_within_two_minutes()
    {
        var round = DemoRound.At(Morning);

        Assert.All(round, post => Assert.InRange(post.AfterSeconds, 10, 115));
        Assert.Contains(round, post => post is { Media: not null } && IsOn(post, "instagram"));
        Assert.Contains(round, post => post is { Media: not null } && IsOn(post, "facebook"));
        Assert.Contains(round, post => post is { Link: not null } && IsOn(post, "facebook"));
        Assert.Contains(round, post => post is { Media: null, Link: null } && IsOn(post, "facebook"));
        Assert.Single(round, post => post.Accounts.Any(account => !account.MayPublish));
    }

    [Fact]
    public void Two_rounds_never_say_the_same_thing()
    {
        var bodies = DemoRound.At(Morning).Concat(DemoRound.At(Morning.AddSeconds(1))).Select(post => post.Body).ToArray();

        Assert.Equal(bodies.Length, bodies.Distinct().Count());
    }

    [Fact]
    public void A_post_goes_only_to_accounts_of_its_own_client() =>
        Assert.All(DemoRound.At(Morning), post => Assert.All(post.Accounts, account => Assert.Contains(account, post.Client.Accounts)));

    private static bool IsOn(DemoPost post, string platform) => post.Accounts.Any(account => account.Platform == platform && account.MayPublish);
}
