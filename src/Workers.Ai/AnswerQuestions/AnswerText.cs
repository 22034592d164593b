using System.Globalization;
using System.Text;
using SnsOps.Shared.Database;
using SnsOps.Workers.Ai.QuestionGrammar;
using SnsOps.Workers.Ai.SqlRuns;

namespace SnsOps.Workers.Ai.AnswerQuestions;

/// <summary>Says a table in Korean. Every figure in it stands in the table: no model writes here.</summary>
internal static class AnswerText
{
    private const int Lines = 10, CellLetters = 80;

    private static readonly string[] Weekdays = ["", "월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"];

    /// <summary>The answer.</summary>
    /// <param name="title">What was asked.</param>
    /// <param name="table">What was found.</param>
    /// <param name="zone">The client's, for times.</param>
    public static string Of(string title, ResultTable table, TimeZoneInfo zone)
    {
        if (table.Rows.Count == 0 || (table.Rows.Count == 1 && table.Rows[0].All(cell => cell is null)))
            return $"{title}: 해당하는 데이터가 없습니다.";
        if (table.Rows.Count == 1 && table.Rows[0].Count <= 2 && table.Rows[0][0] is long or decimal or double)
            return $"{title}: {Cell(table, 0, 0, zone)}" + (table.Columns.Count == 2 ? $" ({Cell(table, 0, 1, zone)} 기준)" : "");
        var text = new StringBuilder($"{title}: {table.Rows.Count.ToString(CultureInfo.InvariantCulture)}건{(table.IsCut ? " 이상" : "")}");
        for (var row = 0; row < Math.Min(Lines, table.Rows.Count); row++)
            text.Append('\n').Append(CultureInfo.InvariantCulture, $"{row + 1}. ").AppendJoin(" · ", Enumerable.Range(0, table.Columns.Count).Where(c => table.Rows[row][c] is not null).Select(c => Cell(table, row, c, zone)));
        if (table.Rows.Count > Lines)
            text.Append('\n').Append(CultureInfo.InvariantCulture, $"… 그 밖에 {table.Rows.Count - Lines}건은 표에 있습니다.");
        return text.ToString();
    }

    private static string Cell(ResultTable table, int row, int column, TimeZoneInfo zone) => (table.Columns[column], table.Rows[row][column]) switch
    {
        ("weekday" or "posted_weekday" or "published_weekday", long day and >= 1 and <= 7) => Weekdays[day],
        ("weekday", decimal day and >= 1 and <= 7) => Weekdays[(int)day],
        ("hour" or "posted_hour" or "published_hour", long hour) => $"{hour}시",
        ("percent", decimal share) => share.ToString("0.#", CultureInfo.InvariantCulture) + "%",
        (_, long number) => number.ToString("#,0", CultureInfo.InvariantCulture),
        (_, decimal number) => number.ToString("#,0.##", CultureInfo.InvariantCulture),
        (_, double number) => number.ToString("#,0.##", CultureInfo.InvariantCulture),
        (_, bool yes) => yes ? "예" : "아니요",
        (_, string text) when text.Length == 20 && text[^1] == 'Z' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at) => TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        (_, string text) => Titles.Of(text.Length <= CellLetters ? text.ReplaceLineEndings(" ") : Letters.First(text, CellLetters).ReplaceLineEndings(" ") + "…"),
        _ => "",
    };
}
