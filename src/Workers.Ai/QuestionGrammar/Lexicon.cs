using System.Reflection;

namespace SnsOps.Workers.Ai.QuestionGrammar;

/// <summary>The words the grammar knows, and how they may be joined and ended.</summary>
internal static class Lexicon
{
    private static readonly Dictionary<string, string> Words = Load();

    private static readonly int Longest = Words.Keys.Max(w => w.Length);

    /// <summary>What may follow a word without changing what is asked. Not 부터, 까지, 보다: they do.</summary>
    private static readonly HashSet<string> Endings = new(StringComparer.Ordinal)
    {
        "은", "는", "이", "가", "을", "를", "의", "에", "에서", "에는", "에선", "에만", "로", "으로", "으로는", "로는", "와", "과", "랑", "이랑", "하고", "도", "만", "들", "들이", "들은", "들을", "들의",
        "인", "이야", "야", "이에요", "예요", "이에", "이고", "요", "엔", "란", "이란", "님", "한테", "에게", "라도", "씩", "중", "중에", "중에서", "쪽", "쪽은", "이지", "지", "나", "이나", "나요", "쯤", "정도", "정도야", "입니까", "인지",
    };

    /// <summary>The concepts of one token, in order; null: part of it is not known.</summary>
    public static IReadOnlyList<string>? Read(string token)
    {
        var found = new List<string>();
        return Read(token, 0, found, new bool[token.Length]) ? found : null;
    }

    /// <param name="token">All of it.</param>
    /// <param name="at">From here on.</param>
    /// <param name="found">The concepts so far.</param>
    /// <param name="dead">From where nothing leads to the end: one token has many readings, and without this all of them would be tried.</param>
    private static bool Read(string token, int at, List<string> found, bool[] dead)
    {
        if (at == token.Length)
            return found.Count > 0;
        if (dead[at])
            return false;
        for (var length = Math.Min(Longest, token.Length - at); length > 0; length--)
        {
            if (!Words.TryGetValue(token.Substring(at, length), out var concept))
                continue;
            // A single letter counts only as a whole token, or as the 수 of 댓글수: else half of all words would be made of them.
            if (length == 1 && !(at > 0 ? token[at] == '수' : token.Length == 1 || Endings.Contains(token[1..]) || Words.ContainsKey(token[1..])))
                continue;
            found.Add(concept);
            if (Continue(token, at + length, found, dead))
                return true;
            found.RemoveAt(found.Count - 1);
        }

        dead[at] = true;
        return false;
    }

    private static bool Continue(string token, int at, List<string> found, bool[] dead)
    {
        if (at == token.Length || Endings.Contains(token[at..]))
            return true;
        if (Read(token, at, found, dead))
            return true;
        for (var length = Math.Min(4, token.Length - at - 1); length > 0; length--)
        {
            if (Endings.Contains(token.Substring(at, length)) && Read(token, at + length, found, dead))
                return true;
        }

        return false;
    }

    private static Dictionary<string, string> Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("SnsOps.Workers.Ai.QuestionGrammar.words.txt")!;
        using var reader = new StreamReader(stream);
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            foreach (var word in line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                words.TryAdd(word, line[..colon]);
        }

        return words;
    }
}
