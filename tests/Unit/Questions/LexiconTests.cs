using SnsOps.Workers.Ai.QuestionGrammar;

namespace SnsOps.Unit.Questions;

/// <summary>How a token is taken apart into words.</summary>
public sealed class LexiconTests
{
    [Fact]
    public void A_word_in_another_is_read_as_the_longer_one() => Assert.Equal(Lexicon.Read("조회수"), Lexicon.Read("조회수는"));

    [Fact]
    public async Task A_token_of_many_readings_that_all_end_in_nothing_is_given_up()
    {
        // Each 조회수 is one word, or 조회 and 수: all together more readings than anybody could try.
        var reading = Task.Run(() => Lexicon.Read(string.Concat(Enumerable.Repeat("조회수", 40)) + "ㅋ"), TestContext.Current.CancellationToken);

        Assert.Null(await reading.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Equal(40, Lexicon.Read(string.Concat(Enumerable.Repeat("조회수", 40)))!.Count);
    }
}
