using System.Globalization;
using SnsOps.Workers.Ai.Surges;
using SnsOps.Workers.Ai.Training;

namespace SnsOps.Workers.Ai.Evaluation;

/// <summary>Reads a TSV of series, date, comments, negatives, by position, with or without a line of names. Rows may stand in any order; those of the same day add up.</summary>
internal static class DailySeriesFile
{
    private const int Columns = 4;
    private const int MostDays = 40_000;
    private static readonly string[] DateForms = ["yyyy-MM-dd", "yyyy.MM.dd"];

    /// <exception cref="TrainingException">The file is missing, or a line is not one of these.</exception>
    public static List<DailySeries> Read(string path)
    {
        if (!File.Exists(path))
            throw new TrainingException($"파일이 없습니다: {path}", $"there is no file {path}");
        var rows = new Dictionary<string, Dictionary<DateOnly, Bucket>>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Trim().Length == 0)
                continue;
            var cells = line.TrimEnd('\r').Split('\t');
            if (cells.Length < Columns)
                throw new TrainingException($"{path}:{number}: 열이 {Columns}개여야 하는데 {cells.Length}개입니다", $"{path}:{number}: {cells.Length} columns where there should be {Columns}");
            if (number == 1 && !Date(cells[1], out _))
                continue;
            Add(rows, cells, $"{path}:{number}");
        }
        if (rows.Count == 0)
            throw new TrainingException($"{path}에 행이 없습니다", $"{path} has no rows");
        return [.. rows.OrderBy(series => series.Key, StringComparer.Ordinal).Select(series => Whole(series.Key, series.Value, path))];
    }

    private static void Add(Dictionary<string, Dictionary<DateOnly, Bucket>> rows, string[] cells, string place)
    {
        if (!Date(cells[1], out var day))
            throw new TrainingException($"{place}: 날짜 '{cells[1]}'은 yyyy-MM-dd도 yyyy.MM.dd도 아닙니다", $"{place}: the date '{cells[1]}' is neither yyyy-MM-dd nor yyyy.MM.dd");
        var (comments, negatives) = (Count(cells[2], place), Count(cells[3], place));
        if (negatives > comments)
            throw new TrainingException($"{place}: 부정 댓글 {negatives}건이 전체 {comments}건보다 많습니다", $"{place}: {negatives} negatives of only {comments} comments");
        if (!rows.TryGetValue(cells[0], out var days))
            rows.Add(cells[0], days = []);
        days[day] = days.GetValueOrDefault(day) + new Bucket(comments, negatives);
    }

    private static DailySeries Whole(string name, Dictionary<DateOnly, Bucket> days, string path)
    {
        var (first, last) = (days.Keys.Min(), days.Keys.Max());
        var length = last.DayNumber - first.DayNumber + 1;
        if (length > MostDays)
            throw new TrainingException($"{path}: '{name}'의 기간이 {length}일입니다", $"{path}: '{name}' spans {length} days");
        var whole = new Bucket[length];
        foreach (var (day, bucket) in days)
            whole[day.DayNumber - first.DayNumber] = bucket;
        return new DailySeries(name, first, whole);
    }

    private static bool Date(string cell, out DateOnly day) => DateOnly.TryParseExact(cell.Trim(), DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static int Count(string cell, string place) => int.TryParse(cell.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        ? count : throw new TrainingException($"{place}: '{cell}'은 건수가 아닙니다", $"{place}: '{cell}' is not a count");
}
