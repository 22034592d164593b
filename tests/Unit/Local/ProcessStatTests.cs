using SnsOps.Local.Processes;

namespace SnsOps.Unit.Local;

public sealed class ProcessStatTests
{
    private const string Rest = "S 41 43 43 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 987654 1 1";

    [Theory]
    [InlineData("postgres")]
    [InlineData("이름 (with) spaces) and (")]
    public void The_name_may_hold_spaces_and_parentheses(string name)
    {
        var stat = ProcessStat.Parse($"43 ({name}) {Rest}");

        Assert.Equal(new ProcessStat(43, name, 'S', 41, 987654), stat);
    }

    [Fact]
    public void A_number_that_was_given_to_another_process_is_not_the_same_life()
    {
        var self = ProcessIdentity.Self;

        Assert.True(self.IsAlive);
        Assert.False((self with { StartTicks = self.StartTicks - 1 }).IsAlive);
        Assert.False((self with { BootId = "어제" }).IsAlive);
    }
}
