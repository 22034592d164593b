using Microsoft.Extensions.Options;

namespace SnsOps.Sandbox.State;

/// <summary>The state and its journal: what is committed here comes back after a kill.</summary>
internal sealed partial class Store(
    IOptions<SandboxOptions> options, SandboxClock clock, IHostApplicationLifetime lifetime, ILogger<Store> logger) : IHostedService, IDisposable
{
    private readonly Lock _resetGate = new();
    private FileStream? _folderLock;
    private Journal? _journal;
    private volatile World _world = new(0);

    /// <summary>Told of every record as it is committed, not of those that come back after a restart.</summary>
    public event Action<World, JournalRecord>? Committed;

    public World World => _world;

    public IdSource Ids { get; } = new();

    public SandboxClock Clock { get; } = clock;

    public bool Ready => _journal is not null && !Broken;

    /// <summary>The disk refused a write; the process is on its way out.</summary>
    public bool Broken { get; private set; }

    public string DataFolder { get; } = Path.GetFullPath(options.Value.DataFolder);

    /// <summary>Applies a record and puts it into the journal's buffer. For what belongs to an account, call it under the account's gate.</summary>
    public void Commit(World world, JournalRecord record)
    {
        world.Apply(record);
        (_journal ?? throw new InvalidOperationException("The journal is not open yet.")).Append(world.Generation, record);
        Committed?.Invoke(world, record);
    }

    /// <summary>Completes when everything anyone has seen so far is on disk.</summary>
    public Task FlushedAsync() => _journal?.FlushedAsync() ?? Task.CompletedTask;

    public void TurnClock(TimeSpan offset)
    {
        Clock.Offset = offset;
        Commit(World, new ClockTurned(offset.TotalSeconds));
    }

    /// <summary>An empty world and the machine's own time.</summary>
    public void Reset()
    {
        lock (_resetGate)
        {
            _world = new World(_world.Generation + 1);
            Clock.Offset = TimeSpan.Zero;
            _journal?.StartOver(_world.Generation);
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(DataFolder);
        _folderLock = LockFolder();
        var file = new FileStream(Path.Combine(DataFolder, "journal.jsonl"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        var count = await JournalReader.ReplayAsync(file, Replay, cancellationToken);
        _journal = new Journal(file, Fail);
        LogReplayed(DataFolder, count);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        Interlocked.Exchange(ref _journal, null)?.Dispose();
        _folderLock?.Dispose();
    }

    /// <summary>Two writers would tear each other's lines.</summary>
    private FileStream LockFolder()
    {
        try
        {
            return new FileStream(Path.Combine(DataFolder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"Another sandbox uses {DataFolder}: stop it, or choose another Sandbox__DataFolder.", e);
        }
    }

    private void Replay(JournalRecord record)
    {
        World.Apply(record, Ids);
        if (record is ClockTurned turned)
            Clock.Offset = TimeSpan.FromSeconds(turned.OffsetSeconds);
    }

    private void Fail(Exception e)
    {
        Broken = true;
        LogBroken(e);
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    [LoggerMessage(LogLevel.Information, "Journal in {Folder}: {Count} records replayed", EventName = "SandboxJournalReplayed")]
    private partial void LogReplayed(string folder, int count);

    [LoggerMessage(LogLevel.Critical, "The journal cannot be written; the sandbox stops", EventName = "SandboxJournalBroken")]
    private partial void LogBroken(Exception e);
}
