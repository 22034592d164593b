using System.CommandLine;
using SnsOps.Local.Output;
using SnsOps.Local.Testing;

namespace SnsOps.Local.Commands;

/// <summary><c>test</c>: runs the test executables; 0 only if every test ran and passed.</summary>
internal static class TestCommand
{
    internal static Command Create()
    {
        var which = new Argument<string?>("suite") { Arity = ArgumentArity.ZeroOrOne, Description = "unit, integration or e2e; all if left out" };
        which.AcceptOnlyFromAmong([.. TestSuite.All.Select(suite => suite.Name)]);
        var command = new Command("test", "Runs the tests; what follows -- goes to the xunit runner.") { which };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(which), parsed.UnmatchedTokens));
        return command;
    }

    private static async Task<int> RunAsync(string? name, IReadOnlyList<string> runnerOptions)
    {
        using var signals = new StopSignals();
        var suites = TestSuite.All.Where(suite => name is null || suite.Name == name).ToArray();
        SuiteResult total;
        try
        {
            total = await new TestRun(suites, runnerOptions).RunAsync(signals.Asked);
        }
        catch (OperationCanceledException) when (signals.Asked.IsCancellationRequested)
        {
            Console.WriteLine("그만두었습니다 / cancelled");
            return 130;
        }
        catch (Failure failure)
        {
            Console.WriteLine("✗ " + failure.Message);
            total = new SuiteResult(0, 1, 0);
        }
        foreach (var failure in total.Failures)
            Console.WriteLine("✗ " + failure.ReplaceLineEndings("\n    "));
        if (total.Skipped > 0)
            Console.WriteLine($"건너뛴 테스트 / skipped: {total.Skipped}");
        Console.WriteLine($"{total.Passed} passed, {total.Failed} failed");
        return total.Failed == 0 && total.Skipped == 0 ? 0 : 1;
    }
}
