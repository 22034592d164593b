using System.CommandLine;
using SnsOps.Local.Output;
using SnsOps.Local.Processes;
using SnsOps.Local.State;
using SnsOps.Local.Supervision;

namespace SnsOps.Local.Commands;

/// <summary><c>down</c>: stops the fleet, wherever it was started. Nothing to stop is fine.</summary>
internal static class DownCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(75);

    internal static Command Create()
    {
        var command = new Command("down", "Stops everything in order. Data stays.");
        command.SetAction(async (_, ct) =>
        {
            await using var console = new HostConsole();
            await StopAsync(LocalFolders.FromEnvironment(), console.Say, ct);
            return 0;
        });
        return command;
    }

    /// <summary>Asks the host to stop, waits, and makes sure that nothing of it is left.</summary>
    internal static async Task StopAsync(LocalFolders folders, Action<string> say, CancellationToken ct)
    {
        if (HostLock.Holder(folders) is { } host)
        {
            say("멈추는 중 / stopping");
            await host.EndAsync(UnixSignal.Terminate, Patience, ct);
            say("멈췄습니다 / stopped");
        }
        else
        {
            say("실행 중이 아닙니다 / not running");
        }
        await Fleet.EndLeftoversAsync(folders, say, ct);
    }
}
