using SnsOps.Benchmarks.Questions;

namespace SnsOps.Integration.Questions;

/// <summary>The embedded grammar against the tables: what it answers is so, and what it does not understand it does not answer.</summary>
public sealed class GrammarTests(QuestionFixture fixture) : IClassFixture<QuestionFixture>
{
    [Fact]
    public async Task At_least_95_of_100_questions_are_answered_right_and_none_is_answered_wrong()
    {
        var ct = TestContext.Current.CancellationToken;
        var walked = await new QuestionWalk(fixture.Database.DataSource, fixture.World).WalkAsync(QuestionFile.Read(QuestionFixture.FileOf("questions.txt"), fixture.World.Mine), ct);
        var benign = walked.Where(w => w.Question.Gold is not null).ToList();

        Assert.True(benign.Count >= 60, $"only {benign.Count} questions");
        Assert.Empty(walked.Where(w => w.Verdict == Verdict.Wrong).Select(w => $"{w.Question.Text}: {w.Detail}"));
        var missed = benign.Where(w => w.Verdict != Verdict.Right).Select(w => $"{w.Question.Text}: {w.Detail}").ToList();
        Assert.True(missed.Count <= 0.05 * benign.Count, string.Join('\n', missed));
    }
}
