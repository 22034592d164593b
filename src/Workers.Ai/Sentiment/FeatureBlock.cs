namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>Texts of similar length as one input of the model.</summary>
/// <param name="Rows">Which texts of the block they are.</param>
/// <param name="Ids">Their buckets, a row per text, filled up with the bucket that weighs nothing.</param>
/// <param name="Width">How many buckets a row holds.</param>
internal readonly record struct FeatureBatch(ReadOnlyMemory<int> Rows, Memory<long> Ids, int Width);

/// <summary>The features of some hundred texts, given out in batches of similar length so that little is padding. Keeps its buffers.</summary>
internal sealed class FeatureBlock
{
    private const int MostRows = 256;

    // A batch's weights as numbers, 16 bytes an id, should stay in the processor's cache.
    private const int MostCells = 32_768;

    private readonly NgramFeatures _features = new();
    private int[] _ids = new int[65_536];
    private int[] _starts = [], _lengths = [], _order = [];
    private long[] _cells = new long[MostCells];
    private int _count;

    /// <summary>Takes the features of <paramref name="count"/> texts from <paramref name="first"/> on.</summary>
    public void Read(IReadOnlyList<string> texts, int first, int count)
    {
        if (_starts.Length < count)
            (_starts, _lengths, _order) = (new int[count], new int[count], new int[count]);
        _count = count;
        var used = 0;
        for (var i = 0; i < count; i++)
        {
            var ids = _features.Of(texts[first + i]);
            if (_ids.Length < used + ids.Length)
                Array.Resize(ref _ids, Math.Max(_ids.Length * 2, used + ids.Length));
            ids.CopyTo(_ids.AsSpan(used));
            (_starts[i], _lengths[i], _order[i]) = (used, ids.Length, i);
            used += ids.Length;
        }
    }

    /// <summary>The texts, short ones first. A batch is valid until the next one is asked for.</summary>
    public IEnumerable<FeatureBatch> Batches()
    {
        // Sorted by (length, place): the same texts always make the same batches.
        Array.Sort(_order, 0, _count, Comparer<int>.Create((a, b) => _lengths[a] != _lengths[b] ? _lengths[a].CompareTo(_lengths[b]) : a.CompareTo(b)));
        for (var first = 0; first < _count;)
        {
            var rows = 1;
            while (rows < MostRows && first + rows < _count && (rows + 1) * Width(first + rows) <= MostCells)
                rows++;
            yield return Fill(first, rows, Width(first + rows - 1));
            first += rows;
        }
    }

    private int Width(int place) => Math.Max(1, _lengths[_order[place]]);

    private FeatureBatch Fill(int first, int rows, int width)
    {
        if (_cells.Length < rows * width)
            _cells = new long[rows * width];
        for (var row = 0; row < rows; row++)
        {
            var text = _order[first + row];
            var cells = _cells.AsSpan(row * width, width);
            for (var i = 0; i < _lengths[text]; i++)
                cells[i] = _ids[_starts[text] + i];
            cells[_lengths[text]..].Fill(NgramFeatures.Buckets);
        }
        return new FeatureBatch(_order.AsMemory(first, rows), _cells.AsMemory(0, rows * width), width);
    }
}
