using SnsOps.Workers.Ai.Reports;

namespace SnsOps.Unit.Reports;

/// <summary>Words about figures: whoever writes them, they say what was counted and nothing else.</summary>
public sealed class ReportWritingTests
{
    [Fact]
    public void The_embedded_writer_keeps_the_rules_that_a_model_is_held_to()
    {
        foreach (var facts in new[]
        {
            ReportStage.Facts(),
            ReportStage.Facts(("comments_received", 0), ("comments_negative", 0), ("comments_crisis", 0), ("publications_planned", 0), ("publications_failed", 0), ("publications_unknown", 0), ("replies_owed", 0), ("incidents_opened", 0)),
            ReportStage.Facts(("comments_received", 3), ("before.comments_received", null)),
            ReportStage.Facts(("comments_received", 16)),
        })
        {
            var written = EmbeddedReportWriter.Write(facts);
            Assert.Empty(ReportCheck.Broken(written.Text, facts));
            Assert.Equal(3, written.Text.Summary.Count);
        }
    }

    [Fact]
    public void What_it_writes_follows_from_the_figures()
    {
        var text = EmbeddedReportWriter.Write(ReportStage.Facts()).Text.Said(ReportStage.Facts());

        Assert.Equal("예약한 게시 5건 가운데 3건이 나갔습니다. 실패 1건, 확인 필요 1건이 남아 있습니다.", text.Summary[0]);
        Assert.Equal("새 댓글은 20건으로 직전 기간보다 4건 늘었습니다. 위기 댓글이 1건 있었습니다.", text.Summary[1]);
        Assert.Equal("온기카페 <공식>(Instagram) 팔로워가 45명 늘어 12,345명이 되었습니다.", text.Summary[2]);
        Assert.Contains(text.Strategy, line => line.StartsWith("아직 답하지 않은 부정·위기 댓글 2건에 오늘 답하세요.", StringComparison.Ordinal));
        Assert.Contains("부정 댓글은 전체의 20%입니다.", string.Join(' ', text.Detail), StringComparison.Ordinal);
        Assert.Contains("새 댓글은 20건입니다.", EmbeddedReportWriter.Write(ReportStage.Facts(("before.comments_received", null))).Text.Said(ReportStage.Facts(("before.comments_received", null))).Summary[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("새 댓글은 {{comments_received}}건이었습니다.", null)]
    [InlineData("새 댓글이 직전 기간보다 {{percent:comments_received}} 늘었습니다.", null)]
    [InlineData("온기카페 <공식>의 팔로워는 꾸준합니다.", null)]
    [InlineData("첫째로 답글을 챙기세요. 한 번 더 살펴보면 좋겠습니다.", "수를 말로 쓰지 마세요: 한 번")]
    [InlineData("새 댓글은 20건이었습니다.", "숫자를 직접 쓰지 말고 {{이름}}으로만 쓰세요")]
    [InlineData("새 댓글은 ２０건이었습니다.", "숫자를 직접 쓰지 말고 {{이름}}으로만 쓰세요")]
    [InlineData("새 댓글은 ③건이었습니다.", "숫자를 직접 쓰지 말고 {{이름}}으로만 쓰세요")]
    [InlineData("댓글이 두 배가 되었습니다.", "수를 말로 쓰지 마세요: 두 배")]
    [InlineData("위기 댓글이 세 건 있었습니다.", "수를 말로 쓰지 마세요: 세 건")]
    [InlineData("절반이 부정 댓글입니다.", "수를 말로 쓰지 마세요: 절반")]
    [InlineData("도달은 {{reach}}회입니다.", "없는 수치입니다: {{reach}}")]
    [InlineData("조회는 {{views_on:2026-08-07}}회입니다.", "없는 수치입니다: {{views_on:2026-08-07}}")]
    [InlineData("새 댓글이 {{change:comments_received}}건 줄었습니다.", "늘고 줄어든 방향이 수치와 다릅니다")]
    public void A_models_sentence_is_taken_only_if_it_holds(string sentence, string? broken)
    {
        var facts = ReportStage.Facts();
        var text = new ReportText([sentence, "게시는 {{publications_published}}건입니다.", "답글을 보냈습니다."], ["자세한 내용입니다."], ["답글을 챙기세요."]);

        Assert.Equal(broken is null ? [] : [broken], ReportCheck.Broken(text, facts));
    }

    [Theory]
    [InlineData("""{"summary":["가","나","다"],"detail":["라"],"strategy":["마"]}""", true)]
    [InlineData("```json\n{\"summary\":[\"가\",\"나\",\"다\"],\"detail\":[\"라\"],\"strategy\":[\"마\"]}\n```", true)]
    [InlineData("""{"summary":["가","나","다"],"detail":["라"]}""", false)]
    [InlineData("""{"summary":["가",null,"다"],"detail":["라"],"strategy":["마"]}""", false)]
    [InlineData("""{"summary":["가","나","다"],"detail":["라"],"strategy":["마"],"html":"<b>"}""", false)]
    [InlineData("리포트입니다", false)]
    public void A_models_answer_has_one_form(string answer, bool read) => Assert.Equal(read, ReportPrompt.Read(answer) is not null);

    [Fact]
    public void A_model_is_told_every_figure_it_may_name_and_nothing_that_is_unknown()
    {
        var prompt = ReportPrompt.Of(Guid.Empty, ReportStage.Facts()).Prompt;

        Assert.Contains("{{comments_received}} = 20 (새 댓글)", prompt, StringComparison.Ordinal);
        Assert.Contains("{{change:comments_received}} = 4 (새 댓글: 직전 기간보다 증가)", prompt, StringComparison.Ordinal);
        Assert.Contains("{{share:comments_negative}} = 20% (부정 댓글: 전체 댓글 가운데)", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("kpi:", prompt, StringComparison.Ordinal);
    }
}
