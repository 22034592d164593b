using SnsOps.Workers.Ai.Surges;

namespace SnsOps.Unit.Surges;

/// <summary>Probabilities that can be worked out by hand, or that another distribution must come near to.</summary>
public sealed class TailsTests
{
    [Theory]
    [InlineData(0, 5, 0.5, 2, 1)]
    [InlineData(7, 10, 0.5, 1e9, 0.171875)]             // a binomial
    [InlineData(7, 10, 0.5, 2, 4.0 / 11)]               // every count is as probable
    [InlineData(10, 10, 0.1, 1e9, 1e-10)]
    public void Of_so_many_comments_at_least_so_many_are_negative(double k, double n, double mean, double strength, double chance) =>
        Assert.Equal(chance, Tails.BetaBinomial(k, n, mean, strength), chance * 1e-4);

    [Theory]
    [InlineData(0, 2, 1, 1)]
    [InlineData(3, 2, 1e6, 0.3233236)]                  // a Poisson
    [InlineData(1, 2, 1e6, 0.8646647)]
    [InlineData(4, 3, 1, 0.31640625)]                   // a geometric: (3/4)⁴
    [InlineData(2, 3, 1, 0.5625)]
    [InlineData(1, 0, 1, 0)]
    public void At_such_times_at_least_so_many_are_negative(double k, double mean, double size, double chance) =>
        Assert.Equal(chance, Tails.NegativeBinomial(k, mean, size), 1e-5);

    [Fact]
    public void Thousands_of_comments_are_no_trouble()
    {
        var chance = Tails.BetaBinomial(4_000, 20_000, 0.1, 150);

        Assert.InRange(chance, 1e-6, 1e-2);
        Assert.InRange(Tails.NegativeBinomial(9_000, 3_000, 2), 1e-6, 0.05);
    }
}
