using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Hosting;
using SnsOps.Api.Problems;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;

namespace SnsOps.Api.Drafts;

/// <summary>Drafts of answers to comments that rest on the client's knowledge, and which comments get one unasked. Nothing here sends anything.</summary>
internal static class DraftEndpoints
{
    public static void MapDrafts(this IEndpointRouteBuilder app)
    {
        var drafts = app.MapGroup("/v1").WithTags("Drafts").RequireAuthorization().ProducesProblem(401).ProducesProblem(404);
        drafts.MapGet("/comments/{id:guid}/draft", GetAsync).WithName("getDraft").WithSummary("댓글의 답글 초안과 그 근거 | The newest draft of an answer, and what each sentence rests on");
        drafts.MapPost("/comments/{id:guid}/draft", AskAsync).RequireAuthorization(Roles.Staff).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422)
            .WithName("askForDraft").WithSummary("답글 초안을 새로 부탁 | Ask for a draft; one that is there is replaced");
        drafts.MapGet("/clients/{id:guid}/draft-policy", PolicyAsync).WithName("getDraftPolicy").WithSummary("초안 정책 | Which comments get a draft unasked, and its tone");
        drafts.MapPut("/clients/{id:guid}/draft-policy", SetPolicyAsync).RequireAuthorization(Roles.Managers).ProducesProblem(400).ProducesProblem(403)
            .WithName("setDraftPolicy").WithSummary("초안 정책 바꾸기 | Change it");
    }

    private static async Task<Results<Ok<DraftView>, ProblemHttpResult>> GetAsync(Guid id, Caller caller, DraftSql drafts, CancellationToken ct) =>
        await drafts.NewestAsync(id, caller.ClientIds, ct) is { } draft ? TypedResults.Ok(draft) : ProblemKinds.DraftNotFound.Plain().ToProblem();

    private static async Task<Results<Accepted<DraftView>, ProblemHttpResult>> AskAsync(Guid id, Caller caller, DraftSql drafts, NudgeProducer nudges, CancellationToken ct)
    {
        var (asked, refused) = await drafts.AskAsync(id, caller, ct);
        if (refused is not null)
            return refused.ToProblem();
        if (asked is { } item)
            nudges.Send(Topics.Ai, Kinds.JobItemReady, item.ClientId, item.Id);
        return TypedResults.Accepted($"/v1/comments/{id}/draft", await drafts.NewestAsync(id, caller.ClientIds, ct));
    }

    private static async Task<Results<Ok<DraftPolicy>, ProblemHttpResult>> PolicyAsync(Guid id, Caller caller, DraftSql drafts, HttpContext context, CancellationToken ct) =>
        caller.Sees(id) ? Answer(await drafts.PolicyAsync(id, ct), context) : ProblemKinds.ClientNotFound.Plain().ToProblem();

    private static Ok<DraftPolicy> Answer(DraftPolicy policy, HttpContext context)
    {
        ETags.Tell(context, policy.UpdatedAt);
        return TypedResults.Ok(policy);
    }

    private static async Task<Results<Ok<DraftPolicy>, ProblemHttpResult>> SetPolicyAsync(Guid id, NewDraftPolicy body, Caller caller, DraftSql drafts, HttpContext context, CancellationToken ct)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        string[] known = ["positive", "neutral", "negative", "crisis"];
        if (body.Sentiments!.Any(s => !known.Contains(s)))
            return ProblemKinds.Invalid.Because("sentiments 값이 올바르지 않습니다", "sentiments must be some of " + string.Join(", ", known)).ToProblem();
        if (body.Signature?.Contains('\0', StringComparison.Ordinal) == true)
            return ProblemKinds.Invalid.Because("NUL 문자를 쓸 수 없습니다", "There must be no NUL character").ToProblem();
        return await drafts.SetPolicyAsync(id, body, caller.UserId, ETags.Wanted(context), ct)
            ? Answer(await drafts.PolicyAsync(id, ct), context)
            : ProblemKinds.VersionMismatch.Plain().ToProblem();
    }
}

/// <remarks>
/// State: waiting, written, no_basis (no document says what would answer it), dropped (a person acted or the thread moved) or failed; Reason says why.
/// Sentences: [{text, chunks}]; a sentence without chunks is a courtesy. Sources: [{chunk_id, document_id, heading, text, coverage}], the best first, as they were.
/// AskedBy: null when the policy asked. Engine: who wrote it; "embedded-quotes" is the embedded writer.
/// </remarks>
public sealed record DraftView(
    Guid Id, Guid CommentId, Guid ClientId, string State, string? Text, JsonNode Sentences, JsonNode Sources, string? Engine, string? Reason, string? ThreadVersion, Guid? AskedBy, DateTimeOffset CreatedAt, DateTimeOffset? ClosedAt);

/// <remarks>Sentiments: of the comments that get a draft without being asked for one. Tone: polite, friendly or formal. Signature: what a draft ends with.</remarks>
public sealed record NewDraftPolicy(
    [Required] bool? IsOn,
    [Required, MaxLength(4)] string[]? Sentiments,
    [Required, AllowedValues("polite", "friendly", "formal", ErrorMessage = "tone must be polite, friendly or formal")] string? Tone,
    [MaxLength(100)] string? Signature = null);

public sealed record DraftPolicy
{
    public required Guid ClientId { get; init; }
    public bool IsOn { get; init; }
    public string[] Sentiments { get; init; } = [];
    public string Tone { get; init; } = "polite";
    public string Signature { get; init; } = "";
    public DateTimeOffset? UpdatedAt { get; init; }
}
