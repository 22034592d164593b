namespace SnsOps.Shared.Knowledge;

/// <summary>What somebody asks, as terms: their own words in full, other words for the same thing in part.</summary>
public sealed class Question
{
    private const string Resource = "SnsOps.Shared.Knowledge.service-words.txt";
    private const double OtherWords = 0.3;

    private static readonly string[][] Groups = [.. KnowledgeResource.Lines(Resource).Select(line => line.Split(' '))];

    private Question(string text, Dictionary<uint, double> terms) => (Text, Terms) = (text, terms);

    /// <summary>As it was asked.</summary>
    public string Text { get; }

    /// <summary>Each term with its weight: 1 for the asker's own.</summary>
    public IReadOnlyDictionary<uint, double> Terms { get; }

    /// <summary>Reads a question.</summary>
    public static Question Of(string text)
    {
        var terms = KoreanTerms.Count(text).Keys.ToDictionary(t => t, _ => 1.0);
        var unspaced = string.Concat(KoreanTerms.Fold(text).Where(c => !char.IsWhiteSpace(c)));
        foreach (var word in Groups.Where(group => Array.Exists(group, word => unspaced.Contains(word, StringComparison.Ordinal))).SelectMany(group => group))
            KoreanTerms.Read(word, term => terms.TryAdd(term, OtherWords));
        return new Question(text, terms);
    }
}
