using System.Text.Json.Serialization;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>The words of a report. Figures stand in them as <c>{{name}}</c>: who writes them writes no number.</summary>
/// <param name="Summary">Three lines.</param>
/// <param name="Detail">Paragraphs.</param>
/// <param name="Strategy">What to do.</param>
internal sealed record ReportText(
    [property: JsonPropertyName("summary")] IReadOnlyList<string> Summary, [property: JsonPropertyName("detail")] IReadOnlyList<string> Detail,
    [property: JsonPropertyName("strategy")] IReadOnlyList<string> Strategy)
{
    /// <summary>The summary has so many lines.</summary>
    public const int SummaryLines = 3;

    /// <summary>Every line of it.</summary>
    [JsonIgnore] public IEnumerable<string> Lines => Summary.Concat(Detail).Concat(Strategy);

    /// <summary>The same with the figures in place.</summary>
    public ReportText Said(ReportFacts facts)
    {
        return new ReportText([.. Summary.Select(Say)], [.. Detail.Select(Say)], [.. Strategy.Select(Say)]);
        string Say(string line) => string.Concat(Parts(line).Select(p => p.IsFigure ? facts.Say(p.Text) ?? throw new InvalidOperationException($"The report has no figure {p.Text}") : p.Text));
    }

    /// <summary>A line in parts: words, and placeholders by their names.</summary>
    public static IEnumerable<(bool IsFigure, string Text)> Parts(string line)
    {
        var at = 0;
        while (line.IndexOf("{{", at, StringComparison.Ordinal) is >= 0 and var open && line.IndexOf("}}", open, StringComparison.Ordinal) is >= 0 and var close)
        {
            if (open > at)
                yield return (false, line[at..open]);
            yield return (true, line[(open + 2)..close].Trim());
            at = close + 2;
        }

        if (at < line.Length)
            yield return (false, line[at..]);
    }
}

/// <summary>Words and who wrote them.</summary>
/// <param name="Text">The words.</param>
/// <param name="Engine">Such as openai/gpt-4o, or the embedded writer's name.</param>
internal sealed record WrittenReport(ReportText Text, string Engine);
