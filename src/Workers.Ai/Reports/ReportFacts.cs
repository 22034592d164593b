using System.Globalization;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>What a report is written from: its figures, and what can be said of them by reckoning alone.</summary>
/// <param name="Client">The client's name.</param>
/// <param name="Period">What it is about.</param>
/// <param name="AsOf">When its figures were counted.</param>
/// <param name="Figures">By name.</param>
internal sealed record ReportFacts(string Client, ReportPeriod Period, DateTimeOffset AsOf, IReadOnlyDictionary<string, Figure> Figures)
{
    /// <summary>Before a figure's name: by how much it differs from the same before the period, without its sign.</summary>
    public const string Change = "change:";

    /// <summary>Before a figure's name: the same in percent of what it was.</summary>
    public const string Percent = "percent:";

    /// <summary>Before the name of a kind of comment: its part of all comments, in percent.</summary>
    public const string Share = "share:";

    private const string Received = "comments_received";

    /// <summary>The value; null when it is unknown.</summary>
    public decimal? this[string name] => Figures.GetValueOrDefault(name)?.Value;

    /// <summary>By how much a figure differs from before; null when one of them is unknown or not whole.</summary>
    public decimal? ChangeOf(string name) =>
        Figures.TryGetValue(name, out var now) && Figures.TryGetValue(FigureSql.Before + name, out var then) && now.IsWhole && then.IsWhole ? now.Value - then.Value : null;

    /// <summary>The text of a placeholder, such as <c>comments_received</c> or <c>percent:comments_received</c>; null when there is nothing to say.</summary>
    public string? Say(string placeholder)
    {
        if (placeholder.StartsWith(Change, StringComparison.Ordinal))
            return ChangeOf(placeholder[Change.Length..]) is { } change ? Number(Math.Abs(change)) : null;
        if (placeholder.StartsWith(Percent, StringComparison.Ordinal))
            return ChangeOf(placeholder[Percent.Length..]) is { } change && this[FigureSql.Before + placeholder[Percent.Length..]] is > 0 and var before ? Part(Math.Abs(change), before) : null;
        if (placeholder.StartsWith(Share, StringComparison.Ordinal))
            return this[placeholder[Share.Length..]] is { } part && placeholder.StartsWith(Share + "comments_", StringComparison.Ordinal) && this[Received] is > 0 and var all ? Part(part, all) : null;
        return this[placeholder] is { } value ? Number(value) : null;
    }

    /// <summary>The sign of the change that a placeholder tells; null when it tells none.</summary>
    public int? Direction(string placeholder)
    {
        var colon = placeholder.StartsWith(Change, StringComparison.Ordinal) ? Change.Length : placeholder.StartsWith(Percent, StringComparison.Ordinal) ? Percent.Length : 0;
        return colon > 0 && ChangeOf(placeholder[colon..]) is { } change ? Math.Sign(change) : null;
    }

    /// <summary>Every placeholder that says something, with what it is about.</summary>
    public IEnumerable<(string Placeholder, string Value, string Label)> Sayable()
    {
        foreach (var (name, figure) in Figures.Where(f => f.Value.Value is not null && !IsOfADay(f.Value)))
        {
            yield return (name, Number(figure.Value!.Value), ReportWords.Label(name, figure));
            foreach (var derived in new[] { Change + name, Percent + name, Share + name })
            {
                if (Say(derived) is { } said)
                    yield return (derived, said, ReportWords.Label(name, figure) + (derived.StartsWith(Share, StringComparison.Ordinal) ? ": 전체 댓글 가운데" : Direction(derived) switch { > 0 => ": 직전 기간보다 증가", < 0 => ": 직전 기간보다 감소", _ => ": 직전 기간과 같음" }));
            }
        }
    }

    /// <summary>As people write numbers.</summary>
    public static string Number(decimal value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static bool IsOfADay(Figure figure) => figure.Query is "comments_by_day" or "troubled_by_day" or "views_by_day";

    private static string Part(decimal part, decimal whole) => Math.Round(part / whole * 100, 1, MidpointRounding.AwayFromZero).ToString("0.#", CultureInfo.InvariantCulture) + "%";
}
