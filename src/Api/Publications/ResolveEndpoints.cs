using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;
using SnsOps.Shared.Effects;

namespace SnsOps.Api.Publications;

/// <summary>A person has looked at the platform; the attempt is closed by what they saw. Nothing is sent from here.</summary>
internal static partial class ResolveEndpoints
{
    public static void MapResolve(this RouteGroupBuilder publications)
    {
        publications.MapPost("/{id:guid}/resolve", ResolveAsync).RequireAuthorization(Roles.Staff).ProducesProblem(400).ProducesProblem(409).ProducesProblem(422)
            .WithName("resolvePublication").WithSummary("확인이 필요한 게시가 올라갔는지 알려 주기 | Say whether a publication that is asked about is there");
        publications.MapPost("/{id:guid}/first-comment/resolve", ResolveFirstCommentAsync).RequireAuthorization(Roles.Staff).ProducesProblem(400).ProducesProblem(409)
            .WithName("resolveFirstComment").WithSummary("확인이 필요한 첫 댓글이 올라갔는지 알려 주기 | Say whether a first comment that is asked about is there");
    }

    private static async Task<Results<Ok<PublicationStory>, ProblemHttpResult>> ResolveAsync(
        Guid id, PublicationSighting body, Caller caller, PublicationSql publications, StorySql stories, OutcomeWriter outcomes, ILogger<PublicationSql> logger, CancellationToken ct)
    {
        if (await publications.FindAskedAsync(id, caller.ClientIds, ct) is not { } asked)
            return ProblemKinds.PublicationNotFound.Plain().ToProblem();
        var (posted, link) = (body.Posted!.Value, body.PostUrl);
        if (link is not null && !posted)
            return ProblemKinds.Invalid.Because("올라가지 않은 게시물에는 주소가 없습니다", "What is not there has no address").ToProblem();
        if (link is not null && !PostLink.LeadsTo(asked.Platform, link))
            return ProblemKinds.LinkElsewhere.Because($"{asked.Platform} 게시물의 https 주소를 넣어 주세요", $"Give the https address of a post on {asked.Platform}").ToProblem();
        Outcome outcome = posted
            ? new Outcome.Published((link is null ? null : PostLink.IdIn(asked.Platform, asked.PlatformAccountId, link)) ?? asked.VideoId, link)
            : new Outcome.Rejected("not_posted", "직접 확인한 결과 게시되지 않았습니다. 다시 보낼 수 있습니다.");
        if (asked.AttemptId is not { } attempt
            || await outcomes.WriteAsync(new AttemptVerdict(EffectSubject.Publication, attempt, outcome, "person", caller.Said(link), NotThere: !posted)).WaitAsync(ct) is null)
        {
            if (!await publications.WasSaidAsync(id, "post", caller.Said(link), posted, ct))
                return ProblemKinds.NotAsked.Plain().ToProblem();
        }

        LogResolved(logger, id, posted, caller.UserId);
        return TypedResults.Ok((await stories.FindAsync(id, caller.ClientIds, ct))!);
    }

    private static async Task<Results<Ok<PublicationStory>, ProblemHttpResult>> ResolveFirstCommentAsync(
        Guid id, FirstCommentSighting body, Caller caller, PublicationSql publications, StorySql stories, OutcomeWriter outcomes, ILogger<PublicationSql> logger, CancellationToken ct)
    {
        if (await publications.FindAskedFirstCommentAsync(id, caller.ClientIds, ct) is not { } asked)
            return ProblemKinds.PublicationNotFound.Plain().ToProblem();
        var posted = body.Posted!.Value;
        Outcome outcome = posted ? new Outcome.Published(null) : new Outcome.Rejected("not_posted", "직접 확인한 결과 첫 댓글이 올라가지 않았습니다. 필요하면 플랫폼에서 직접 달아 주세요.");
        if (asked.AttemptId is not { } attempt
            || await outcomes.WriteAsync(new AttemptVerdict(EffectSubject.FirstComment, attempt, outcome, "person", caller.Said(), NotThere: !posted)).WaitAsync(ct) is null)
        {
            if (!await publications.WasSaidAsync(id, "first_comment", caller.Said(), posted, ct))
                return ProblemKinds.FirstCommentNotAsked.Plain().ToProblem();
        }

        LogFirstCommentResolved(logger, id, posted, caller.UserId);
        return TypedResults.Ok((await stories.FindAsync(id, caller.ClientIds, ct))!);
    }

    [LoggerMessage(5030, LogLevel.Information, "Publication {PublicationId} was looked for by {UserId}: posted {Posted}", EventName = "PublicationResolved")]
    private static partial void LogResolved(ILogger logger, Guid publicationId, bool posted, Guid userId);

    [LoggerMessage(5043, LogLevel.Information, "The first comment of publication {PublicationId} was looked for by {UserId}: posted {Posted}", EventName = "FirstCommentResolved")]
    private static partial void LogFirstCommentResolved(ILogger logger, Guid publicationId, bool posted, Guid userId);
}

/// <remarks>Posted: the first comment is there, below the post.</remarks>
public sealed record FirstCommentSighting([Required] bool? Posted);

/// <remarks>Posted: it is there on the platform. PostUrl: its address, if it is.</remarks>
public sealed record PublicationSighting([Required] bool? Posted, [MaxLength(2000)] string? PostUrl);
