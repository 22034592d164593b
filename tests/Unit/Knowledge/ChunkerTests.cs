using SnsOps.Shared.Knowledge;

namespace SnsOps.Unit.Knowledge;

/// <summary>Chunks have at most 500 characters, share about 100, and lose nothing.</summary>
public sealed class ChunkerTests
{
    private static readonly string Manual = string.Join(' ', Enumerable.Range(1, 80).Select(i => $"{i}번 규칙은 손님이 물으면 {i}분 안에 답한다는 것입니다."));

    [Fact]
    public void A_text_is_cut_into_overlapping_pieces_that_hold_all_of_it()
    {
        var chunks = Chunker.Cut(Manual);

        Assert.All(chunks, chunk => Assert.InRange(chunk.Length, 1, Chunker.Size));
        for (var i = 1; i <= 80; i++)
            Assert.Contains(chunks, chunk => chunk.Contains($"{i}번 규칙은 손님이 물으면 {i}분 안에 답한다는 것입니다.", StringComparison.Ordinal));
        foreach (var (one, next) in chunks.Zip(chunks.Skip(1)))
        {
            var shared = Enumerable.Range(1, one.Length).Last(n => n <= next.Length && one.EndsWith(next[..n], StringComparison.Ordinal));
            Assert.InRange(shared, 50, Chunker.Overlap);
        }
    }

    [Fact]
    public void A_piece_ends_where_a_sentence_ends()
    {
        Assert.All(Chunker.Cut(Manual), chunk => Assert.EndsWith("것입니다.", chunk, StringComparison.Ordinal));
    }

    [Fact]
    public void A_text_without_any_space_is_cut_all_the_same_and_never_inside_a_character()
    {
        var chunks = Chunker.Cut(string.Concat(Enumerable.Repeat("😀", 700)));

        Assert.True(chunks.Count >= 3);
        Assert.All(chunks, chunk => Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(chunk))));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    public void Nothing_makes_no_piece(string text) => Assert.Empty(Chunker.Cut(text));

    [Fact]
    public void A_short_text_is_one_piece() => Assert.Equal(["주차는 두 시간 무료입니다."], Chunker.Cut("  주차는 두 시간 무료입니다.\n"));
}
