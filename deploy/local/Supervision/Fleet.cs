using SnsOps.Local.Broker;
using SnsOps.Local.Output;
using SnsOps.Local.Postgres;
using SnsOps.Local.Processes;
using SnsOps.Local.State;

namespace SnsOps.Local.Supervision;

/// <summary>The whole system on this machine: started in order, kept alive, stopped in reverse order.</summary>
public sealed class Fleet : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);

    private readonly FleetOptions _options;
    private readonly FleetPlan _plan;
    private readonly Dictionary<string, LogFile> _logs = [];
    private readonly List<FleetMember> _members = [];
    private readonly Lock _reportLock = new();
    private FleetPhase _phase = FleetPhase.Starting;
    private string? _failure;

    private Fleet(FleetOptions options) => (_options, _plan) = (options, new FleetPlan(options));

    /// <summary>In the order they start.</summary>
    public IReadOnlyList<FleetMember> Members => _members;

    /// <summary>The page and the Api.</summary>
    public Uri ApiUrl => new(_plan.ApiUrl);

    /// <summary>The simulated platforms; null if the platforms are real.</summary>
    public Uri? SandboxUrl => _plan.SandboxUrl is { } url ? new Uri(url) : null;

    /// <summary>The fleet's database.</summary>
    public string ConnectionString => _plan.ConnectionString;

    /// <summary>The broker's address now; it has another one after each restart.</summary>
    public async Task<string?> KafkaAsync(CancellationToken ct) =>
        _options.External.Kafka ?? (await new BrokerRow(ConnectionString).FindAsync(ct))?.Bootstrap;

    /// <summary>Every member that answers HTTP.</summary>
    public IReadOnlyDictionary<string, Uri> Urls =>
        _members.Where(m => m.Report.Kind == ProbeKind.Http).ToDictionary(m => m.Name, m => new Uri(m.Address));

    /// <summary>Starts a fleet and waits until all of it is ready; if anything fails, nothing is left running.</summary>
    public static async Task<Fleet> StartAsync(FleetOptions options, CancellationToken ct)
    {
        options.Folders.Create();
        await EndLeftoversAsync(options.Folders, options.Say, ct);
        var fleet = new Fleet(options);
        try
        {
            await fleet.BringUpAsync(ct);
            return fleet;
        }
        catch (Exception e)
        {
            fleet._failure = ct.IsCancellationRequested ? null : e.Message;
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>The member of this name.</summary>
    public FleetMember Member(string name) => _members.Single(member => member.Name == name);

    /// <summary>Sends a signal to a member, which comes back by itself if it dies of it.</summary>
    public bool Kill(string name, UnixSignal signal = UnixSignal.Kill) => Member(name).Signal(signal);

    /// <summary>Stops a member and leaves it down until <see cref="StartMember"/>.</summary>
    public Task StopMemberAsync(string name) => Member(name).StopAsync(StopPatience);

    /// <summary>Starts a member that was stopped. Settings in <paramref name="onlyOnce"/> are for its first life: its successors do not get them.</summary>
    public void StartMember(string name, IReadOnlyDictionary<string, string?>? onlyOnce = null) => Member(name).Start(onlyOnce);

    /// <summary>Stops a member, starts it and waits until it is ready.</summary>
    public async Task RestartAsync(string name, CancellationToken ct)
    {
        await StopMemberAsync(name);
        StartMember(name);
        await Member(name).WaitReadyAsync(ct);
    }

    /// <summary>Waits until every member is ready.</summary>
    public Task WaitReadyAsync(CancellationToken ct) => Task.WhenAll(_members.Select(member => member.WaitReadyAsync(ct)));

    /// <summary>Runs a verb of the Api executable to its end, with the fleet's settings.</summary>
    public async Task RunApiVerbAsync(IReadOnlyDictionary<string, string?> environment, CancellationToken ct, params IReadOnlyList<string> arguments)
    {
        var log = Log("api");
        var code = await ChildProcess.RunAsync(_plan.ApiVerb(environment, arguments), Sink("api", log), ct);
        if (code != 0)
            throw new Failure(
                $"'{arguments[0]}' 명령이 실패했습니다 / '{arguments[0]}' failed",
                $"종료 코드 {code} / exit code {code}: {string.Join(" ⏎ ", log.Tail.TakeLast(3))}", "./snsops logs api");
    }

    /// <summary>Stops everything in reverse order.</summary>
    public async ValueTask DisposeAsync()
    {
        Enter(FleetPhase.Stopping);
        foreach (var tier in _members.GroupBy(member => member.Tier).OrderByDescending(tier => tier.Key))
            await Task.WhenAll(tier.Select(member => member.StopAsync(StopPatience)));
        Enter(_failure is null ? FleetPhase.Stopped : FleetPhase.Failed);
        foreach (var member in _members)
            member.Dispose();
        foreach (var log in _logs.Values)
            log.Dispose();
    }

    private async Task BringUpAsync(CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(_options.ReadyWithin);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            if (_plan.Cluster is { } cluster)
                await CreateAsync(cluster, either.Token);
            Add(_plan.Foundations());
            if (_plan.Cluster is not null)
            {
                await Member("postgres").WaitReadyAsync(either.Token);
                await _plan.Cluster.EnsureDatabaseAsync(either.Token);
            }
            _options.Say("▸ 데이터베이스를 맞추는 중 / migrating the database");
            await RunApiVerbAsync(new Dictionary<string, string?>(), either.Token, "migrate");
            Add(_plan.Application());
            await WaitReadyAsync(either.Token);
            Enter(FleetPhase.Ready);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested && deadline.IsCancellationRequested)
        {
            var late = _members.First(member => member.State != MemberState.Ready);
            ShowTail(late);
            throw new Failure(
                $"{late.Name}이(가) 준비되지 않았습니다 / {late.Name} is not ready",
                $"{_options.ReadyWithin.TotalSeconds:0}초가 지났습니다 / {_options.ReadyWithin.TotalSeconds:0} s have passed", $"./snsops logs {late.Name}");
        }
        catch (Failure)
        {
            if (_members.Find(member => member.State == MemberState.Restarting) is { } broken)
                ShowTail(broken);
            throw;
        }
    }

    private async Task CreateAsync(PostgresCluster cluster, CancellationToken ct)
    {
        var log = Log("postgres");
        try
        {
            await cluster.EnsureCreatedAsync(log.Write, ct);
        }
        catch (Failure)
        {
            foreach (var line in log.Tail)
                _options.Line("postgres", line);
            throw;
        }
    }

    private void Add(IEnumerable<MemberPlan> plans)
    {
        foreach (var plan in plans)
        {
            _options.Say($"▸ {plan.Name} 시작 / starting {plan.Address}".TrimEnd());
            var log = Log(plan.Name);
            var member = new FleetMember(plan, log, text => _options.Line(plan.Name, text), _options.Say, WriteReport);
            lock (_reportLock)
                _members.Add(member);
            member.Start();
        }
    }

    private void ShowTail(FleetMember member)
    {
        foreach (var line in member.Tail)
            _options.Say($"  {member.Name}│ {line}");
    }

    private void Enter(FleetPhase phase)
    {
        _phase = phase;
        WriteReport();
    }

    private void WriteReport()
    {
        lock (_reportLock)
            new FleetReport(_phase, _failure, [.. _members.Select(member => member.Report)]).Write(_options.Folders);
    }

    private LogFile Log(string name) =>
        _logs.TryGetValue(name, out var known) ? known : _logs[name] = new LogFile(Path.Combine(_options.Folders.Logs, name + ".log"));

    private Action<string> Sink(string name, LogFile log) => text =>
    {
        log.Write(text);
        _options.Line(name, text);
    };

    /// <summary>After a kill -9 of the host or a power cut: nothing of the run before may still be there.</summary>
    public static async Task EndLeftoversAsync(LocalFolders folders, Action<string> say, CancellationToken ct)
    {
        foreach (var member in Enumerable.Reverse(FleetReport.Read(folders)?.Members ?? []))
        {
            if (member.Process is { IsAlive: true } process)
            {
                say($"{member.Name}: 지난 실행에서 남은 프로세스를 끝냅니다 / ending a process left by the last run ({process.Pid})");
                await process.EndAsync(member.StopSignal, TimeSpan.FromSeconds(5), ct);
            }
        }
    }
}
