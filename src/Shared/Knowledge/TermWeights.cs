namespace SnsOps.Shared.Knowledge;

/// <summary>How much a term tells, whoever writes it: pieces that are in every other Korean sentence weigh little.</summary>
/// <remarks>Made by <c>./snsops train retrieval</c> and shipped: a vector is stored, so what it was made with must not change from client to client.</remarks>
public static class TermWeights
{
    private const string Resource = "SnsOps.Shared.Knowledge.bigram-weights.txt";

    private static readonly Dictionary<uint, float> Known = Read(KnowledgeResource.Lines(Resource));

    /// <summary>Between 0 and 1; 1 for what is hardly ever written.</summary>
    public static float Of(uint term) => Known.GetValueOrDefault(term, 1);

    private static Dictionary<uint, float> Read(IEnumerable<string> lines) => lines.ToDictionary(
        line => line[1] == ' ' ? KoreanTerms.Pack(line[0], '\0') : KoreanTerms.Pack(line[0], line[1]),
        line => int.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), System.Globalization.CultureInfo.InvariantCulture) / 100f);
}
