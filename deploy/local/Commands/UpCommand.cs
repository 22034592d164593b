using System.CommandLine;
using SnsOps.Local.Demo;
using SnsOps.Local.Output;
using SnsOps.Local.Postgres;
using SnsOps.Local.Processes;
using SnsOps.Local.State;
using SnsOps.Local.Supervision;

namespace SnsOps.Local.Commands;

/// <summary><c>up</c>: starts the fleet, shows it working, and stops it on Ctrl-C.</summary>
internal static class UpCommand
{
    internal static Command Create()
    {
        var detach = new Option<bool>("--detach", "-d") { Description = "Return when everything is ready and leave it running" };
        var fresh = new Option<bool>("--fresh") { Description = "Throw the data of earlier runs away first" };
        var comments = new Option<FileInfo>("--comments") { Description = "Play these comments: a TSV with the columns id, rating, label, text" };
        var replicas = new Option<int>("--replicas") { Description = "How many of each worker", DefaultValueFactory = _ => 1 };
        comments.AcceptExistingOnly();
        replicas.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 8)
                result.AddError("--replicas: 1–8");
        });
        var command = new Command("up", "Starts everything; Ctrl-C stops it.") { detach, fresh, comments, replicas };
        command.SetAction(async (parsed, _) =>
        {
            var folders = LocalFolders.FromEnvironment().Create();
            using var signals = new StopSignals { Insist = Descendants.KillAll };
            if (HostLock.Holder(folders) is not null)
            {
                if (!parsed.GetValue(fresh))
                    throw AlreadyRunning(folders);
                await DownCommand.StopAsync(folders, Console.WriteLine, signals.Asked);
            }
            if (parsed.GetValue(detach) && !DetachedHost.IsThis)
                return await DetachedHost.StartAsync(folders, signals);
            return await RunAsync(
                folders, parsed.GetValue(fresh), parsed.GetValue(comments)?.FullName, parsed.GetValue(replicas), signals);
        });
        return command;
    }

    private static async Task<int> RunAsync(LocalFolders folders, bool fresh, string? comments, int replicas, StopSignals signals)
    {
        using var hostLock = HostLock.TryTake(folders) ?? throw AlreadyRunning(folders);
        await using var console = new HostConsole();
        if (fresh)
        {
            console.Say("지난 데이터를 지웁니다 / removing the data of earlier runs");
            // A server that outlived a killed host must not write into what is being removed.
            await Fleet.EndLeftoversAsync(folders, console.Say, signals.Asked);
            folders.RemoveData();
        }
        var options = new FleetOptions
        {
            Folders = folders, Artifacts = LocalFolders.Required("SNSOPS_ARTIFACTS"), PostgresBin = PostgresOptions.BinFromEnvironment(),
            Replicas = replicas, External = ExternalSystems.FromEnvironment(), Say = console.Say,
            Line = DetachedHost.IsThis ? (_, _) => { } : console.Child,
        };
        try
        {
            await using var fleet = await Fleet.StartAsync(options, signals.Asked);
            await ShowAsync(fleet, folders, comments, console, signals.Asked);
            await signals.WaitAsync();
            console.Say("멈추는 중 (다시 Ctrl-C: 즉시) / stopping (Ctrl-C again: now)");
        }
        catch (OperationCanceledException) when (signals.Asked.IsCancellationRequested)
        {
            console.Say("시작을 그만두었습니다 / start-up was cancelled");
        }
        return 0;
    }

    private static async Task ShowAsync(Fleet fleet, LocalFolders folders, string? comments, HostConsole console, CancellationToken ct)
    {
        var demo = fleet.SandboxUrl is null ? null : new DemoAgency(fleet, Secrets.LoadOrCreate(folders.SecretsFile), console.Say);
        string? failure = null;
        try
        {
            if (demo is not null)
                await demo.PrepareAsync(ct);
        }
        catch (Failure e)
        {
            failure = e.Message;
        }
        var kafka = await fleet.KafkaAsync(ct);
        console.Table(FleetTable.Of(fleet.Members.Select(member => (
            member.Name, true, "준비됨 / ready", member.Address.Length > 0 ? member.Address : kafka ?? ""))));
        console.Say($"페이지 / page: {fleet.ApiUrl}");
        if (demo is not null && failure is null)
        {
            console.Say(demo.Logins);
            try
            {
                await demo.PlayAsync(comments, ct);
            }
            catch (Failure e)
            {
                failure = e.Message;
            }
        }
        if (failure is not null)
            console.Say("✗ " + failure);
        await console.FlushAsync();
        DetachedHost.Announce(folders, failure);
    }

    private static Failure AlreadyRunning(LocalFolders folders) => new(
        "이미 실행 중입니다 / it is running already",
        HostLock.Holder(folders) is { } host ? $"프로세스 {host.Pid} / process {host.Pid}" : "다른 실행이 막 시작했습니다 / another start was faster",
        "./snsops status, ./snsops down");
}
