using SnsOps.Workers.Ai.Sentiment;
using SnsOps.Workers.Ai.Training;

namespace SnsOps.Unit.Sentiment;

public sealed class ReviewFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("id\trating\tlabel\ttext\n")]
    [InlineData("")]
    public void Rows_are_read_with_or_without_a_line_of_names(string names)
    {
        File.WriteAllText(_file, names + "1\t10\tpositive\t또 올게요\n2\t3\tnegative\t\n");

        Assert.Equal([new Review(10, SentimentClass.Positive, "또 올게요"), new Review(3, SentimentClass.Negative, "")], ReviewFile.Read(_file));
    }

    [Theory]
    [InlineData("1\t10\tpositive", "3 columns")]
    [InlineData("1\t11\tpositive\t좋다", "'11'")]
    [InlineData("1\tten\tpositive\t좋다", "'ten'")]
    [InlineData("1\t10\tgreat\t좋다", "'great'")]
    [InlineData("", "1 columns")]
    public void A_line_that_is_no_review_is_named_not_skipped(string line, string why)
    {
        File.WriteAllText(_file, $"1\t10\tpositive\t좋다\n{line}\n");

        var refusal = Assert.Throws<TrainingException>(() => ReviewFile.Read(_file));

        Assert.Contains($"{_file}:2", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_or_missing_file_is_an_error()
    {
        Assert.Throws<TrainingException>(() => ReviewFile.Read(_file));
        Assert.Throws<TrainingException>(() => ReviewFile.Read(_file + ".none"));
    }
}
