using System.Text.Json;
using System.Text.Json.Serialization;
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
            return sentences is { Count: <= MostSentences } && sentences.All(s => IsOne(s, facts.Count))
                ? [.. sentences.Select(s => new DraftSentence(s!.Text!.Trim(), [.. s.Sources!.Distinct().Select(number => facts[number - 1].Id)]))]
                : null;
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

    private static bool IsOne(Sentence? sentence, int facts) => sentence is { Text: { } text, Sources: { Count: > 0 } sources }
        && !string.IsNullOrWhiteSpace(text) && text.Length <= LongestSentence && !text.Any(char.IsControl) && sources.All(number => number >= 1 && number <= facts);

    private sealed record Answer([property: JsonRequired] IReadOnlyList<Sentence?>? Sentences);

    private sealed record Sentence([property: JsonRequired] string? Text, [property: JsonRequired] IReadOnlyList<int>? Sources);
}
