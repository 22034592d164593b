using System.CommandLine;
using Npgsql;
using SnsOps.Local.Broker;
using SnsOps.Local.Processes;
using SnsOps.Local.State;

namespace SnsOps.Local.Commands;

/// <summary><c>broker</c>: hosts the embedded broker and keeps its address in the database. A child of the host.</summary>
internal static class BrokerCommand
{
    private static readonly TimeSpan RecheckEvery = TimeSpan.FromSeconds(1);

    internal static Command Create()
    {
        var command = new Command("broker", "Hosts the embedded broker (started by up).") { Hidden = true };
        command.SetAction(async (_, _) =>
        {
            using var signals = new StopSignals();
            return await RunAsync(signals.Asked);
        });
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken ct)
    {
        var parent = Posix.ParentProcess();
        var row = new BrokerRow(LocalFolders.Required("ConnectionStrings__SnsOps"));
        using var broker = BrokerHost.Start();
        Console.WriteLine($"broker {broker.ClusterId} listens on {broker.Bootstrap}");
        using var timer = new PeriodicTimer(RecheckEvery);
        var away = false;
        do
        {
            try
            {
                if (await row.ClaimAsync(broker, ct))
                    Console.WriteLine($"broker {broker.ClusterId} published its address");
                away = false;
            }
            catch (NpgsqlException e) when (!ct.IsCancellationRequested)
            {
                if (!away)
                    Console.WriteLine($"the address is not published yet, trying again every second: {e.Message}");
                away = true;
            }
        }
        while (Posix.ParentProcess() == parent && await TickAsync(timer, ct));
        return 0;
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken ct)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;      // asked to stop
        }
    }
}
