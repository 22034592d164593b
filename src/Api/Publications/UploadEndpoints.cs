using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;

namespace SnsOps.Api.Publications;

/// <summary>An upload broke off and several videos of the channel could be it: a person says which, or that none is, and it goes on from there.</summary>
internal static partial class UploadEndpoints
{
    public static void MapUploads(this RouteGroupBuilder publications) =>
        publications.MapPost("/{id:guid}/upload", SettleAsync).RequireAuthorization(Roles.Staff).ProducesProblem(400).ProducesProblem(409).ProducesProblem(422)
            .WithName("settleUpload").WithSummary("끊긴 업로드가 어느 영상인지 알려 주기 | Say which video a broken upload has become");

    private static async Task<Results<Ok<PublicationStory>, ProblemHttpResult>> SettleAsync(
        Guid id, UploadSighting body, Caller caller, RetrySql retries, StorySql stories, NudgeProducer producer, ILogger<RetrySql> logger, CancellationToken ct)
    {
        var found = body.Found!.Value;
        if (found == (body.VideoUrl is null))
            return ProblemKinds.Invalid.Because("found가 true이면 video_url이 있어야 하고, false이면 없어야 합니다", "video_url goes with found: true, and only with it").ToProblem();
        var video = found ? PostLink.IdIn("youtube", "", body.VideoUrl!) : null;
        if (found && (video is null || !PostLink.LeadsTo("youtube", body.VideoUrl!)))
            return ProblemKinds.LinkElsewhere.Because("유튜브 영상의 https 주소를 넣어 주세요", "Give the https address of a video on YouTube").ToProblem();
        var (refused, dueOn) = await retries.RetryWithAsync(id, new UploadFound(video), caller, ct);
        if (refused is not null)
            return refused.ToProblem();
        if (dueOn is { } account)
            producer.Send(Topics.Publishing, Kinds.PublicationDue, account, id);
        LogSettled(logger, id, caller.UserId, video);
        return TypedResults.Ok((await stories.FindAsync(id, caller.ClientIds, ct))!);
    }

    [LoggerMessage(5060, LogLevel.Information, "The upload of publication {PublicationId} was settled by {UserId}: {VideoId}", EventName = "UploadSettled")]
    private static partial void LogSettled(ILogger logger, Guid publicationId, Guid userId, string? videoId);
}

/// <remarks>Found: one of the channel's videos is the upload. VideoUrl: which, as YouTube shows its address. Not found: it is uploaded anew.</remarks>
public sealed record UploadSighting([Required] bool? Found, [MaxLength(2000)] string? VideoUrl);
