namespace SnsOps.Shared.Knowledge;

/// <summary>Cuts a text into overlapping pieces of at most 500 characters, at the end of a sentence or a line where there is one.</summary>
public static class Chunker
{
    /// <summary>Characters of a chunk at most.</summary>
    public const int Size = 500;

    /// <summary>Characters a chunk shares with the one before, about.</summary>
    public const int Overlap = 100;

    // A chunk is not cut shorter than this for the sake of a sentence's end.
    private const int Least = 350;

    /// <summary>The chunks in order; none when there is nothing but blanks.</summary>
    public static IReadOnlyList<string> Cut(string text)
    {
        var chunks = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = EndOf(text, start);
            var chunk = text[start..end].Trim();
            if (chunk.Length > 0)
                chunks.Add(chunk);
            if (end >= text.Length)
                break;
            start = StartAfter(text, start, end);
        }

        return chunks;
    }

    private static int EndOf(string text, int start)
    {
        if (text.Length - start <= Size)
            return text.Length;
        var most = start + Size;
        for (var i = most; i > start + Least; i--)
        {
            if (text[i - 1] == '\n' || (text[i - 1] is '.' or '!' or '?' or '。' && char.IsWhiteSpace(text[i])))
                return i;
        }

        for (var i = most; i > start + Least; i--)
        {
            if (char.IsWhiteSpace(text[i]))
                return i;
        }

        return char.IsLowSurrogate(text[most]) ? most - 1 : most;
    }

    /// <summary>A hundred characters before the end, or the beginning of a word just after.</summary>
    private static int StartAfter(string text, int start, int end)
    {
        var earliest = Math.Max(start + 1, end - Overlap);
        for (var i = earliest; i < end - (Overlap / 2); i++)
        {
            if (char.IsWhiteSpace(text[i - 1]) && !char.IsWhiteSpace(text[i]))
                return i;
        }

        return char.IsLowSurrogate(text[earliest]) ? earliest + 1 : earliest;
    }
}
