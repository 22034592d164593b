using System.Text;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Unit.Sentiment;

/// <summary>A model fits only the features it was trained with, so they may never change unnoticed.</summary>
public sealed class NgramFeaturesTests
{
    private readonly NgramFeatures _features = new();

    [Theory]
    [InlineData("한글로 쓴 댓글이에요")]
    [InlineData("카페 분위기가 좋았습니다 ㅎㅎ")]
    public void Hangul_sent_as_single_letters_reads_the_same(string text)
    {
        var apart = text.Normalize(NormalizationForm.FormD);

        Assert.NotEqual(text, apart);
        Assert.Equal(Ids(text), Ids(apart));
    }

    [Theory]
    [InlineData("GOOD 커피", "good 커피")]
    [InlineData("ㅋㅋㅋㅋㅋㅋ 좋다", "ㅋㅋ 좋다")]
    [InlineData("  또   올게요\t\n", "또 올게요")]
    [InlineData("최고!!!!!!", "최고!!")]
    public void What_does_not_matter_is_left_out(string written, string plain) => Assert.Equal(Ids(plain), Ids(written));

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    public void A_text_without_characters_has_no_features(string text) => Assert.Empty(Ids(text));

    [Fact]
    public void No_bucket_is_counted_twice_and_all_are_in_range()
    {
        var ids = Ids(string.Concat(Enumerable.Repeat("맛있다 맛있다 정말 맛있다 ", 40)));

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.InRange(id, 0, NgramFeatures.Buckets - 1));
    }

    [Fact]
    public void One_text_leaves_nothing_behind_for_the_next()
    {
        var fresh = new NgramFeatures().Of("조용해서 좋아요").ToArray();
        _features.Of("주차가 불편하고 시끄러워요");

        Assert.Equal(fresh, Ids("조용해서 좋아요"));
    }

    [Fact]
    public void Half_a_surrogate_pair_and_texts_of_any_length_are_read()
    {
        Assert.NotEmpty(Ids("반쪽 \uD83D 이모지 \uDE0A"));
        Assert.NotEmpty(Ids(new string('가', 20_000)));
        Assert.NotEmpty(Ids(string.Concat(Enumerable.Range(0, 20_000).Select(i => (char)('가' + (i * 7 % 11_172))))));
    }

    // What the shipped model was trained with; new figures here need a new model.
    [Fact]
    public void The_shipped_features_stay_as_they_are()
    {
        Assert.Equal("c1-3.j3-8.e12.b21.43065005", NgramFeatures.HashId);
        Assert.Equal([910758, 1625318, 598399, 1419528, 653726, 637619, 1704041], Ids("굿!")[..7]);
    }

    private int[] Ids(string text) => _features.Of(text).ToArray();
}
