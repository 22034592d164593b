namespace SnsOps.Shared.ExternalCalls;

/// <summary>A chunk of a budget in this process's hands. Spending from it costs nothing but a count.</summary>
/// <param name="budget">Of which.</param>
/// <param name="lease">Its row.</param>
/// <param name="amount">How much may be spent.</param>
/// <param name="askedAt">When it was asked for: its row's life began no earlier, and its answer may have taken long.</param>
/// <param name="life">Of its row.</param>
internal sealed class HeldChunk(Budget budget, Guid lease, int amount, long askedAt, TimeSpan life)
{
    private readonly TimeSpan _usable = life * 0.7;
    private int _spent;
    private int? _total;

    public Budget Budget => budget;

    public Guid Lease => lease;

    public int Spent => _total ?? Math.Clamp(Volatile.Read(ref _spent), 0, amount);

    /// <summary>What the row says was spent.</summary>
    public int SavedSpent { get; set; }

    /// <summary>Its row is to be told: what a process that dies has not told is not known, and may be no more than a twentieth of a chunk.</summary>
    public bool HasNews => Math.Abs(Spent - SavedSpent) >= Math.Max(1, amount / 20);

    /// <summary>How long ago it was asked for.</summary>
    public TimeSpan Age => TimeProvider.System.GetElapsedTime(askedAt);

    /// <summary>Given up well before the row's end, so that all that was spent of it is written down in time.</summary>
    public bool IsOver => Age > _usable;

    public bool Has(int cost) => !IsOver && Volatile.Read(ref _spent) + cost <= amount;

    public bool TrySpend(int cost)
    {
        if (IsOver)
            return false;
        if (Interlocked.Add(ref _spent, cost) <= amount)
            return true;
        Interlocked.Add(ref _spent, -cost);
        return false;
    }

    /// <summary>Nothing more is spent of it, not even by somebody who has it in hand already.</summary>
    public HeldChunk Close()
    {
        _total ??= Math.Clamp(Interlocked.Exchange(ref _spent, int.MaxValue / 2), 0, amount);
        return this;
    }

    /// <summary>A call's cost is free again. What was spent of an earlier chunk may come back to this one: the sum stays the same.</summary>
    public void GiveBack(int cost)
    {
        int spent;
        do
        {
            spent = Volatile.Read(ref _spent);
        }
        while (spent > 0 && _total is null && Interlocked.CompareExchange(ref _spent, Math.Max(0, spent - cost), spent) != spent);
    }
}
