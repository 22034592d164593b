using System.Globalization;
using System.Text.RegularExpressions;

namespace SnsOps.Workers.Ai.QuestionGrammar;

/// <summary>Finds periods in a question and takes them out of it.</summary>
internal static partial class Periods
{
    /// <summary>The periods, in the order they stand there; weeks begin on Monday.</summary>
    /// <param name="text">Of which they are taken.</param>
    /// <param name="today">In the client's time zone.</param>
    public static IReadOnlyList<Period> Take(ref string text, DateOnly today)
    {
        var found = new List<Period>();
        var rest = text;
        foreach (var (pattern, read) in Readers)
        {
            rest = pattern.Replace(rest, match =>
            {
                if (read(match, today) is not { } days || days.To < days.From)
                    return match.Value;
                found.Add(new Period(days.From, days.To, Particle().Replace(match.Value.Trim(), "")));
                return " ";
            });
        }

        text = rest;
        return found;
    }

    private static readonly (Regex Pattern, Func<Match, DateOnly, (DateOnly From, DateOnly To)?> Read)[] Readers =
    [
        (IsoRange(), (m, _) => (Iso(m, 1), Iso(m, 4)) is ({ } a, { } b) ? (a, b) : null),
        (IsoDay(), (m, _) => Iso(m, 1) is { } day ? (day, day) : null),
        (DayRange(), (m, today) => (Day(m, 1, 2, 3, today), Day(m, 1, m.Groups[4].Success ? 4 : 2, 5, today)) is ({ } a, { } b) ? (a, b) : null),
        (OneDay(), (m, today) => Day(m, 1, 2, 3, today) is { } day ? (day, day) : null),
        (MonthRange(), (m, today) => (Month(m, 1, 2, today), Month(m, 1, 3, today)) is ({ } a, { } b) ? (a, b.AddMonths(1).AddDays(-1)) : null),
        (OneMonth(), (m, today) => Month(m, 1, 2, today) is { } first ? (first, first.AddMonths(1).AddDays(-1)) : null),
        (Quarter(), (m, today) => ThreeMonths(new DateOnly(Year(m.Groups[1].Value, today), (3 * (m.Groups[2].Value[0] - '1')) + 1, 1))),
        (Rolling(), (m, today) => Back(m, today)),
        (Named(), (m, today) => Of(m.Groups[1].Value.Replace(" ", "", StringComparison.Ordinal), today)),
    ];

    private static (DateOnly, DateOnly)? Of(string name, DateOnly today)
    {
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var month = new DateOnly(today.Year, today.Month, 1);
        var quarter = new DateOnly(today.Year, (3 * ((today.Month - 1) / 3)) + 1, 1);
        return name switch
        {
            "오늘" or "금일" => (today, today),
            "어제" or "전날" => (today.AddDays(-1), today.AddDays(-1)),
            "그제" or "그저께" => (today.AddDays(-2), today.AddDays(-2)),
            "내일" => (today.AddDays(1), today.AddDays(1)),
            "이번주" or "금주" => (monday, monday.AddDays(6)),
            "지난주" or "저번주" => (monday.AddDays(-7), monday.AddDays(-1)),
            "지지난주" or "저저번주" => (monday.AddDays(-14), monday.AddDays(-8)),
            "다음주" => (monday.AddDays(7), monday.AddDays(13)),
            "이번달" or "이달" or "당월" => (month, month.AddMonths(1).AddDays(-1)),
            "지난달" or "저번달" or "전월" => (month.AddMonths(-1), month.AddDays(-1)),
            "지지난달" or "저저번달" => (month.AddMonths(-2), month.AddMonths(-1).AddDays(-1)),
            "다음달" => (month.AddMonths(1), month.AddMonths(2).AddDays(-1)),
            "이번분기" => ThreeMonths(quarter),
            "지난분기" => ThreeMonths(quarter.AddMonths(-3)),
            "올해" or "금년" => (new DateOnly(today.Year, 1, 1), new DateOnly(today.Year, 12, 31)),
            "작년" or "지난해" => (new DateOnly(today.Year - 1, 1, 1), new DateOnly(today.Year - 1, 12, 31)),
            _ => null,
        };
    }

    private static (DateOnly, DateOnly)? ThreeMonths(DateOnly first) => (first, first.AddMonths(3).AddDays(-1));

    /// <summary>So many days that end today.</summary>
    private static (DateOnly, DateOnly)? Back(Match m, DateOnly today)
    {
        if (Number(m.Groups[1].Value) is not (> 0 and <= 400 and var n))
            return null;
        var from = m.Groups[2].Value switch
        {
            "일" => today.AddDays(1 - n),
            "주" or "주일" or "주간" => today.AddDays(1 - (7 * n)),
            "년" => today.AddYears(-n).AddDays(1),
            _ => today.AddMonths(-n).AddDays(1),
        };
        return (from, today);
    }

