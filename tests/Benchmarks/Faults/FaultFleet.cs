using System.Security.Cryptography;
using Npgsql;
using SnsOps.Local.Postgres;
using SnsOps.Local.State;
using SnsOps.Local.Supervision;
using SnsOps.Shared.Database;
using SnsOps.Shared.Security;

namespace SnsOps.Benchmarks.Faults;

/// <summary>A fleet of real processes made to be broken: two publishing workers with two more in reserve, the Api, a broker, PostgreSQL and the sandbox.</summary>
/// <remarks>The workers' leases and sweeps are those of production unless said otherwise; what waits for a platform's quiet period is compressed.</remarks>
internal sealed class FaultFleet : IAsyncDisposable
{
    /// <summary>Is never killed by a failpoint: somebody must be there to take over.</summary>
    public const string Steady = "publishing";

    /// <summary>Is restarted for each round that kills or freezes it.</summary>
    public const string Victim = "publishing-2";

    /// <summary>Are started only where many replicas meet.</summary>
    public static readonly IReadOnlyList<string> Reserve = ["publishing-3", "publishing-4", "publishing-5"];

    private static readonly SecurityOptions Keys = new() { CurrentKey = "bench", TokenKeys = new() { ["bench"] = Convert.ToBase64String(SHA256.HashData("bench"u8)) } };

    private FaultFleet(Fleet fleet, LocalFolders folders, FleetLines lines)
    {
        (Fleet, Folders, Lines) = (fleet, folders, lines);
        Database = DatabaseSetup.Open(fleet.ConnectionString, "bench");
        Sandbox = new SandboxControl(fleet.SandboxUrl!);
    }

    public Fleet Fleet { get; }

    public LocalFolders Folders { get; }

    /// <summary>What the members have printed.</summary>
    public FleetLines Lines { get; }

    /// <summary>Its rows, seen from outside.</summary>
    public NpgsqlDataSource Database { get; }

    /// <summary>The platforms, seen from outside.</summary>
    public SandboxControl Sandbox { get; }

    /// <summary>Seals tokens as the workers open them.</summary>
    public static TokenVault Vault { get; } = new(Keys);

    /// <summary>A durable fleet in a folder of its own, removed at the end.</summary>
    public static Task<FaultFleet> StartAsync(CancellationToken ct, IReadOnlyDictionary<string, string?>? settings = null, bool reserve = true) => StartAsync(
        new FleetOptions
        {
            Folders = LocalFolders.FromEnvironment().ThrowAway($"bench-{Environment.ProcessId}"), Artifacts = LocalFolders.Required("SNSOPS_ARTIFACTS"),
            PostgresBin = PostgresOptions.BinFromEnvironment(),
        }, ct, settings, reserve);

    /// <summary>The same in the given folders.</summary>
    public static async Task<FaultFleet> StartAsync(FleetOptions options, CancellationToken ct, IReadOnlyDictionary<string, string?>? settings = null, bool reserve = false)
    {
        var lines = new FleetLines();
        var all = Settings();
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
            all[name] = value;
        // Ports of its own: two fleets that start at once must not both find the usual ones free.
        var ports = new PortBook(options.Folders.Create().PortsFile);
        foreach (var member in (string[])["api", "sandbox"])
            ports.PortOf(member);
        Fleet? fleet = null;
        try
        {
            fleet = await Fleet.StartAsync(options with
            {
                Settings = all, Line = lines.Add, ReplicasOf = new Dictionary<string, int> { ["publishing"] = reserve ? 2 + Reserve.Count : 2, ["collection"] = 0, ["ai"] = 0 },
            }, ct);
            if (reserve)
                await Task.WhenAll(Reserve.Select(fleet.StopMemberAsync));
            var made = new FaultFleet(fleet, options.Folders, lines);
            await Trace.InstallAsync(made.Database, ct);
            await made.Sandbox.WidenYouTubeAsync(ct);
            return made;
        }
        catch
        {
            if (fleet is not null)
                await fleet.DisposeAsync();
            options.Folders.Remove();
            throw;
        }
    }

    /// <summary>The machine's ceilings, before anything is broken.</summary>
    public Task TakeCeilingsAsync(BenchReport report, CancellationToken ct) => MachineCeilings.TakeAsync(report, Database, Sandbox.Url, ct);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Sandbox.Dispose();
        await Database.DisposeAsync();
        await Fleet.DisposeAsync();
        Folders.Remove();
    }

    private static Dictionary<string, string?> Settings() => new()
    {
        ["Security__CurrentKey"] = Keys.CurrentKey, ["Security__TokenKeys__bench"] = Keys.TokenKeys["bench"],
        // The protocol is tested, not what a platform allows in an hour.
        ["Publishing__BrakeSends"] = "0", ["Meta__BlockedHours"] = "0", ["Meta__CallsPerUserHour"] = "1000000", ["Google__UploadsPerDay"] = "1000000", ["Google__UnitsPerDay"] = "100000000",
        ["Meta__AccountCallsPerHour"] = "10000000", ["Meta__ContainersPerDay"] = "1000000", ["Meta__ReelsPerDay"] = "1000000",
        ["Sandbox__PublishQuota"] = "1000000", ["Sandbox__ContainerQuota"] = "1000000",
        // A filter of duplicates would hide a post that was sent twice.
        ["Sandbox__DuplicateFilter"] = "false", ["Sandbox__ContainerMs"] = "200", ["Sandbox__VideoMs"] = "400",
        // Compressed: how long a platform may be silent and may still make a post visible, and how often it is asked.
        ["Meta__TimeoutSeconds"] = "4", ["Meta__UploadTimeoutSeconds"] = "8", ["Google__TimeoutSeconds"] = "4", ["Google__ChunkTimeoutSeconds"] = "8",
        ["YouTube__ProcessingSeconds"] = "0.5", ["YouTube__RepeatSeconds"] = "0.5", ["YouTube__AbsenceSeconds"] = "2", ["YouTube__GoneSeconds"] = "10",
        ["Publishing__DeadlineSeconds"] = "8", ["Publishing__PollMs"] = "250",
        ["Resolve__HorizonSeconds"] = "2", ["Resolve__AbsenceSeconds"] = "2", ["Resolve__LookSeconds"] = "1", ["Resolve__UnclearLooks"] = "8",
        ["ExternalCalls__BreakerSeconds"] = "2", ["ExternalCalls__ProbeSeconds"] = "8", ["ExternalCalls__ThrottledMinutes"] = "0.1", ["ExternalCalls__RetrySeconds"] = "0.2",
        ["Schedules__scan-scheduled-posts__Every"] = "00:00:02", ["Schedules__resolve-unknown-outcomes__Every"] = "00:00:05", ["Scheduling__CatchUpSeconds"] = "5",
        ["Kafka__FetchWaitMaxMs"] = "25",
    };
}
