using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;

namespace SnsOps.Api.Publications;

/// <summary>Sending again what failed or was missed: one, or all of one cause.</summary>
internal static partial class RetryEndpoints
{
    private const int MostAtOnce = 500;

    public static void MapRetries(this RouteGroupBuilder publications)
    {
        publications.MapPost("/{id:guid}/retry", RetryAsync).RequireAuthorization(Roles.Staff).ProducesProblem(400).ProducesProblem(409)
            .WithName("retryPublication").WithSummary("실패했거나 놓친 게시 다시 보내기 (at이 없으면 지금) | Send a failed or missed publication again");
        publications.MapPost("/retry", RetryCauseAsync).RequireAuthorization(Roles.Staff).ProducesProblem(400)
            .WithName("retryCause").WithSummary("같은 원인의 실패를 한꺼번에 다시 보내기 | Send everything of one cause again");
        publications.MapGet("/failures", FailuresAsync).WithName("listFailures").WithSummary("원인별 실패와 놓친 게시 | Failed and missed publications by cause");
    }

    private static async Task<Results<Ok<PublicationStory>, ProblemHttpResult>> RetryAsync(
        Guid id, RetryRequest? body, Caller caller, RetrySql retries, StorySql stories, NudgeProducer producer, ILogger<RetrySql> logger, CancellationToken ct)
    {
        var (refused, dueOn) = await retries.RetryAsync(id, body?.At, caller, ct);
        if (refused is not null)
            return refused.ToProblem();
        Nudge(producer, dueOn, id);
        LogRetried(logger, id, caller.UserId);
        return TypedResults.Ok((await stories.FindAsync(id, caller.ClientIds, ct))!);
    }

    /// <summary>Each is decided for itself: what cannot be sent again is said beside what is.</summary>
    private static async Task<Ok<CauseRetried>> RetryCauseAsync(
        CauseRequest body, Caller caller, RetrySql retries, NudgeProducer producer, ILogger<RetrySql> logger, CancellationToken ct)
    {
        var items = new List<RetriedItem>();
        foreach (var id in await retries.OfCauseAsync(caller.Bounded(body.ClientId), body.ErrorCode!, body.Platform, MostAtOnce, ct))
        {
            var (refused, dueOn) = await retries.RetryOneOfManyAsync(id, caller, ct);
            Nudge(producer, dueOn, id);
            items.Add(new RetriedItem(id, refused is null, refused?.Kind.Code, refused?.Detail, refused?.DetailEn));
        }

        LogCauseRetried(logger, items.Count(i => i.Retried), items.Count, body.ErrorCode!, caller.UserId);
        // What surely cannot be sent again comes last: where nothing of so many could, nothing is left that can.
        return TypedResults.Ok(new CauseRetried(items, items.Count == MostAtOnce && items.Any(i => i.Retried)));
    }

    private static async Task<Ok<FailureList>> FailuresAsync(Caller caller, FailureSql failures, CancellationToken ct, Guid? client_id = null) =>
        TypedResults.Ok(new FailureList(await failures.ByCauseAsync(caller.Bounded(client_id), ct)));

    private static void Nudge(NudgeProducer producer, Guid? account, Guid publication)
    {
        if (account is { } dueOn)
            producer.Send(Topics.Publishing, Kinds.PublicationDue, dueOn, publication);
    }

    [LoggerMessage(5031, LogLevel.Information, "Publication {PublicationId} is sent again, asked by {UserId}", EventName = "PublicationRetried")]
    private static partial void LogRetried(ILogger logger, Guid publicationId, Guid userId);

    [LoggerMessage(5032, LogLevel.Information, "{Retried} of {Found} publications that failed with {ErrorCode} are sent again, asked by {UserId}", EventName = "CauseRetried")]
    private static partial void LogCauseRetried(ILogger logger, int retried, int found, string errorCode, Guid userId);
}

/// <remarks>At: when it shall go out, RFC 3339 with offset; not before its own second; absent: now, or at its own second where that is still to come. Its grace counts from then.</remarks>
public sealed record RetryRequest(DateTimeOffset? At);

/// <remarks>ErrorCode: as listed by GET /v1/publications/failures. Without ClientId: of all the caller's clients.</remarks>
public sealed record CauseRequest(
    [Required, MaxLength(100)] string? ErrorCode, Guid? ClientId,
    [AllowedValues(null, "instagram", "facebook", "youtube", ErrorMessage = "platform must be instagram, facebook or youtube")] string? Platform);

/// <remarks>More: there may be others that can be sent again; call again.</remarks>
public sealed record CauseRetried(IReadOnlyList<RetriedItem> Items, bool More);

/// <remarks>Code, Detail, DetailEn: why this one was not retried.</remarks>
public sealed record RetriedItem(Guid Id, bool Retried, string? Code, string? Detail, string? DetailEn);

public sealed record FailureList(IReadOnlyList<FailureGroup> Items);

/// <remarks>Retry: now, after_reconnecting, after_checking or after_editing: what must be done before sending again can help. Advice: the same in words.</remarks>
public sealed record FailureGroup(string Platform, string ErrorCode, int Count, string Retry, string Advice, string AdviceEn, FailureExample Newest);
public sealed record FailureExample(Guid PublicationId, Guid ClientId, Guid ContentId, string Title, string State, DateTimeOffset ScheduledAt, string Error);
