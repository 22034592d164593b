using System.Collections.Concurrent;
using SnsOps.Shared.Effects;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>Spends from chunks of the shared budgets: no query while a chunk lasts, and never more in all processes than a budget has.</summary>
/// <remarks>
/// A process that dies leaves its chunks to expire: what it had not spent is free again, what it spent in its last second, or up to a twentieth of a chunk,
/// is not known until the platform's headers tell. One that lives keeps what it spent until PostgreSQL has it; where a commit's answer is lost, it may count
/// twice, never not at all.
/// </remarks>
public sealed class Budgets : IAsyncDisposable
{
    /// <summary>So many chunks in a row that were over when they came: PostgreSQL is too slow to lend.</summary>
    private const int LateChunks = 3;

    private static readonly TimeSpan LatePause = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, LocalBudget> _local = new(StringComparer.Ordinal);
    private readonly GroupCommit<ChunkWish, ChunkAnswer> _exchange;
    private readonly SemaphoreSlim _rows = new(1, 1);
    private readonly List<HeldChunk> _unsaved = [];        // spent, and not written down yet; changed only by who holds _rows
    private readonly BudgetSql _sql;
    private readonly ExternalCallOptions _options;

    /// <summary>Makes the process's view of the budgets.</summary>
    public Budgets(BudgetSql sql, ExternalCallOptions options)
    {
        (_sql, _options) = (sql, options);
        _exchange = new GroupCommit<ChunkWish, ChunkAnswer>(64, (wishes, _) => ExchangeAsync(wishes));
    }

    /// <summary>Spends what one call costs; otherwise says how long to wait.</summary>
    public ValueTask<HeldBack?> SpendAsync(Budget budget, CallPriority priority, CancellationToken ct)
    {
        var local = _local.GetOrAdd(budget.Scope, static (_, of) => new LocalBudget(of), budget);
        return local.TrySpend(priority, budget.Cost) ? default : new ValueTask<HeldBack?>(AskAsync(local, budget, priority, ct));
    }

    /// <summary>Whether this process holds what one call costs.</summary>
    public bool Has(Budget budget, CallPriority priority) => _local.TryGetValue(budget.Scope, out var local) && local.Has(priority, budget.Cost);

    /// <summary>What was spent was not needed after all.</summary>
    public void GiveBack(Budget budget, CallPriority priority)
    {
        if (_local.TryGetValue(budget.Scope, out var local))
            local.GiveBack(priority, budget.Cost);
    }

    /// <summary>Believes what the platform said of a budget. What closes it is written down at once, the rest within a second.</summary>
    public async ValueTask NoteAsync(UsageReport report)
    {
        if (!_local.TryGetValue(report.Scope, out var local))
            return;
        local.Note(report);
        if (report.Closed && local.TakeReport() is { } closing)
            await _exchange.SubmitAsync(new ChunkWish(local.Budget, null, null, closing));
    }

    /// <summary>Writes down what was spent and reported, and learns which budgets are closed.</summary>
    internal async Task SyncAsync(CancellationToken ct)
    {
        await SaveAsync(all: false);
        await Task.WhenAll(_local.Values.Where(l => l.HasReport).Select(local => _exchange.SubmitAsync(new ChunkWish(local.Budget, null, null, local.TakeReport()))));
        var held = _local.Values.Where(l => l.HoldsChunks).Select(l => l.Budget.Scope).ToArray();
        if (held.Length == 0)
            return;
        foreach (var closed in await _sql.ClosedAsync(held, ct))
            _local[closed].Close();
    }

    /// <summary>Gives all chunks back: the process stops.</summary>
    internal Task ReturnAllAsync() => SaveAsync(all: true);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _exchange.DisposeAsync();
        _rows.Dispose();
    }

    private async Task<HeldBack?> AskAsync(LocalBudget local, Budget budget, CallPriority priority, CancellationToken ct)
    {
        var asking = local.Asking[(int)priority];
        await asking.WaitAsync(ct);
        try
        {
            local.Budget = budget;
            var late = 0;
            while (!local.TrySpend(priority, budget.Cost))
            {
                if (local.Wait(priority) is { Ticks: > 0 } wait)
                    return new HeldBack(HeldBackBy.Budget, budget.Scope, wait);
                var (closings, askedAt) = (local.Closings, TimeProvider.System.GetTimestamp());
                var answer = await _exchange.SubmitAsync(new ChunkWish(budget, priority, local.TakeChunk(priority), local.TakeReport()));
                local.Receive(priority, answer, askedAt, TimeSpan.FromSeconds(_options.ChunkSeconds), closings);
                if (answer.Amount == 0)
                    return new HeldBack(HeldBackBy.Budget, budget.Scope, answer.Wait);
                if (local.IsOver(priority) && ++late == LateChunks)
                    return new HeldBack(HeldBackBy.Outage, budget.Scope, LatePause);
            }

            return null;
        }
        finally
        {
            asking.Release();
        }
    }

    /// <summary>What could not be written down before goes along, ahead of anything that is lent.</summary>
    private async Task<IReadOnlyList<ChunkAnswer>> ExchangeAsync(IReadOnlyList<ChunkWish> wishes)
    {
        await _rows.WaitAsync();
        HeldChunk[] late = [.. _unsaved];
        _unsaved.Clear();
        try
        {
            return await _sql.ExchangeAsync([.. wishes, .. late.Select(chunk => new ChunkWish(chunk.Budget, null, chunk, null))]);
        }
        catch (Exception e) when (Outage.Is(e))
        {
            _unsaved.AddRange([.. late, .. wishes.Select(w => w.Old).OfType<HeldChunk>()]);
            foreach (var wish in wishes.Where(w => w.Report is not null))
                _local[wish.Budget.Scope].NoteAgain(wish.Report!);        // not lost: told again when PostgreSQL is back
            throw;
        }
        finally
        {
            _rows.Release();
        }
    }

    private async Task SaveAsync(bool all)
    {
        await SaveHeldAsync(all);
        if (_unsaved.Count > 0)
            await ExchangeAsync([]);
    }

    private async Task SaveHeldAsync(bool all)
    {
        await _rows.WaitAsync();
        (HeldChunk Chunk, bool Done)[] news = [.. _local.Values.SelectMany(l => l.ToSave(all))];
        try
        {
            if (news.Length == 0)
                return;
            var spent = news.Select(n => n.Chunk.Spent).ToArray();
            var found = await _sql.SaveSpentAsync(news, spent);
            for (var i = 0; i < news.Length; i++)
            {
                var (chunk, done) = news[i];
                if (found.Contains(chunk.Lease))
                    chunk.SavedSpent = spent[i];
                else if (done || _local[chunk.Budget.Scope].Drop(chunk))
                    _unsaved.Add(chunk);        // it took too long: somebody has taken it back
            }
        }
        catch (Exception e) when (Outage.Is(e))
        {
            _unsaved.AddRange(news.Where(n => n.Done).Select(n => n.Chunk));
            throw;
        }
        finally
        {
            _rows.Release();
        }
    }
}
