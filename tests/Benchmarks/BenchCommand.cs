using System.CommandLine;
using SnsOps.Local.Commands;

namespace SnsOps.Benchmarks;

/// <summary>A verb of <c>./snsops bench</c>: runs until it is done or stopped, prints its report, and fails if something was lost, doubled or stuck.</summary>
internal static class BenchCommand
{
    /// <summary>A bench with the options it declares besides <c>--json</c>.</summary>
    public static Command Create(string name, string description, Func<BenchReport, ParseResult, CancellationToken, Task> run, params Option[] options)
    {
        var json = new Option<FileInfo?>("--json") { Description = "also write the report to this file" };
        var command = new Command(name, description) { json };
        foreach (var option in options)
            command.Options.Add(option);
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            var report = new BenchReport(name);
            try
            {
                await run(report, parsed, signals.Asked);
            }
            catch (OperationCanceledException) when (signals.Asked.IsCancellationRequested)
            {
                Console.WriteLine("그만두었습니다 / cancelled");
                return 130;
            }

            await report.CloseAsync(parsed.GetValue(json), CancellationToken.None);
            return report.Holds ? 0 : 1;
        });
        return command;
    }

    /// <summary>A bench over a fleet of its own, whose ceilings are taken first.</summary>
    public static Command OverFleet(string name, string description, Func<BenchFleet, BenchReport, ParseResult, CancellationToken, Task> run, params Option[] options) =>
        Create(name, description, async (report, parsed, ct) =>
        {
            await using var fleet = await BenchFleet.StartAsync(ct);
            await fleet.TakeCeilingsAsync(report, ct);
            await run(fleet, report, parsed, ct);
        }, options);
}
