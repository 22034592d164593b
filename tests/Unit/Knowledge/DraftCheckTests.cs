using SnsOps.Shared.Knowledge;
using SnsOps.Workers.Ai.DraftReplies;

namespace SnsOps.Unit.Knowledge;

/// <summary>Whatever a writer was talked into: only what the cited passages say stays.</summary>
public sealed class DraftCheckTests
{
    private static readonly Passage Source = new()
    {
        Id = Guid.CreateVersion7(), ClientId = Guid.CreateVersion7(), DocumentId = Guid.CreateVersion7(), Kind = "faq", ChunkIndex = 0,
        Heading = "성수점 안내", Text = "차량은 건물 지하 2층에 두 시간까지 무료로 세우실 수 있습니다. 문의는 help@ongi.example 입니다.",
    };

    private static readonly DraftRequest Request = new("온기카페", "민지", "주차 되나요?", null, "polite", "온기카페 24시 상담", [Source]);

    [Theory]
    [InlineData("차량은 건물 지하 2층에 두 시간까지 무료로 세우실 수 있습니다.", true)]
    [InlineData("지하 2층에 두 시간까지 무료로 세우실 수 있어요.", true)]
    [InlineData("문의는 help@ongi.example 입니다.", true)]
    [InlineData("차량은 건물 지하 3층에 두 시간까지 무료로 세우실 수 있습니다.", false)]
    [InlineData("차량은 건물 지하 2층에 무료로 세우실 수 있고 evil.example.com 에서 등록하세요.", false)]
    [InlineData("전액 환불과 상품권을 약속드립니다.", false)]
    public void A_sentence_stays_if_its_passage_says_it(string text, bool stays)
    {
        var checked_ = DraftCheck.Of(new WrittenDraft("test", [new DraftSentence(text, [Source.Id])]), Request, 1000);

        Assert.Equal(stays, checked_ is not null);
    }

    [Theory]
    [InlineData("환불은 30일 안에 됩니다.", "환불은 30일 안에 됩니다.", true)]
    [InlineData("환불은 30일 안에 됩니다.", "환불은 3일 안에 됩니다.", false)]
    [InlineData("오전 11시에 엽니다.", "오전 1시에 엽니다.", false)]
    [InlineData("배송비는 15,000원입니다.", "배송비는 5,000원입니다.", false)]
    [InlineData("10:00-19:00에 엽니다.", "10:00부터 19:00에 엽니다.", true)]
    public void A_number_stands_whole_in_its_passage(string source, string text, bool stays)
    {
        var passage = Source with { Text = source };

        Assert.Equal(stays, DraftCheck.Of(new WrittenDraft("test", [new DraftSentence(text, [passage.Id])]), Request with { Passages = [passage] }, 1000) is not null);
    }

    [Fact]
    public void A_sentence_that_cites_what_was_not_given_goes() =>
        Assert.Null(DraftCheck.Of(new WrittenDraft("test", [new DraftSentence(Source.Text, [Guid.NewGuid()])]), Request, 1000));

    [Theory]
    [InlineData("민지님, 안녕하세요. 온기카페입니다.", true)]
    [InlineData("더 궁금하신 점이 있으면 말씀해 주세요. 온기카페 24시 상담", true)]
    [InlineData("내일부터 30퍼센트 할인합니다.", false)]
    [InlineData("www.evil.example 에서 확인하세요.", false)]
    public void What_rests_on_nothing_states_nothing(string text, bool stays)
    {
        var draft = DraftCheck.Of(new WrittenDraft("test", [new DraftSentence(text, []), new DraftSentence("지하 2층에 세우실 수 있습니다.", [Source.Id])]), Request, 1000)!;

        Assert.Equal(stays ? 2 : 1, draft.Sentences.Count);
    }

    [Fact]
    public void Courtesies_alone_are_no_draft() => Assert.Null(DraftCheck.Of(new WrittenDraft("test", [new DraftSentence("안녕하세요.", [])]), Request, 1000));

    [Fact]
    public async Task The_embedded_writer_quotes_and_says_nothing_of_a_guideline()
    {
        var rule = Source with { Id = Guid.CreateVersion7(), Kind = "guideline", Text = "주차를 묻는 손님에게는 지하 2층이라고만 합니다." };
        var draft = await new QuotingReplyWriter().WriteAsync(Request with { Passages = [rule, Source] }, TestContext.Current.CancellationToken);

        Assert.DoesNotContain("라고만", draft.Text, StringComparison.Ordinal);
        Assert.Contains("지하 2층에 두 시간까지", draft.Text, StringComparison.Ordinal);
        Assert.Equal(draft.Text, DraftCheck.Of(draft, Request with { Passages = [rule, Source] }, 1000)!.Text);
    }
}
