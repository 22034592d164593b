using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;

namespace SnsOps.Api.Contents;

/// <summary>Setting, moving and calling off the time of a content.</summary>
internal static partial class ContentScheduleEndpoints
{
    public static void MapContentSchedule(this RouteGroupBuilder contents)
    {
        contents.MapPost("/{id:guid}/schedule", ScheduleAsync).RequireAuthorization(Roles.Staff).ProducesProblem(400).ProducesProblem(409).ProducesProblem(412).ProducesProblem(422)
            .WithName("scheduleContent").WithSummary("예약 또는 예약 변경 | Schedule, or move the time");
        contents.MapPost("/{id:guid}/cancel", CancelAsync).RequireAuthorization(Roles.Staff).ProducesProblem(409).WithName("cancelContent").WithSummary("예약 취소 | Call off what is scheduled");
    }

    private static async Task<Results<Ok<ContentView>, ProblemHttpResult>> ScheduleAsync(
        Guid id, ScheduleRequest body, Caller caller, ScheduleSql schedules, ContentSql contents, NudgeProducer producer, ILogger<ScheduleSql> logger, HttpContext context, CancellationToken ct)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(body.TimeZone!, out var zone) || !zone.HasIanaId)
            return ProblemKinds.UnknownTimeZone.Plain().ToProblem();
        var (refused, due) = await schedules.ScheduleAsync(id, body, zone, ContentEndpoints.VersionIn(context), caller, ct);
        if (refused is not null)
            return refused.ToProblem();
        LogScheduled(logger, id, body.ScheduledAt!.Value, caller.UserId, due.Count);
        foreach (var publication in due)
            producer.Send(Topics.Publishing, Kinds.PublicationDue, publication.AccountId, publication.Id);
        return await ContentEndpoints.AnswerAsync(id, caller, contents, context, ct);
    }

    private static async Task<Results<Ok<ContentView>, ProblemHttpResult>> CancelAsync(
        Guid id, Caller caller, ScheduleSql schedules, ContentSql contents, HttpContext context, CancellationToken ct) =>
        await schedules.CancelAsync(id, caller, ct) is { } refused ? refused.ToProblem() : await ContentEndpoints.AnswerAsync(id, caller, contents, context, ct);

    [LoggerMessage(5020, LogLevel.Information, "Content {ContentId} is scheduled for {ScheduledAt} by {UserId}; {Due} publications are due at once", EventName = "ContentScheduled")]
    private static partial void LogScheduled(ILogger logger, Guid contentId, DateTimeOffset scheduledAt, Guid userId, int due);
}
