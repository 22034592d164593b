using System.Text.Json;

namespace SnsOps.Benchmarks.Retrieval;

/// <summary>Reads SQuAD JSON, which KorQuAD has, too: <c>data[].paragraphs[].{context, qas[].question}</c>.</summary>
internal static class SquadFile
{
    /// <summary>The different contexts, and each question with the number of its context.</summary>
    public static (IReadOnlyList<string> Contexts, IReadOnlyList<(string Question, int Context)> Questions) Read(string path)
    {
        using var file = File.OpenRead(path);
        using var json = JsonDocument.Parse(file);
        var numbers = new Dictionary<string, int>();
        var questions = new List<(string, int)>();
        foreach (var paragraph in json.RootElement.GetProperty("data").EnumerateArray().SelectMany(article => article.GetProperty("paragraphs").EnumerateArray()))
        {
            var context = paragraph.GetProperty("context").GetString()!;
            if (string.IsNullOrWhiteSpace(context))
                continue;
            if (!numbers.TryGetValue(context, out var number))
                numbers[context] = number = numbers.Count;
            questions.AddRange(paragraph.GetProperty("qas").EnumerateArray().Select(qa => (qa.GetProperty("question").GetString()!, number)));
        }

        return ([.. numbers.OrderBy(n => n.Value).Select(n => n.Key)], questions);
    }
}
