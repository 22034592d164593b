namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>Texts of similar length as one input of the model.</summary>
/// <param name="Rows">Which texts of the block they are.</param>
/// <param name="Ids">Their buckets, a row per text, filled up with the bucket that weighs nothing.</param>
/// <param name="Counts">How many of a row's buckets are its text's.</param>
/// <param name="Width">How many buckets a row holds.</param>
internal readonly record struct FeatureBatch(ReadOnlyMemory<int> Rows, Memory<int> Ids, Memory<float> Counts, int Width);

/// <summary>The features of some hundred texts, given out in batches of similar length so that little is padding. Keeps its buffers.</summary>
internal sealed class FeatureBlock
{
    private const int MostRows = 256;

    // A batch's weights as numbers, 16 bytes an id, should stay in the processor's cache.
    private const int MostCells = 32_768;

    private readonly NgramFeatures _features = new();
    private int[] _ids = new int[65_536];
    private int[] _starts = [], _lengths = [], _order = [];
    private int[] _cells = new int[MostCells];
    private readonly float[] _counts = new float[MostRows];
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
            _cells = new int[rows * width];
        for (var row = 0; row < rows; row++)
        {
            var text = _order[first + row];
            var cells = _cells.AsSpan(row * width, width);
            _ids.AsSpan(_starts[text], _lengths[text]).CopyTo(cells);
            cells[_lengths[text]..].Fill(NgramFeatures.Buckets);
            _counts[row] = _lengths[text];
        }
        return new FeatureBatch(_order.AsMemory(first, rows), _cells.AsMemory(0, rows * width), _counts.AsMemory(0, rows), width);
    }
}
