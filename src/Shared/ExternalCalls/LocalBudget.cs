namespace SnsOps.Shared.ExternalCalls;

/// <summary>What this process knows and holds of one budget.</summary>
internal sealed class LocalBudget(Budget budget)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TellAgain = TimeSpan.FromSeconds(10);
    private readonly HeldChunk?[] _chunks = new HeldChunk?[2];
    private readonly (long At, TimeSpan Wait)[] _refusals = new (long, TimeSpan)[2];
    private int _closings;
    private int _reopened;
    private UsageReport? _report;
    private Told? _told;

    /// <summary>As last asked for: its limit may be configured anew.</summary>
    public Budget Budget { get; set; } = budget;

    /// <summary>One process asks for one chunk of a kind at a time.</summary>
    public SemaphoreSlim[] Asking { get; } = [new(1, 1), new(1, 1)];

    public bool HasReport => Volatile.Read(ref _report) is not null;

    public bool HoldsChunks => _chunks.Any(c => c is not null);

    public bool TrySpend(CallPriority priority, int cost) => !IsClosed && Volatile.Read(ref _chunks[(int)priority])?.TrySpend(cost) == true;

    public bool Has(CallPriority priority, int cost) => !IsClosed && Volatile.Read(ref _chunks[(int)priority])?.Has(cost) == true;

    /// <summary>The chunk of a kind is over already.</summary>
    public bool IsOver(CallPriority priority) => Volatile.Read(ref _chunks[(int)priority])?.IsOver == true;

    public void GiveBack(CallPriority priority, int cost) => Volatile.Read(ref _chunks[(int)priority])?.GiveBack(cost);

    /// <summary>How long to wait, where the row has said so a moment ago: many that wait ask it once.</summary>
    public TimeSpan Wait(CallPriority priority)
    {
        var (at, wait) = _refusals[(int)priority];
        var passed = at == 0 ? wait : TimeProvider.System.GetElapsedTime(at);
        return !HasReport && at != 0 && passed < wait && passed < AskAgain ? wait - passed : TimeSpan.Zero;
    }

    /// <summary>The platform has closed it: nothing more is spent before its row has lent something again.</summary>
    public void Close() => Interlocked.Increment(ref _closings);

    /// <summary>How often it was closed: what its row lends counts as an opening of those only.</summary>
    public int Closings => Volatile.Read(ref _closings);

    private bool IsClosed => Closings != Volatile.Read(ref _reopened);

    /// <summary>Keeps the latest report for the row; one that closes is not displaced by one that does not. What the row was told a moment ago is not told again.</summary>
    public void Note(UsageReport report)
    {
        if (report.Closed)
            Close();
        else if (_told is { } told && told.Percent == report.Percent && TimeProvider.System.GetElapsedTime(told.At) < TellAgain)
            return;
        UsageReport? before;
        do
        {
            before = Volatile.Read(ref _report);
            if (before is { Closed: true } && !report.Closed)
                return;
        }
        while (Interlocked.CompareExchange(ref _report, report, before) != before);
    }

    public UsageReport? TakeReport()
    {
        if (Interlocked.Exchange(ref _report, null) is not { } report)
            return null;
        _told = report.Closed ? null : new Told(report.Percent, TimeProvider.System.GetTimestamp());
        return report;
    }

    /// <summary>A report that was taken did not reach its row.</summary>
    public void NoteAgain(UsageReport report)
    {
        _told = null;
        Note(report);
    }

    /// <summary>The chunk of a kind leaves our hands.</summary>
    public HeldChunk? TakeChunk(CallPriority priority) => Interlocked.Exchange(ref _chunks[(int)priority], null)?.Close();

    public void Receive(CallPriority priority, ChunkAnswer answer, long askedAt, TimeSpan life, int closings)
    {
        if (answer.Amount == 0)
        {
            _refusals[(int)priority] = (TimeProvider.System.GetTimestamp(), answer.Wait);
            return;
        }

        Volatile.Write(ref _chunks[(int)priority], new HeldChunk(Budget, answer.Lease, answer.Amount, askedAt, life));
        Volatile.Write(ref _reopened, closings);
    }

    /// <summary>A chunk whose row is gone leaves our hands. False: it has left them already.</summary>
    public bool Drop(HeldChunk chunk)
    {
        for (var i = 0; i < _chunks.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _chunks[i], null, chunk) != chunk)
                continue;
            chunk.Close();
            return true;
        }

        return false;
    }

    /// <summary>Chunks with news for their rows; those that are over leave our hands.</summary>
    public IEnumerable<(HeldChunk Chunk, bool Done)> ToSave(bool all)
    {
        for (var i = 0; i < _chunks.Length; i++)
        {
            if (Volatile.Read(ref _chunks[i]) is not { } chunk)
                continue;
            var done = all || chunk.IsOver;
            if (done && Interlocked.CompareExchange(ref _chunks[i], null, chunk) == chunk)
                yield return (chunk.Close(), true);
            else if (!done && chunk.HasNews)
                yield return (chunk, false);
        }
    }

    private sealed record Told(int? Percent, long At);
}
