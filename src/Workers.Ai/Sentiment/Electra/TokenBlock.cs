namespace SnsOps.Workers.Ai.Sentiment.Electra;

/// <summary>Texts of similar length as one input of the model.</summary>
/// <param name="Rows">Which texts they are.</param>
/// <param name="Ids">Their pieces, a row per text, filled up.</param>
/// <param name="Mask">1 for a piece, 0 for what is filled up.</param>
/// <param name="Width">Pieces in a row.</param>
internal readonly record struct TokenBatch(ReadOnlyMemory<int> Rows, Memory<long> Ids, Memory<long> Mask, int Width);

/// <summary>Sorts texts by length into rows of 16, 32, 64 and 128 pieces, so that little is computed for nothing: half of all comments have 16 pieces at most.</summary>
internal sealed class TokenBlock(WordPieceTokenizer tokenizer, int padding, int longest)
{
    private const int CellsPerBatch = 2_048;
    private static readonly int[] Buckets = [16, 32, 64, 128];

    /// <summary>More than this of a text is not read, whatever a model allows.</summary>
    public static int MostPieces => Buckets[^1];

    /// <summary>The texts in batches, the short ones first.</summary>
    public IEnumerable<TokenBatch> Batches(IReadOnlyList<string> texts)
    {
        var ids = new int[texts.Count][];
        Encode(texts, ids);
        var byWidth = Enumerable.Range(0, texts.Count).GroupBy(text => WidthFor(ids[text].Length)).OrderBy(group => group.Key);
        foreach (var group in byWidth)
        {
            foreach (var rows in group.Chunk(Math.Max(1, CellsPerBatch / group.Key)))
                yield return Fill(rows, ids, group.Key);
        }
    }

    /// <summary>The bucket of a length, or what the model can take at most if that is less.</summary>
    private int WidthFor(int length) => Math.Min(longest, Buckets.First(bucket => bucket >= length));

    private void Encode(IReadOnlyList<string> texts, int[][] ids)
    {
        Span<int> pieces = stackalloc int[longest];
        for (var i = 0; i < texts.Count; i++)
            ids[i] = pieces[..tokenizer.Encode(CommentText.Composed(texts[i]), pieces)].ToArray();
    }

    private TokenBatch Fill(int[] rows, int[][] ids, int width)
    {
        var (cells, mask) = (new long[rows.Length * width], new long[rows.Length * width]);
        Array.Fill(cells, padding);
        for (var row = 0; row < rows.Length; row++)
        {
            var pieces = ids[rows[row]];
            for (var i = 0; i < pieces.Length; i++)
                cells[(row * width) + i] = pieces[i];
            mask.AsSpan(row * width, pieces.Length).Fill(1);
        }

        return new TokenBatch(rows, cells, mask, width);
    }
}
