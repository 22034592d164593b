using SnsOps.Benchmarks.Faults;

namespace SnsOps.EndToEnd.Faults;

/// <summary>What a run of faults reports in the end, of what its rounds have found.</summary>
public sealed class FindingsTests
{
    private static readonly Round Played = new(null!, null!, new Random(1), new FaultCase("K10", "작업자가 멈춥니다", [], (_, _) => Task.CompletedTask), 1, 1, 6);

    private static readonly Planned Post = new(
        Guid.CreateVersion7(), Guid.CreateVersion7(), new Account(Guid.CreateVersion7(), "facebook", "910000000000001", "T1"), "facebook_text", "오늘의 원두를 볶았습니다 ☕", null);

    [Fact]
    public void What_a_round_found_stays_found_though_the_row_has_come_right_since()
    {
        var findings = new Findings();

        findings.Keep([new Violation("stuck", "is still unknown", Played, Post)]);

        Assert.Equal("stuck", Assert.Single(findings.Violations).Kind);
    }

    [Fact]
    public void What_is_still_broken_is_told_once()
    {
        var findings = new Findings();
        findings.Add(new Violation("stuck", "is still unknown", Played, Post));
        findings.Add(new Violation("broken", "두 번 만들어졌습니다", Played, null));

        findings.Keep([
            new Violation("stuck", "is still armed", Played, Post), new Violation("broken", "두 번 만들어졌습니다", Played, null), new Violation("broken", "두 번 실행되었습니다", Played, null)]);

        Assert.Equal(["is still unknown", "두 번 만들어졌습니다", "두 번 실행되었습니다"], findings.Violations.Select(v => v.What));
    }
}
