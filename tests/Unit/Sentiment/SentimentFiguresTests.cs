using SnsOps.Workers.Ai.Sentiment;
using SnsOps.Workers.Ai.Training;

namespace SnsOps.Unit.Sentiment;

/// <summary>The arithmetic behind <c>eval sentiment</c>, on rows that can be counted by hand.</summary>
public sealed class SentimentFiguresTests
{
    private static readonly Review[] Reviews =
    [
        new(10, SentimentClass.Positive, "가"), new(9, SentimentClass.Positive, "나"), new(6, SentimentClass.Neutral, "다"),
        new(4, SentimentClass.Negative, "라"), new(1, SentimentClass.Negative, "마"),
    ];

    // Right; wrong three ways but the right side of two; right; crisis, which counts as negative; wrong on both.
    private static readonly float[][] Answers =
    [
        [0.9f, 0.1f, 0, 0], [0.3f, 0.6f, 0.1f, 0], [0.2f, 0.5f, 0.3f, 0], [0.1f, 0.2f, 0.3f, 0.4f], [0.6f, 0.2f, 0.2f, 0],
    ];

    private readonly SentimentFigures _figures = SentimentFigures.Of(Reviews, Answers);

    [Fact]
    public void Two_classes_leave_the_neutral_answer_and_rows_out() => Assert.Equal(75, _figures.TwoClass, 6);

    [Fact]
    public void Macro_f1_counts_crisis_as_negative()
    {
        // positive: 1 of 2 labelled, 2 answered; neutral: 1 of 1, 2 answered; negative: 1 of 2, 1 answered.
        Assert.Equal((0.5 + (2 / 3d) + (2 / 3d)) / 3, _figures.MacroF1, 6);
        Assert.Equal(1, _figures.Confusion[2, 0]);
    }

    [Fact]
    public void Alarms_are_rows_whose_top_class_is_crisis() => Assert.Equal(20, _figures.Alarms, 6);

    // Sure of 0.9, 0.6, 0.5, 0.7, 0.6; right, wrong, right, right, wrong; the two 0.6 share a bin.
    [Fact]
    public void Calibration_error_is_the_gap_between_sure_and_right() => Assert.Equal((0.1 + 1.2 + 0.5 + 0.3) / 5, _figures.CalibrationError, 5);

    [Fact]
    public void Each_figure_is_a_line_of_its_own() =>
        Assert.Equal(["two-class 75.00 %", "macro-F1 0.611", "ECE 0.420", "alarms 20.00 %"], _figures.Lines().Take(4));
}