    /// <summary>Written in figures or in words; null: not a number.</summary>
    public static int? Number(string text) => text.Trim() switch
    {
        "한" or "일" or "하나" => 1, "두" or "이" or "둘" => 2, "세" or "셋" or "석" => 3, "네" or "넷" => 4, "다섯" => 5, "여섯" => 6, "일곱" => 7, "여덟" => 8, "아홉" => 9, "열" => 10,
        var figures => int.TryParse(figures, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null,
    };

    private static DateOnly? Iso(Match m, int group) => At(Figure(m.Groups[group]), Figure(m.Groups[group + 1]), Figure(m.Groups[group + 2]));

    private static DateOnly? Day(Match m, int year, int month, int day, DateOnly today) => NotAhead(Year(m.Groups[year].Value, today), m.Groups[year], Figure(m.Groups[month]), Figure(m.Groups[day]), today);

    private static DateOnly? Month(Match m, int year, int month, DateOnly today) => NotAhead(Year(m.Groups[year].Value, today), m.Groups[year], Figure(m.Groups[month]), 1, today);

    /// <summary>A month without a year is the last one of that name, this year's next two left to those who schedule.</summary>
    private static DateOnly? NotAhead(int year, Group said, int month, int day, DateOnly today) =>
        At(year, month, day) is not { } found ? null : said.Value.Trim().Length == 0 && found > today.AddMonths(2) ? found.AddYears(-1) : found;

    private static DateOnly? At(int year, int month, int day) =>
        year is >= 2000 and <= 2100 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    private static int Figure(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    private static int Year(string said, DateOnly today) => said.Trim() switch
    {
        "" or "올해" or "금년" => today.Year,
        "작년" or "지난해" => today.Year - 1,
        var figures => int.Parse(figures.TrimEnd('년', ' '), CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("(?:에는|에도|에|엔|의|은|는)$")]
    private static partial Regex Particle();

    private const string YearWord = @"((?:\d{4}\s*년|올해|금년|작년|지난해)\s*)?";

    [GeneratedRegex(@"(\d{4})[-./](\d{1,2})[-./](\d{1,2})\s*(?:부터|에서|~|–|-)\s*(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:\s*까지)?(?:\s*(?:의|에))?")]
    private static partial Regex IsoRange();

    [GeneratedRegex(@"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:일)?(?:에|의)?(?!\s*(?:부터|까지|이후|이전|전|~))")]
    private static partial Regex IsoDay();

    [GeneratedRegex(YearWord + @"(?<!\d)(\d{1,2})\s*월\s*(\d{1,2})\s*일?\s*(?:부터|에서|~|-)\s*(?:(\d{1,2})\s*월\s*)?(\d{1,2})\s*일(?:\s*까지)?(?:의|에|간)?")]
    private static partial Regex DayRange();

    [GeneratedRegex(YearWord + @"(?<!\d)(\d{1,2})\s*월\s*(\d{1,2})\s*일(?:에|의|자)?(?!\s*(?:부터|까지|이후|이전|전|~))")]
    private static partial Regex OneDay();

    [GeneratedRegex(YearWord + @"(?<!\d)(\d{1,2})\s*월?\s*(?:부터|에서|~|-)\s*(\d{1,2})\s*월(?:\s*까지)?(?:의|에)?")]
    private static partial Regex MonthRange();

    [GeneratedRegex(YearWord + @"(?<!\d)(\d{1,2})\s*월(?:달)?(?:에는|에|의|중|은|엔)?(?!\s*(?:부터|까지|이후|이전|전|~|\d|별))")]
    private static partial Regex OneMonth();

    [GeneratedRegex(@"((?:\d{4}\s*년|올해|금년|작년|지난해)\s*)?(?<!\d)([1-4])\s*분기(?:에|의|에는)?(?!\s*(?:부터|까지|이후|이전|전|별))")]
    private static partial Regex Quarter();

    [GeneratedRegex(@"(?:최근|지난|요|이전)\s*(\d{1,3}|한|두|세|네|석|일|다섯|여섯)\s*(주일|주간|주|일|개월|달|년)(?:간|동안)?(?:의|에|은)?(?!\s*(?:부터|까지|이후|이전|전))")]
    private static partial Regex Rolling();

    [GeneratedRegex(@"(지지난\s*주|저저번\s*주|지지난\s*달|저저번\s*달|오늘|금일|어제|전날|그저께|그제|내일|이번\s*주|금주|지난\s*주|저번\s*주|다음\s*주|이번\s*달|이달|당월|지난\s*달|저번\s*달|전월|다음\s*달|이번\s*분기|지난\s*분기|올해|금년|작년|지난해)(?!\s*(?:부터|까지|이후|이전|대비|보다|별|말|초))(?:에는|에도|에|엔|의|은|는|동안)?")]
    private static partial Regex Named();
}
