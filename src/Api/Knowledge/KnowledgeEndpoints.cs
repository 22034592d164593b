using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Contents;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Knowledge;
using SnsOps.Shared.Messages;

namespace SnsOps.Api.Knowledge;

/// <summary>What a client's staff know: questions with answers, guidelines, manuals. Answers to comments are drafted from it.</summary>
internal static partial class KnowledgeEndpoints
{
    private const int MostPassages = 20, LongestQuestion = 2000;
    private static readonly string[] States = ["waiting", "indexed", "failed"];

    public static void MapKnowledge(this IEndpointRouteBuilder app)
    {
        var knowledge = app.MapGroup("/v1").WithTags("Knowledge").RequireAuthorization().ProducesProblem(401).ProducesProblem(404);
        knowledge.MapGet("/knowledge", ListAsync).ProducesProblem(400).WithName("listKnowledge").WithSummary("지식 문서 목록 | List documents, the newest first");
        knowledge.MapGet("/knowledge/{id:guid}", GetAsync).WithName("getKnowledge").WithSummary("지식 문서 하나와 그 글 | One document with its text");
        knowledge.MapGet("/knowledge/{id:guid}/file", FileAsync).Produces(200, contentType: "application/pdf").WithName("getKnowledgeFile").WithSummary("올린 PDF 내려받기 | The PDF as it was uploaded");
        knowledge.MapGet("/clients/{id:guid}/knowledge/search", SearchAsync).ProducesProblem(400).WithName("searchKnowledge")
            .WithSummary("한 클라이언트의 지식에서 찾기 | Find passages in one client's documents, the best first");
        var writing = knowledge.MapGroup("").RequireAuthorization(Roles.Staff).ProducesProblem(403);
        writing.MapPost("/clients/{id:guid}/knowledge", CreateAsync).ProducesProblem(400).WithName("createKnowledge").WithSummary("글로 지식 문서 추가 | Add a document by its text");
        writing.MapPost("/clients/{id:guid}/knowledge/files", UploadAsync).Accepts<byte[]>("text/plain", "text/markdown", "text/csv", "application/pdf")
            .ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).WithName("uploadKnowledge").WithSummary("파일로 지식 문서 추가 | Add a document by uploading its file");
        writing.MapPut("/knowledge/{id:guid}", ReplaceAsync).ProducesProblem(400).ProducesProblem(412).ProducesProblem(428)
            .WithName("replaceKnowledge").WithSummary("지식 문서 바꾸기 (If-Match 필요) | Replace a document by its text");
        writing.MapPut("/knowledge/{id:guid}/file", ReplaceFileAsync).Accepts<byte[]>("text/plain", "text/markdown", "text/csv", "application/pdf")
            .ProducesProblem(400).ProducesProblem(412).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(428)
            .WithName("replaceKnowledgeFile").WithSummary("지식 문서를 새 파일로 바꾸기 (If-Match 필요) | Replace a document by a file");
        writing.MapDelete("/knowledge/{id:guid}", DeleteAsync).WithName("deleteKnowledge").WithSummary("지식 문서 삭제 | Delete a document with all that is found of it");
    }

    private static async Task<Results<Ok<Page<KnowledgeView>>, ProblemHttpResult>> ListAsync(
        Caller caller, PageRequest page, KnowledgeSql documents, CancellationToken ct, Guid? client_id = null, string? kind = null, string? state = null)
    {
        if (kind is not null && !KnowledgeBody.Kinds.Contains(kind))
            return ProblemKinds.Invalid.Because("kind 값이 올바르지 않습니다", "kind must be one of " + string.Join(", ", KnowledgeBody.Kinds)).ToProblem();
        if (state is not null && !States.Contains(state))
            return ProblemKinds.Invalid.Because("state 값이 올바르지 않습니다", "state must be one of " + string.Join(", ", States)).ToProblem();
        return TypedResults.Ok(page.Cut(await documents.ListAsync(caller.Bounded(client_id), kind, state, page, ct), d => new Cursor(d.UpdatedAt, d.Id.ToString())));
    }

    private static async Task<Results<Ok<KnowledgeView>, ProblemHttpResult>> GetAsync(Guid id, Caller caller, KnowledgeSql documents, HttpContext context, CancellationToken ct)
    {
        if (await documents.FindAsync(id, caller.ClientIds, ct) is not { } document)
            return ProblemKinds.KnowledgeNotFound.Plain().ToProblem();
        context.Response.Headers.ETag = $"\"{document.Version}\"";
        return TypedResults.Ok(document);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> FileAsync(Guid id, Caller caller, KnowledgeSql documents, HttpContext context, CancellationToken ct)
    {
        if (await documents.OriginalAsync(id, caller.ClientIds, ct) is not { } bytes)
            return ProblemKinds.KnowledgeNotFound.Plain().ToProblem();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.File(bytes, "application/pdf", $"{id}.pdf");
    }

    private static async Task<Results<Ok<KnowledgeFindings>, ProblemHttpResult>> SearchAsync(Guid id, Caller caller, KnowledgeSearch search, CancellationToken ct, string? q = null, int limit = 5)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        if (string.IsNullOrWhiteSpace(q) || q.Length > LongestQuestion || q.Contains('\0', StringComparison.Ordinal))
            return ProblemKinds.Invalid.Because($"q에 찾을 말을 {LongestQuestion}자까지 적으세요", $"q must have 1 to {LongestQuestion} characters").ToProblem();
        if (limit is < 1 or > MostPassages)
            return ProblemKinds.Invalid.Because($"limit은 1부터 {MostPassages}까지입니다", $"limit must be from 1 to {MostPassages}").ToProblem();
        var found = await search.FindAsync(id, q, limit, ct);
        return TypedResults.Ok(new KnowledgeFindings(
            [.. found.Passages.Select(p => new PassageView(p.Id, p.DocumentId, p.Kind, p.ChunkIndex, p.Heading, p.Text, p.Score, p.Coverage, p.Nearness))], found.HasBasis, found.Embedder));
    }

    private static async Task<Results<Created<KnowledgeView>, ProblemHttpResult>> CreateAsync(
        Guid id, NewKnowledge body, Caller caller, KnowledgeEditSql editor, KnowledgeSql documents, NudgeProducer nudges, HttpContext context, CancellationToken ct)
    {
        var (read, refused) = KnowledgeBody.Of(body);
        return refused is null ? await AddAsync(id, read!, caller, editor, documents, nudges, context, ct) : refused.ToProblem();
    }

    private static async Task<Results<Created<KnowledgeView>, ProblemHttpResult>> UploadAsync(
        Guid id, HttpContext context, Caller caller, KnowledgeEditSql editor, KnowledgeSql documents, NudgeProducer nudges, CancellationToken ct, string? kind = null, string? title = null)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        var (read, refused) = await KnowledgeBody.ReceiveAsync(context.Request, kind, title, ct);
        return refused is null ? await AddAsync(id, read!, caller, editor, documents, nudges, context, ct) : refused.ToProblem();
    }

    private static async Task<Results<Created<KnowledgeView>, ProblemHttpResult>> AddAsync(
        Guid clientId, KnowledgeBody body, Caller caller, KnowledgeEditSql editor, KnowledgeSql documents, NudgeProducer nudges, HttpContext context, CancellationToken ct)
    {
        if (!caller.Sees(clientId))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        if (await editor.InsertAsync(clientId, body, caller, ct) is { } item)
            nudges.Send(Topics.Reports, Kinds.JobItemReady, clientId, item);
        context.Response.Headers.ETag = "\"1\"";
        return TypedResults.Created($"/v1/knowledge/{caller.RowId}", (await documents.FindAsync(caller.RowId, [clientId], ct))!);
    }

    private static async Task<Results<Ok<KnowledgeView>, ProblemHttpResult>> ReplaceAsync(
        Guid id, NewKnowledge body, Caller caller, KnowledgeEditSql editor, KnowledgeSql documents, NudgeProducer nudges, HttpContext context, CancellationToken ct)
    {
        var (read, refused) = KnowledgeBody.Of(body);
        return refused is null ? await PutAsync(id, read!, caller, editor, documents, nudges, context, ct) : refused.ToProblem();
    }

    private static async Task<Results<Ok<KnowledgeView>, ProblemHttpResult>> ReplaceFileAsync(
        Guid id, HttpContext context, Caller caller, KnowledgeEditSql editor, KnowledgeSql documents, NudgeProducer nudges, CancellationToken ct, string? kind = null, string? title = null)
    {
        var (read, refused) = await KnowledgeBody.ReceiveAsync(context.Request, kind, title, ct);
        return refused is null ? await PutAsync(id, read!, caller, editor, documents, nudges, context, ct) : refused.ToProblem();
    }

    private static async Task<Results<Ok<KnowledgeView>, ProblemHttpResult>> PutAsync(
        Guid id, KnowledgeBody body, Caller caller, KnowledgeEditSql editor, KnowledgeSql documents, NudgeProducer nudges, HttpContext context, CancellationToken ct)
    {
        if (ContentEndpoints.VersionIn(context) is not { } version)
            return ProblemKinds.VersionRequired.Plain().ToProblem();
        var (change, refused) = await editor.ReplaceAsync(id, version, body, caller, ct);
        if (refused is not null)
            return refused.ToProblem();
        nudges.Send(Topics.Reports, Kinds.JobItemReady, change!.ClientId, change.Item);
        return await GetAsync(id, caller, documents, context, ct);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, Caller caller, KnowledgeEditSql editor, ILogger<KnowledgeEditSql> logger, CancellationToken ct)
    {
        if (await editor.DeleteAsync(id, caller.ClientIds, ct) is not { } clientId)
            return ProblemKinds.KnowledgeNotFound.Plain().ToProblem();
        LogDeleted(logger, id, clientId, caller.UserId);
        return TypedResults.NoContent();
    }

    [LoggerMessage(5088, LogLevel.Information, "Document {DocumentId} of client {ClientId} was deleted by {UserId}", EventName = "KnowledgeDeleted")]
    private static partial void LogDeleted(ILogger logger, Guid documentId, Guid clientId, Guid userId);
}
