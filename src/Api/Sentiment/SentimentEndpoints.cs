using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Comments;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Sentiment;

/// <summary>What staff say of the model's verdicts, and how often it was right.</summary>
internal static partial class SentimentEndpoints
{
    public static void MapSentiment(this IEndpointRouteBuilder app)
    {
        var sentiment = app.MapGroup("/v1").WithTags("Sentiment").RequireAuthorization().ProducesProblem(401);
        sentiment.MapPost("/comments/{id:guid}/sentiment", CorrectAsync).RequireAuthorization(Roles.Staff).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409)
            .WithName("correctSentiment").WithSummary("댓글 감성 고치기 또는 맞다고 확인하기 | Correct a comment's sentiment, or confirm it");
        sentiment.MapGet("/comments/{id:guid}/sentiment", HistoryAsync).ProducesProblem(404).WithName("listSentimentCorrections").WithSummary("댓글 감성을 고친 기록 | What was said of its sentiment, newest first");
        sentiment.MapGet("/sentiment/accuracy", AccuracyAsync).ProducesProblem(400).WithName("sentimentAccuracy")
            .WithSummary("클라이언트별 모델 정확도 (직원이 확인한 댓글 기준) | How often the model agreed with staff, per client and model");
    }

    private static async Task<Results<Ok<CommentView>, ProblemHttpResult>> CorrectAsync(
        Guid id, SentimentCorrection body, Caller caller, CorrectionSql corrections, CommentSql comments, ILogger<CorrectionSql> logger, CancellationToken ct)
    {
        if (await corrections.CorrectAsync(id, body, caller, ct) is { } refused)
            return refused.ToProblem();
        LogCorrected(logger, id, body.Sentiment!, caller.UserId);
        return TypedResults.Ok((await comments.FindAsync(id, caller.ClientIds, ct))!);
    }

    private static async Task<Results<Ok<CorrectionList>, ProblemHttpResult>> HistoryAsync(Guid id, Caller caller, CorrectionSql corrections, CommentSql comments, CancellationToken ct) =>
        await comments.FindAsync(id, caller.ClientIds, ct) is null
            ? ProblemKinds.CommentNotFound.Plain().ToProblem() : TypedResults.Ok(new CorrectionList(await corrections.OfCommentAsync(id, ct)));

    private static async Task<Ok<AccuracyList>> AccuracyAsync(Caller caller, AccuracySql accuracy, CancellationToken ct, Guid? client_id = null, DateTimeOffset? from = null, DateTimeOffset? to = null) =>
        TypedResults.Ok(new AccuracyList(await accuracy.ListAsync(caller.Bounded(client_id), from, to, ct)));

    [LoggerMessage(5093, LogLevel.Information, "The sentiment of comment {CommentId} is {Sentiment}, says {UserId}", EventName = "SentimentCorrected")]
    private static partial void LogCorrected(ILogger logger, Guid commentId, string sentiment, Guid userId);
}

/// <remarks>Sentiment: what it really is; the model's own answer confirms it.</remarks>
public sealed record SentimentCorrection([Required, AllowedValues("positive", "neutral", "negative", "crisis")] string? Sentiment, [MaxLength(1000)] string? Note = null);

/// <remarks>Model, ModelSentiment, ModelScore: what was said before.</remarks>
public sealed record CorrectionView(
    Guid Id, Guid CommentId, string Model, string ModelSentiment, float ModelScore, string Sentiment, string? Note, string CorrectedByName, DateTimeOffset CorrectedAt);

/// <remarks>Newest first.</remarks>
public sealed record CorrectionList(IReadOnlyList<CorrectionView> Items);

/// <remarks>One for each client and model.</remarks>
public sealed record AccuracyList(IReadOnlyList<AccuracyView> Items);

/// <remarks>Comments: those that staff have judged, the newest judgement of each counts. They are the ones staff looked at, not a fair sample, so the share is lower than over all.
/// Agreed: where staff said the same. Low to High: 95 of 100 times the share is in there. Classes: by what staff said. Confusion: model's class → staff's class → comments.</remarks>
public sealed record AccuracyView(
    Guid ClientId, string ClientName, string Model, int Comments, int Agreed, double Accuracy, double Low, double High, IReadOnlyList<ClassAccuracy> Classes,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Confusion);

/// <remarks>Precision, recall: null where there is nothing to divide by.</remarks>
public sealed record ClassAccuracy(string Sentiment, int Comments, double? Precision, double? Recall);
