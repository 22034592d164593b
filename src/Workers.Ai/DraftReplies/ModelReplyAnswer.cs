using System.Text.Json;
using SnsOps.Shared.Knowledge;

namespace SnsOps.Workers.Ai.DraftReplies;

/// <summary>Reads a model's answer: the one form that was asked for, or nothing at all.</summary>
internal static class ModelReplyAnswer
{
    private const int MostSentences = 12, LongestSentence = 400;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The sentences; none: the model says that the passages do not answer. Null: it is not what was asked for.</summary>
    public static IReadOnlyList<DraftSentence>? Read(string content, IReadOnlyList<Passage> facts)
    {
        try
        {
            var sentences = JsonSerializer.Deserialize<Answer>(WithoutFence(content), Strict)?.Sentences;
            if (sentences is not { Count: <= MostSentences } || !sentences.All(s => IsOne(s, facts.Count)))
                return null;
            // What rests on nothing was not asked for: it goes without a word, whatever it says.
            var cited = sentences.Where(s => s!.Sources!.Count > 0).Select(s => new DraftSentence(s!.Text!.Trim(), [.. s.Sources!.Distinct().Select(number => facts[number - 1].Id)])).ToList();
            return cited.Count == 0 && sentences.Count > 0 ? null : cited;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Models like to put JSON into a fence of Markdown: that much is forgiven.</summary>
    private static string WithoutFence(string content)
    {
        var text = content.Trim();
        return text.StartsWith("```", StringComparison.Ordinal) && text.EndsWith("```", StringComparison.Ordinal) && text.IndexOf('\n', StringComparison.Ordinal) is > 0 and var line && line < text.Length - 3
            ? text[line..^3] : text;
    }

    private static bool IsOne(Sentence? sentence, int facts) => sentence is { Text: { } text, Sources: { } sources }
        && !string.IsNullOrWhiteSpace(text) && text.Length <= LongestSentence && !text.Any(char.IsControl) && sources.All(number => number >= 1 && number <= facts);

    private sealed record Answer(IReadOnlyList<Sentence?>? Sentences);

    private sealed record Sentence(string? Text, IReadOnlyList<int>? Sources);
}
