namespace SnsOps.Workers.Ai.Sentiment.Electra;

/// <summary>The word pieces a model knows, one per line of its vocab.txt; a piece's number is its line. What goes on with a word is written with <c>##</c> before it.</summary>
internal sealed class Vocabulary
{
    private const string Continuation = "##";

    private readonly Pieces _starts = new(), _continuations = new();

    private Vocabulary(IReadOnlyList<string> lines, string path)
    {
        Count = lines.Count;
        for (var id = 0; id < lines.Count; id++)
        {
            if (lines[id].StartsWith(Continuation, StringComparison.Ordinal) && lines[id].Length > Continuation.Length)
                _continuations.Add(lines[id][Continuation.Length..], id);
            else
                _starts.Add(lines[id], id);
        }

        (Padding, Unknown, Begin, End) = (Special("[PAD]"), Special("[UNK]"), Special("[CLS]"), Special("[SEP]"));

        int Special(string name) => _starts.TryGet(name, out var id) ? id
            : throw new ModelFileException(path, $"낱말 조각 {name}가 없습니다", $"the piece {name} is missing");
    }

    /// <summary>Pieces, which is what the model's table of them must have rows for.</summary>
    public int Count { get; }

    public int Padding { get; }

    public int Unknown { get; }

    public int Begin { get; }

    public int End { get; }

    /// <exception cref="ModelFileException">There is no such file, or a special piece is missing.</exception>
    public static Vocabulary Read(string path) => File.Exists(path)
        ? new Vocabulary(File.ReadAllLines(path), path)
        : throw new ModelFileException(path, "파일이 없습니다", "there is no such file");

    /// <summary>The longest piece that <paramref name="rest"/> begins with.</summary>
    /// <returns>Its length; 0: there is none.</returns>
    public int Longest(ReadOnlySpan<char> rest, bool continues, out int id)
    {
        var pieces = continues ? _continuations : _starts;
        for (var length = Math.Min(rest.Length, pieces.LongestPiece); length > 0; length--)
        {
            if (pieces.TryGet(rest[..length], out id))
                return length;
        }

        id = Unknown;
        return 0;
    }

    private sealed class Pieces
    {
        private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

        public Pieces() => _lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();

        public int LongestPiece { get; private set; }

        public void Add(string piece, int id)
        {
            _ids[piece] = id;
            LongestPiece = Math.Max(LongestPiece, piece.Length);
        }

        public bool TryGet(ReadOnlySpan<char> piece, out int id) => _lookup.TryGetValue(piece, out id);
    }
}
