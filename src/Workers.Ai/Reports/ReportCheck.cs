using System.Text.RegularExpressions;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>Whether words about figures say only what the figures say: no number of their own, no figure that is not there, no rise that was a fall.</summary>
internal static partial class ReportCheck
{
    private const int LongestLine = 600, MostLines = 12;

    /// <summary>What is wrong with a text; nothing: it may be shown. Korean, as a model is told.</summary>
    public static IReadOnlyList<string> Broken(ReportText text, ReportFacts facts)
    {
        var broken = new List<string>();
        if (text.Summary.Count != ReportText.SummaryLines)
            broken.Add($"summary는 {ReportText.SummaryLines}줄이어야 합니다");
        if (text.Detail.Count is 0 or > MostLines || text.Strategy.Count is 0 or > MostLines)
            broken.Add($"detail과 strategy는 각각 1~{MostLines}줄이어야 합니다");
        foreach (var line in text.Lines)
            broken.AddRange(Broken(line, facts));
        return broken;
    }

    private static IEnumerable<string> Broken(string line, ReportFacts facts)
    {
        if (string.IsNullOrWhiteSpace(line) || line.Length > LongestLine || line.Any(c => char.IsControl(c)))
            yield return $"각 줄은 1~{LongestLine}자이고 줄바꿈이 없어야 합니다";
        var parts = ReportText.Parts(line).ToList();
        foreach (var (_, name) in parts.Where(p => p.IsFigure && facts.Say(p.Text) is null))
            yield return $"없는 수치입니다: {{{{{name}}}}}";
        var words = Named(facts).Aggregate(string.Concat(parts.Select(p => p.IsFigure ? "□" : p.Text)), (rest, name) => rest.Replace(name, "◇", StringComparison.Ordinal));
        if (words.Any(char.IsNumber))
            yield return "숫자를 직접 쓰지 말고 {{이름}}으로만 쓰세요";
        if (SpelledNumber().Match(words) is { Success: true } spelled)
            yield return $"수를 말로 쓰지 마세요: {spelled.Value}";
        foreach (var sentence in SentenceEnd().Split(line))
        {
            var signs = ReportText.Parts(sentence).Where(p => p.IsFigure).Select(p => facts.Direction(p.Text)).OfType<int>().ToList();
            if (signs.Count > 0 && ((Rise().IsMatch(sentence) && !signs.Contains(1)) || (Fall().IsMatch(sentence) && !signs.Contains(-1))))
                yield return "늘고 줄어든 방향이 수치와 다릅니다";
        }
    }

    /// <summary>Names may have numbers in them; the longest first.</summary>
    private static IEnumerable<string> Named(ReportFacts facts) => facts.Figures.Values.SelectMany(f => new[] { f.Account, f.Query == "top_posts" ? f.Label : null })
        .Append(facts.Client).OfType<string>().Where(name => name.Length > 1 && !name.All(char.IsNumber)).Distinct().OrderByDescending(name => name.Length);

    [GeneratedRegex(@"(?:(?<![가-힣])(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|스무|서른|마흔|쉰|백|천|만|수십|수백|수천|수만|몇십|몇백)\s*(?:여\s*)?(?:건|개|명|배|회|번|퍼센트|%|프로)(?!째))|절반|(?:두|세|네)\s*배|갑절|[일이삼사오육칠팔구십]+\s*퍼센트")]
    private static partial Regex SpelledNumber();

    [GeneratedRegex(@"(?<=[.!?。])\s+")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex("늘었|늘어|늘고|증가|상승|올랐|올라|높아졌|많아졌|급증")]
    private static partial Regex Rise();

    [GeneratedRegex("줄었|줄어|줄고|감소|하락|떨어|낮아졌|적어졌|급감")]
    private static partial Regex Fall();
}
