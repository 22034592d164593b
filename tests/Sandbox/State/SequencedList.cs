namespace SnsOps.Sandbox.State;

/// <summary>What part of a list a call asks for. Cursors are the seq of an item and exclude it.</summary>
internal readonly record struct PageQuery(
    int Limit, bool NewestFirst, long? After = null, long? Before = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);

internal readonly record struct Page<T>(IReadOnlyList<T> Items, bool HasNext, bool HasPrevious);

/// <summary>An append-only list in seq order, from which pages are cut without copying the rest.</summary>
internal sealed class SequencedList<T> where T : IListed
{
    private readonly Lock _gate = new();
    private readonly List<T> _items = [];

    /// <summary>Latest creation time up to each index. The clock can be turned back, so creation times alone are not sorted;
    /// with these a `since` scan from the newest end knows when nothing older can match.</summary>
    private readonly List<DateTimeOffset> _latest = [];

    public void Add(T item)
    {
        lock (_gate)
        {
            if (_items.Count > 0 && _items[^1].Seq >= item.Seq)
                throw new InvalidOperationException($"seq {item.Seq} after {_items[^1].Seq}");
            _latest.Add(_items.Count > 0 && _latest[^1] > item.CreatedAt ? _latest[^1] : item.CreatedAt);
            _items.Add(item);
        }
    }

    public int CountVisible(Func<T, bool>? where = null)
    {
        lock (_gate)
            return _items.Count(i => i.Visible && where?.Invoke(i) != false);
    }

    /// <summary>A copy of all there ever was.</summary>
    public T[] All()
    {
        lock (_gate)
            return [.. _items];
    }

    /// <summary>The newest item people can see.</summary>
    public T? NewestVisible()
    {
        lock (_gate)
            return _items.FindLast(i => i.Visible);
    }

    /// <param name="where">Only these, besides those the query asks for.</param>
    public Page<T> Take(PageQuery query, Func<T, bool>? where = null)
    {
        // A page before a cursor is read away from it, in the opposite direction, and turned round.
        var backwards = query is { Before: not null, After: null };
        var descending = query.NewestFirst != backwards;
        var cursor = backwards ? query.Before : query.After;
        var found = new List<T>();
        bool more;
        lock (_gate)
            more = Scan(query, descending, cursor, found, where);
        if (backwards)
            found.Reverse();
        return new Page<T>(found, HasNext: backwards || more, HasPrevious: backwards ? more : cursor is not null);
    }

    private bool Scan(PageQuery query, bool descending, long? cursor, List<T> found, Func<T, bool>? where)
    {
        var step = descending ? -1 : 1;
        for (var i = Start(descending, cursor); i >= 0 && i < _items.Count; i += step)
        {
            if (descending && query.Since is { } since && _latest[i] < since)
                return false;
            var item = _items[i];
            if (!item.Visible || item.CreatedAt < query.Since || item.CreatedAt > query.Until || where?.Invoke(item) == false)
                continue;
            if (found.Count == query.Limit)
                return true;
            found.Add(item);
        }
        return false;
    }

    private int Start(bool descending, long? cursor)
    {
        if (cursor is not { } seq)
            return descending ? _items.Count - 1 : 0;
        int low = 0, high = _items.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_items[middle].Seq < seq)
                low = middle + 1;
            else
                high = middle;
        }
        return descending ? low - 1 : low < _items.Count && _items[low].Seq == seq ? low + 1 : low;
    }
}
