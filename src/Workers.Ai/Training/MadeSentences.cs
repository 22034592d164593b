using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.Training;

/// <summary>
/// The project's own sentences (severity.tsv and slots.tsv), each template filled in several ways. About a quarter of the
/// families is held out of training, drawn by a hash of the family's name, and shows how the model takes words it was not taught.
/// </summary>
internal static class MadeSentences
{
    private const int PerTemplate = 24;
    private const uint HeldOutOneIn = 4;

    /// <summary>Both kinds of families, in the order of the file.</summary>
    public static IReadOnlyList<MadeSentence> All { get; } = Expand();

    /// <summary>What training may see.</summary>
    public static List<MadeSentence> ForTraining() => [.. All.Where(sentence => !IsHeldOut(sentence.Family))];

    /// <summary>What only evaluation may see.</summary>
    public static List<MadeSentence> HeldOut() => [.. All.Where(sentence => IsHeldOut(sentence.Family))];

    private static bool IsHeldOut(string family) => StableHash.Of(family) % HeldOutOneIn == 0;

    private static List<MadeSentence> Expand()
    {
        var slots = Lines("slots.tsv").Select(cells => (Name: cells[0], Values: cells[1].Split('|'))).ToDictionary(slot => slot.Name, slot => slot.Values);
        var filler = new TemplateFiller(slots);
        return
        [
            .. from cells in Lines("severity.tsv")
               let label = Enum.Parse<SentimentClass>(cells[1], ignoreCase: true)
               from text in filler.Fill(cells[2], PerTemplate)
               select new MadeSentence(cells[0], label, text),
        ];
    }

    private static IEnumerable<string[]> Lines(string file)
    {
        var name = $"{typeof(MadeSentences).Namespace}.{file}";
        using var stream = typeof(MadeSentences).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in the assembly");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            yield return line.Split('\t');
    }
}
