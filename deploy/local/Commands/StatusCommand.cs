using System.CommandLine;
using System.Globalization;
using SnsOps.Local.Broker;
using SnsOps.Local.Output;
using SnsOps.Local.Postgres;
using SnsOps.Local.State;
using SnsOps.Local.Supervision;

namespace SnsOps.Local.Commands;

/// <summary><c>status</c>: asks every member itself; 0 only if all of them are ready.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    internal static Command Create()
    {
        var command = new Command("status", "Shows each member; exits 0 only if everything is ready.");
        command.SetAction((_, ct) => RunAsync(ct));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken ct)
    {
        var folders = LocalFolders.FromEnvironment();
        await using var console = new HostConsole();
        if (HostLock.Holder(folders) is null || FleetReport.Read(folders) is not { } report)
        {
            console.Say("실행 중이 아닙니다 / not running. → ./snsops up");
            return 1;
        }
        var connectionString = ConnectionString(folders, report);
        var answers = await Task.WhenAll(report.Members.Select(member => AskAsync(member, connectionString, ct)));
        console.Table(FleetTable.Of(report.Members.Zip(answers, (member, answer) => (
            member.Name, answer.Ready, State(member, answer.Ready), answer.Address))));
        var ready = report.Phase == FleetPhase.Ready && answers.All(answer => answer.Ready);
        if (!ready)
            console.Say($"아직 준비되지 않았습니다 / not ready ({report.Phase})");
        return ready ? 0 : 1;
    }

    /// <summary>The connection to the fleet's database, from what the state folder knows.</summary>
    internal static string ConnectionString(LocalFolders folders, FleetReport report)
    {
        if (report.Members.FirstOrDefault(member => member.Kind == ProbeKind.Postgres) is not { } postgres)
            return ExternalSystems.FromEnvironment().Postgres ?? "";
        var port = int.Parse(postgres.Address[(postgres.Address.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
        return PostgresCluster.ConnectionString(port, Secrets.LoadOrCreate(folders.SecretsFile).PostgresPassword, PostgresCluster.Database);
    }

    private static async Task<(bool Ready, string Address)> AskAsync(MemberReport member, string connectionString, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Patience);
        try
        {
            var ready = member.Process is { IsAlive: true } && await Probes.AskAsync(member.Kind, member.Address, connectionString, deadline.Token);
            var address = ready && member.Kind == ProbeKind.Broker ? (await new BrokerRow(connectionString).FindAsync(deadline.Token))?.Bootstrap : null;
            return (ready, address ?? member.Address);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (false, member.Address);
        }
    }

    private static string State(MemberReport member, bool ready) =>
        (ready ? "준비됨 / ready" : member.Process is null ? "멈춤 / down" : "준비 안 됨 / not ready")
        + (member.Restarts > 0 ? string.Create(CultureInfo.InvariantCulture, $" (재시작 {member.Restarts})") : "");
}
