using System.Diagnostics;
using SnsOps.Local.Output;
using SnsOps.Local.Processes;
using SnsOps.Local.State;

namespace SnsOps.Local.Commands;

/// <summary><c>up --detach</c>: the same host in a session of its own; the command shows what it says until it is up.</summary>
internal static class DetachedHost
{
    private const string Mark = "SNSOPS_DETACHED";

    /// <summary>True in the host that runs in the background.</summary>
    internal static bool IsThis => Environment.GetEnvironmentVariable(Mark) is "1";

    /// <summary>Starts the host in the background and returns when it is up, or has failed.</summary>
    internal static async Task<int> StartAsync(LocalFolders folders, StopSignals signals)
    {
        var log = Path.Combine(folders.Logs, "up.log");
        File.Delete(log);
        File.Delete(ResultFile(folders));
        var managed = ChildStart.Managed(typeof(DetachedHost).Assembly.Location, Environment.GetCommandLineArgs()[1..]);
        // The shell gives it its log in place of this terminal, then becomes the host.
        var start = new ProcessStartInfo("setsid");
        foreach (var word in (string[])["sh", "-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", log, managed.Program, .. managed.Arguments])
            start.ArgumentList.Add(word);
        start.Environment[Mark] = "1";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("setsid did not start");
        var host = ProcessIdentity.Of(process.Id);
        var tail = new LogTail(log, Console.WriteLine);
        while (true)
        {
            var result = StateFile.Read<Result>(ResultFile(folders));
            var ended = process.HasExited;
            tail.PrintNew();
            if (result is not null)
                return result.Failure is null ? 0 : 1;
            if (ended)
                return process.ExitCode == 0 ? 1 : process.ExitCode;
            if (signals.Asked.IsCancellationRequested)
            {
                host?.Signal(UnixSignal.Terminate);
                await process.WaitForExitAsync();
                tail.PrintNew();
                return 130;
            }
            await Task.Delay(50);
        }
    }

    /// <summary>Tells the waiting command how it went.</summary>
    internal static void Announce(LocalFolders folders, string? failure) => StateFile.Write(ResultFile(folders), new Result(failure));

    private static string ResultFile(LocalFolders folders) => Path.Combine(folders.State, "up.json");

    private sealed record Result(string? Failure);
}
