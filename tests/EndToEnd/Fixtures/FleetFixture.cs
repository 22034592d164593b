using System.Collections.Concurrent;
using SnsOps.Local.Supervision;

namespace SnsOps.EndToEnd.Fixtures;

/// <summary>A whole fleet of real processes with a small agency in it, shared by the tests of one collection.</summary>
public abstract class FleetFixture(string name, int replicas) : IAsyncLifetime
{
    /// <summary>Seven processes that compile themselves at once are enough for two cores: the next fleet starts when this one is ready.</summary>
    private static readonly SemaphoreSlim Starting = new(1, 1);

    private readonly ConcurrentQueue<(string Member, string Line)> _lines = new();

    /// <summary>The system under test.</summary>
    public Fleet Fleet { get; private set; } = null!;

    /// <summary>Its people, clients and accounts.</summary>
    public Agency Agency { get; private set; } = null!;

    /// <summary>The platforms it publishes to.</summary>
    public Platforms Platforms { get; private set; } = null!;

    /// <summary>Its rows.</summary>
    public Database Database { get; private set; } = null!;

    /// <summary>What the members have printed so far.</summary>
    internal IReadOnlyCollection<(string Member, string Line)> Lines => _lines;

    internal FleetOptions Options => field ??= FleetOptions.ForTest(name) with
    {
        Replicas = replicas, Settings = Settings(), Line = (member, line) => _lines.Enqueue((member, line)), Say = line => _lines.Enqueue(("host", line)),
    };

    internal Verdicts Verdicts => new(Database, Platforms);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        Fleet = await StartAsync();
        Platforms = new Platforms(Fleet.SandboxUrl!);
        Database = new Database(Fleet.ConnectionString, _lines);
        Agency = await Agency.FoundAsync(Fleet, Platforms, Ct);
    }

    public virtual async ValueTask DisposeAsync()
    {
        Agency?.Dispose();
        Platforms?.Dispose();
        if (Database is not null)
            await Database.DisposeAsync();
        if (Fleet is not null)
            await Fleet.DisposeAsync();
        await File.WriteAllLinesAsync(Path.Combine(Environment.GetEnvironmentVariable("SNSOPS_ARTIFACTS") ?? Path.GetTempPath(), name + "-fleet.log"), _lines.Select(line => $"{line.Member}: {line.Line}"));
        GC.SuppressFinalize(this);
    }

    /// <summary>Everything dies at once, as in a power cut, PostgreSQL included; then it is started again with the state that was left.</summary>
    internal async Task CutPowerAsync()
    {
        foreach (var member in Fleet.Members)
            Fleet.Kill(member.Name);
        await Task.WhenAll(Fleet.Members.Select(member => Fleet.StopMemberAsync(member.Name)));
        await Fleet.DisposeAsync();
        Fleet = await StartAsync();
    }

    private async Task<Fleet> StartAsync()
    {
        await Starting.WaitAsync(Ct);
        try
        {
            return await Fleet.StartAsync(Options, Ct);
        }
        finally
        {
            Starting.Release();
        }
    }

    /// <summary>Intervals and patience of seconds, so that tests need not wait for minutes.</summary>
    protected virtual Dictionary<string, string?> Settings() => new()
    {
        ["Workers__HeartbeatSeconds"] = "0.5", ["Workers__LeaseSeconds"] = "3", ["Lanes__SweepSeconds"] = "0.5",
        ["Publishing__PollMs"] = "100", ["Publishing__DeadlineSeconds"] = "5", ["Replies__DeadlineSeconds"] = "5", ["Meta__TimeoutSeconds"] = "4",
        ["Google__TimeoutSeconds"] = "4", ["YouTube__ProcessingSeconds"] = "0.3", ["YouTube__RepeatSeconds"] = "0.3", ["YouTube__AbsenceSeconds"] = "1",
        ["Resolve__HorizonSeconds"] = "0", ["Resolve__AbsenceSeconds"] = "1", ["Resolve__LookSeconds"] = "0.5",
        ["Scheduling__CatchUpSeconds"] = "2", ["Schedules__scan-scheduled-posts__Every"] = "00:00:02",
        ["Schedules__resolve-unknown-outcomes__Every"] = "00:00:05", ["Schedules__sync-comments__Every"] = "00:00:10", ["SyncComments__FollowUpSeconds"] = "1",
        ["Publishing__BrakeSends"] = "0", ["Meta__BlockedHours"] = "0", ["ExternalCalls__BreakerSeconds"] = "2", ["ExternalCalls__RetrySeconds"] = "0.2",
        ["Sandbox__ContainerMs"] = "100", ["Kafka__FetchWaitMaxMs"] = "25", ["Inbox__UndoSeconds"] = "0",
    };
}
