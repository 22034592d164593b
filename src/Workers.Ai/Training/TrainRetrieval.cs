using System.Globalization;
using SnsOps.Shared.Knowledge;

namespace SnsOps.Workers.Ai.Training;

/// <summary>Makes the weights of terms for the embedded embedder: from how many of many Korean texts have a term, and a list of endings and particles.</summary>
/// <remarks>The list is there because the texts are informal, and clients' documents are not.</remarks>
internal static class TrainRetrieval
{
    private const int Texts = 150_000, Kept = 4_000;
    private const double OfEndings = 0.3;

    private static readonly string[] Endings =
        """
        니다 습니 합니 됩니 입니 립니 드립 시면 으며 이며 하며 하고 에서 으로 까지 부터 있습 없습 하시 주시 세요 하세 주세 하지 지만 않습 않는 않고 하는 되는 있는 없는 받습 있고 에는 에게
        께는 분은 분께 으면 하면 되면 려면 나요 까요 어요 아요 예요 이에 에요 해요 돼요 되나 하나 인가 가요 은가 는지 은지 있나 있어 있을 을까 할까 집니 옵니 씁니 봅니 냅니 킵니 칩니 겁니 납니
        웁니 둡니 듭니 하였 였다 했다 한다 된다 이다 있다 없다 었다 았다 로서 로써 에도 에만 이라 라는 다는 고는 기는 기도 것은 것이 것을 때는 때에 위해 위한 대한 대해 통해 따라 그리 또는 또한 하여
        되어 되었 이었 이나 거나 든지 보다 처럼 같은 같이 마다
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Reads <c>train.tsv</c> of a folder and writes the list.</summary>
    public static void Run(string folder, string outFile, TextWriter output)
    {
        var with = new Dictionary<uint, int>();
        var read = 0;
        foreach (var review in ReviewFile.Read(Path.Combine(folder, "train.tsv")).Take(Texts))
        {
            read++;
            foreach (var term in KoreanTerms.Count(review.Text).Keys)
                with[term] = with.GetValueOrDefault(term) + 1;
        }

        var most = Rarity(0, read);
        var endings = Endings.Select(e => KoreanTerms.Pack(e[0], e[1])).ToHashSet();
        var kept = with.OrderByDescending(t => t.Value).ThenBy(t => t.Key).Take(Kept).Select(t => t.Key).Union(endings).Order().ToList();
        using var file = new StreamWriter(outFile);
        file.WriteLine("# How much a piece of two Korean characters tells, of 100; what is not here: 100. Made by ./snsops train retrieval.");
        foreach (var term in kept)
        {
            var weight = Rarity(with.GetValueOrDefault(term), read) / most * (endings.Contains(term) ? OfEndings : 1);
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{KoreanTerms.Written(term)} {weight * 100:0}"));
        }

        output.WriteLine($"{read} texts, {with.Count} terms, {kept.Count} kept: {outFile}");
    }

    private static double Rarity(int with, int of) => Math.Log(1 + ((of - with + 0.5) / (with + 0.5)));
}
