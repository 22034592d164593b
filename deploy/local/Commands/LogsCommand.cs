using System.CommandLine;
using SnsOps.Local.Output;
using SnsOps.Local.State;

namespace SnsOps.Local.Commands;

/// <summary><c>logs</c>: prints the last lines of one member or of all, and follows them.</summary>
internal static class LogsCommand
{
    internal static Command Create()
    {
        var name = new Argument<string?>("name") { Arity = ArgumentArity.ZeroOrOne, Description = "postgres, broker, sandbox, api, publishing, …; all if left out" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on printing what is added" };
        var lines = new Option<int?>("--lines", "-n") { Description = "How many of the last lines (200 of one member, 20 of each)" };
        var command = new Command("logs", "Prints the members' logs.") { name, follow, lines };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(name), parsed.GetValue(follow), parsed.GetValue(lines)));
        return command;
    }

    private static async Task<int> RunAsync(string? name, bool follow, int? lines)
    {
        var folder = LocalFolders.FromEnvironment().Logs;
        var known = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.log").Select(Path.GetFileNameWithoutExtension).Order().ToArray() : [];
        if (known.Length == 0 || name is not null && !known.Contains(name))
            throw new Failure(
                "로그가 없습니다 / there is no such log",
                known.Length == 0 ? "아직 실행한 적이 없습니다 / nothing has run yet" : $"있는 것 / there are: {string.Join(", ", known)}",
                "./snsops logs");
        using var signals = new StopSignals();
        await using var console = new HostConsole();
        var tails = known.Where(log => name is null || log == name)
            .Select(log => new LogTail(Path.Combine(folder, log + ".log"), name is null ? line => console.Child(log!, line) : console.Say))
            .ToArray();
        foreach (var tail in tails)
            tail.PrintLast(lines ?? (name is null ? 20 : 200));
        while (follow && !signals.Asked.IsCancellationRequested)
        {
            foreach (var tail in tails)
                tail.PrintNew();
            await Task.WhenAny(signals.WaitAsync(), Task.Delay(200));
        }
        return 0;
    }
}
