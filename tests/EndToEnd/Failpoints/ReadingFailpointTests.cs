using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Failpoints;

/// <summary>The AI worker dies with its work done and nothing written: documents, drafts and answers are there once, by its successor.</summary>
[Collection(DoomedAnswersUsers.Name)]
public sealed class ReadingFailpointTests(DoomedAnswersFleet fixture)
{
    private const string Answer = "주차는 건물 뒤편 공영주차장을 두 시간 무료로 이용하실 수 있습니다.";

    [Fact]
    public async Task A_document_whose_reader_dies_is_found_by_each_of_its_passages_once()
    {
        var document = Guid.Empty;
        await DieAsync("index.embedded", async () => document = await DocumentAsync("죽음을 넘긴 안내"));

        await fixture.Database.UntilAsync("the document can be searched", "select indexed_version = version from knowledge_documents where id = @document", new { document });
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*)::int from vector_embeddings where source_id = @document", new { document }));
    }

    [Fact]
    public async Task A_draft_whose_writer_dies_is_offered_once()
    {
        var document = await DocumentAsync("주차 안내");
        await fixture.Database.UntilAsync("the document can be searched", "select indexed_version = version from knowledge_documents where id = @document", new { document });
        var (comment, _) = await fixture.CommentAsync("주차는 어디에 하나요?");
        await DieAsync("draft.written", () => fixture.Agency.Operator.PostAsync($"/v1/comments/{comment}/draft"));

        await fixture.Database.UntilAsync("the draft is written", "select bool_and(state = 'written') and count(*) = 1 from reply_drafts where comment_id = @comment", new { comment });
        Assert.Contains("공영주차장", (string?)(await fixture.Agency.Operator.GetAsync($"/v1/comments/{comment}/draft"))["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_whose_reader_dies_is_told_once()
    {
        var question = Guid.Empty;
        await DieAsync("question.read", async () => question = Agency.IdOf(await fixture.Agency.Operator.PostAsync($"/v1/clients/{fixture.Agency.Client}/questions", new { text = "이번 달 댓글은 몇 건이야?" })));

        await fixture.Database.UntilAsync("it is answered", "select state = 'answered' from questions where id = @question", new { question });
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>(
            "select count(*)::int from live_events where type = 'chat_stream' and payload ->> 'question_id' = @question::text and payload ->> 'done' = 'true'", new { question }));
    }

    private async Task<Guid> DocumentAsync(string title) => Agency.IdOf(await fixture.Agency.Manager.PostAsync(
        $"/v1/clients/{fixture.Agency.Client}/knowledge", new { kind = "faq", title, text = Answer }));

    private async Task DieAsync(string point, Func<Task> ask)
    {
        var worker = fixture.Fleet.Member("ai");
        await fixture.Fleet.StopMemberAsync("ai");
        var restarts = worker.Restarts;
        fixture.Fleet.StartMember("ai", new Dictionary<string, string?> { ["SNSOPS_FAIL"] = $"{point}:kill@1" });
        await ask();
        await Until.TrueAsync($"ai has died at {point}", () => worker.Restarts > restarts);
    }
}
