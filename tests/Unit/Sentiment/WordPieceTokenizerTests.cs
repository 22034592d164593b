using System.Text;
using SnsOps.Workers.Ai.Sentiment.Electra;

namespace SnsOps.Unit.Sentiment;

/// <summary>Word pieces as BERT's own tokenizer cuts them. Equality with an implementation by other hands, over real reviews: <c>./snsops eval tokenizer</c>.</summary>
public sealed class WordPieceTokenizerTests : IDisposable
{
    private readonly ElectraFolder _folder = new();
    private readonly WordPieceTokenizer _tokenizer;

    public WordPieceTokenizerTests() => _tokenizer = new WordPieceTokenizer(Vocabulary.Read(Path.Combine(_folder.Path, "vocab.txt")));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("라떼가 정말 맛있어요!", "라떼 ##가 정말 맛있 ##어요 !")]
    [InlineData("  라떼\t는\n정말\u3000최고 ", "라떼 [UNK] 정말 최고")]
    [InlineData("직원분이 불친절하셨어요", "직원 ##분 ##이 불 ##친절 ##하 ##셨 ##어요")]
    [InlineData("최고^^", "최고 ^ ^")]
    [InlineData("ㅋㅋㅋㅋㅋ", "ㅋㅋ ##ㅋㅋ ##ㅋ")]
    [InlineData("café", "café")]
    [InlineData("韓國최고", "韓 國 최고")]
    [InlineData("최고韓", "최고 韓")]
    [InlineData("AB ab aB", "AB a ##b [UNK]")]
    [InlineData("라\u200B떼\u0000가\uFEFF 최\uFFFD고", "라떼 ##가 최고")]
    [InlineData("최고😀 😀", "[UNK] 😀")]
    [InlineData("최\uD83D고", "최고")]
    [InlineData("정말「최고」", "정말 [UNK] 최고 [UNK]")]
    [InlineData("#최고 @직원", "# 최고 @ 직원")]
    [InlineData("", "")]
    [InlineData(" \n\u00A0", "")]
    public void A_text_is_cut_into_its_longest_pieces(string text, string pieces) => Assert.Equal(pieces.Length == 0 ? [] : pieces.Split(' '), Cut(text));

    [Fact]
    public void A_word_with_one_unknown_part_is_unknown_as_a_whole() => Assert.Equal(["[UNK]", "정말"], Cut("라떼가뷁 정말"));

    [Fact]
    public void A_word_of_more_than_a_hundred_letters_is_unknown()
    {
        Assert.Equal(50, Cut(string.Concat(Enumerable.Repeat("ㅋㅋ", 50))).Length);
        Assert.Equal(["[UNK]"], Cut(string.Concat(Enumerable.Repeat("ㅋㅋ", 50)) + "ㅋ"));
        Assert.Equal(["[UNK]"], Cut(new string('ㅋ', 5_000)));
    }

    [Fact]
    public void A_comment_cannot_write_special_pieces() => Assert.DoesNotContain("[SEP]", Cut("[SEP] 최고 [CLS][MASK]"));

    [Fact]
    public void What_is_too_long_loses_its_end_and_keeps_its_frame()
    {
        var ids = new int[6];

        var count = _tokenizer.Encode("라떼가 정말 맛있어요 최고 최고", ids);

        Assert.Equal(["[CLS]", "라떼", "##가", "정말", "맛있", "[SEP]"], ids[..count].Select(id => ElectraFolder.Pieces[id]));
    }

    /// <summary>Stripping accents takes syllables apart; it turned three quarters of all pieces of real comments into unknown ones.</summary>
    [Fact]
    public void Accents_stay_since_without_them_hangul_falls_apart()
    {
        string[] texts = ["라떼가 정말 맛있어요!", "직원분이 친절하셨어요", "오늘 케이크 최고예요", "다시는 안 갈래요", "주차 되나요?"];

        var (whole, apart) = (texts.SelectMany(Cut).ToList(), texts.SelectMany(text => Cut(text.Normalize(NormalizationForm.FormD))).ToList());

        Assert.InRange(Unknown(whole), 0, 0.15);
        Assert.InRange(Unknown(apart), 0.7, 1);
    }

    [Fact]
    public void A_vocabulary_without_its_special_pieces_is_refused()
    {
        var file = Path.Combine(_folder.Path, "vocab.txt");
        File.WriteAllLines(file, ElectraFolder.Pieces.Where(piece => piece != "[CLS]"));

        Assert.Contains("[CLS]", Assert.Throws<SnsOps.Workers.Ai.Sentiment.ModelFileException>(() => Vocabulary.Read(file)).Message, StringComparison.Ordinal);
    }

    private static double Unknown(List<string> pieces) => pieces.Count(p => p == "[UNK]") / (double)pieces.Count;

    private string[] Cut(string text)
    {
        var ids = new int[text.Length + 2];
        var count = _tokenizer.Encode(text, ids);
        Assert.Equal(("[CLS]", "[SEP]"), (ElectraFolder.Pieces[ids[0]], ElectraFolder.Pieces[ids[count - 1]]));
        return [.. ids[1..(count - 1)].Select(id => ElectraFolder.Pieces[id])];
    }
}
