using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Live;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Questions;

namespace SnsOps.Api.Questions;

/// <summary>Questions in Korean over a client's own data. Whoever sees the client may ask; the answer comes by WebSocket, by SSE, or to who looks.</summary>
internal static class QuestionEndpoints
{
    private const string EventStream = "text/event-stream";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromSeconds(150);

    public static void MapQuestions(this IEndpointRouteBuilder app)
    {
        var questions = app.MapGroup("/v1").WithTags("Questions").RequireAuthorization().ProducesProblem(401).ProducesProblem(404);
        questions.MapPost("/clients/{id:guid}/questions", AskAsync).ProducesProblem(400).ProducesProblem(429).Produces<QuestionView>(202).Produces(200, contentType: EventStream)
            .WithName("askQuestion").WithSummary("클라이언트의 데이터에 한국어로 묻기 (Accept: text/event-stream이면 답을 이어서 받음) | Ask about a client's data in Korean; with Accept: text/event-stream the answer follows");
        questions.MapGet("/questions/{id:guid}", GetAsync).WithName("getQuestion").WithSummary("질문 하나와 그 답 | One question with its answer, its SQL and rows");
        questions.MapGet("/questions/{id:guid}/stream", StreamAsync).Produces(200, contentType: EventStream).WithName("streamQuestion").WithSummary("답을 이어서 받기 (SSE) | The answer as it comes, as server-sent events");
        questions.MapGet("/conversations", ConversationsAsync).ProducesProblem(400).WithName("listConversations").WithSummary("내 대화 목록 | My conversations, the newest first");
        questions.MapGet("/conversations/{id:guid}/questions", QuestionsAsync).ProducesProblem(400).WithName("listQuestions").WithSummary("한 대화의 질문과 답 | What was asked in a conversation, the newest first");
    }

    private static async Task<IResult> AskAsync(
        Guid id, NewQuestion body, Caller caller, QuestionSql questions, NudgeProducer nudges, HttpContext context, IOptions<JsonOptions> json, CancellationToken ct)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        var text = body.Text!.Trim();
        if (text.Length == 0 || text.Contains('\0', StringComparison.Ordinal))
            return ProblemKinds.Invalid.Because("text에 질문을 적으세요", "text must be a question").ToProblem();
        var (item, refused) = await questions.AskAsync(id, body.ConversationId, text, caller, ct);
        if (refused is not null)
            return refused.ToProblem();
        if (item is { } made)
            nudges.Send(Topics.Ai, Kinds.JobItemReady, id, made);
        return context.Request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals(EventStream, StringComparison.OrdinalIgnoreCase))
            ? TypedResults.ServerSentEvents(FollowAsync(caller.RowId, caller, questions, json.Value.SerializerOptions, ct))
            : TypedResults.Accepted($"/v1/questions/{caller.RowId}", await questions.FindAsync(caller.RowId, caller, ct));
    }

    private static async Task<Results<Ok<QuestionView>, ProblemHttpResult>> GetAsync(Guid id, Caller caller, QuestionSql questions, CancellationToken ct) =>
        await questions.FindAsync(id, caller, ct) is { } question ? TypedResults.Ok(question) : ProblemKinds.QuestionNotFound.Plain().ToProblem();

    private static async Task<IResult> StreamAsync(Guid id, Caller caller, QuestionSql questions, IOptions<JsonOptions> json, CancellationToken ct) =>
        await questions.FindAsync(id, caller, ct) is null ? ProblemKinds.QuestionNotFound.Plain().ToProblem()
            : TypedResults.ServerSentEvents(FollowAsync(id, caller, questions, json.Value.SerializerOptions, ct));

    private static async Task<Ok<Page<ConversationView>>> ConversationsAsync(Caller caller, PageRequest page, QuestionSql questions, CancellationToken ct, Guid? client_id = null) =>
        TypedResults.Ok(page.Cut(await questions.ConversationsAsync(caller.Bounded(client_id), caller.UserId, page, ct), c => new Cursor(c.UpdatedAt, c.Id.ToString())));

    private static async Task<Results<Ok<Page<QuestionView>>, ProblemHttpResult>> QuestionsAsync(Guid id, Caller caller, PageRequest page, QuestionSql questions, CancellationToken ct) =>
        await questions.QuestionsAsync(id, caller, page, ct) is { } found ? TypedResults.Ok(page.Cut(found, q => new Cursor(q.AskedAt, q.Id.ToString()))) : ProblemKinds.ConversationNotFound.Plain().ToProblem();

    /// <summary>The same pieces as the WebSocket's chat_stream, from the row: nothing is missed, whenever one begins to read. Then the whole answer.</summary>
    private static async IAsyncEnumerable<SseItem<string>> FollowAsync(Guid id, Caller caller, QuestionSql questions, JsonSerializerOptions json, [EnumeratorCancellation] CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var tick = new PeriodicTimer(Look);
        var question = await questions.FindAsync(id, caller, ct);
        while (question is { State: "waiting" } && TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            await tick.WaitForNextTickAsync(ct);
            question = await questions.FindAsync(id, caller, ct);
        }

        if (question is null)
            yield break;
        if (question.Answer is { } answer)
        {
            var pieces = QuestionRequests.Pieces(answer);
            for (var index = 0; index <= pieces.Count; index++)
            {
                var chunk = QuestionRequests.Chunk(question.ConversationId, question.Id, index, index < pieces.Count ? pieces[index] : "", index == pieces.Count);
                chunk["type"] = "chat_stream";
                yield return new SseItem<string>(chunk.ToJsonString(LiveEvents.Plain), "chat_stream");
            }
        }

        yield return new SseItem<string>(JsonSerializer.Serialize(question, json), "question");
    }
}
