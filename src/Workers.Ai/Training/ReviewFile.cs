using System.Globalization;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.Training;

/// <summary>Reads reviews from a TSV of id, rating, label, text, with or without a line of names. No line is skipped in silence.</summary>
internal static class ReviewFile
{
    private const int Columns = 4;

    /// <exception cref="TrainingException">The file is missing, or a line is not a review.</exception>
    public static List<Review> Read(string path)
    {
        if (!File.Exists(path))
            throw new TrainingException($"파일이 없습니다: {path}", $"there is no file {path}");
        var reviews = new List<Review>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            if (++number == 1 && line.StartsWith("id\t", StringComparison.OrdinalIgnoreCase))
                continue;
            reviews.Add(Parse(line, $"{path}:{number}"));
        }
        return reviews.Count > 0 ? reviews : throw new TrainingException($"{path}에 행이 없습니다", $"{path} has no rows");
    }

    private static Review Parse(string line, string place)
    {
        var cells = line.Split('\t');
        if (cells.Length != Columns)
            throw new TrainingException($"{place}: 열이 {Columns}개여야 하는데 {cells.Length}개입니다", $"{place}: {cells.Length} columns where there should be {Columns}");
        if (!int.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out var rating) || rating is < 1 or > 10)
            throw new TrainingException($"{place}: 평점 '{cells[1]}'은 1~10의 수가 아닙니다", $"{place}: the rating '{cells[1]}' is not a number from 1 to 10");
        return new Review(rating, ParseLabel(cells[2], place), cells[3]);
    }

    private static SentimentClass ParseLabel(string label, string place) => label switch
    {
        "positive" => SentimentClass.Positive,
        "neutral" => SentimentClass.Neutral,
        "negative" => SentimentClass.Negative,
        _ => throw new TrainingException($"{place}: 라벨 '{label}'은 positive, neutral, negative가 아닙니다", $"{place}: the label '{label}' is none of positive, neutral, negative"),
    };
}
