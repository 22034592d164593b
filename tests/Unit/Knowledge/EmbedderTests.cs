using SnsOps.Shared.Knowledge;

namespace SnsOps.Unit.Knowledge;

/// <summary>The embedded vectors: always the same, of length one, and nearer where more is said alike.</summary>
public sealed class EmbedderTests
{
    private static readonly HashedBigramEmbedder Embedder = new();

    [Fact]
    public async Task The_same_text_has_the_same_vector_of_length_one_however_its_hangul_is_composed()
    {
        var text = "반려견은 테라스에서만 함께하실 수 있습니다";
        var vectors = await Embedder.EmbedAsync([text, text.Normalize(System.Text.NormalizationForm.FormD)], TestContext.Current.CancellationToken);

        Assert.Equal(vectors[0], vectors[1]);
        Assert.Equal(Embedding.Dimensions, vectors[0].Length);
        Assert.Equal(1, vectors[0].Sum(x => x * x), 4);
    }

    [Fact]
    public async Task A_question_is_nearer_to_what_answers_it()
    {
        string[] texts = ["반려견은 테라스에서만 함께하실 수 있으며 목줄을 하셔야 합니다.", "주차는 건물 지하에서 두 시간까지 무료입니다.", "수강료는 카드로 여섯 달까지 나누어 내실 수 있습니다."];
        var vectors = await Embedder.EmbedAsync(texts, TestContext.Current.CancellationToken);
        var words = texts.SelectMany(t => KoreanTerms.Count(t).Keys).GroupBy(t => t).ToDictionary(t => t.Key, t => t.Count());

        foreach (var (question, answer) in ((string, int)[])[("강아지 데려가도 되나요?", 0), ("차 가져가면 주차비 있어요?", 1), ("수강료 할부 되나요", 2)])
        {
            var asked = await Embedder.EmbedAsync(Question.Of(question), new ClientTerms(3, 90, words), TestContext.Current.CancellationToken);
            Assert.Equal(answer, Enumerable.Range(0, 3).MaxBy(i => vectors[i].Zip(asked, (a, b) => a * b).Sum()));
        }
    }

    [Theory]
    [InlineData("문의 주세요😊", "문의 주세 세요 😊")]
    [InlineData("😊😡감사👍🏻", "😊 😡 감사 👍 🏻")]
    [InlineData("네😊 네", "네 😊")]
    [InlineData("주세요 😊", "주세 세요 😊")]
    public void An_emoji_is_a_word_of_its_own_and_never_half_of_one(string text, string terms) =>
        Assert.Equal(terms, string.Join(' ', KoreanTerms.Count(text).Keys.Select(KoreanTerms.Written)));

    [Fact]
    public void Endings_weigh_little_and_things_much()
    {
        Assert.InRange(TermWeights.Of(KoreanTerms.Pack('니', '다')), 0.01, 0.2);
        Assert.InRange(TermWeights.Of(KoreanTerms.Pack('굴', '비')), 0.6, 1);
    }
}
