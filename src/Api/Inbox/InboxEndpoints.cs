using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Inbox;

/// <summary>One queue over all platforms and all of the caller's clients: what alarms first, then what waits longest.</summary>
internal static class InboxEndpoints
{
    public static void MapInbox(this IEndpointRouteBuilder app)
    {
        var inbox = app.MapGroup("/v1/inbox").WithTags("Inbox").RequireAuthorization(Roles.Staff).ProducesProblem(401).ProducesProblem(403);
        inbox.MapGet("/", ListAsync).ProducesProblem(400).WithName("listInbox")
            .WithSummary("댓글함: 위기·부정 먼저, 오래 기다린 순 | The inbox: crisis and negative first, then what waits longest; what is settled, newest first");
        inbox.MapGet("/export", Export).ProducesProblem(400).Produces(200, contentType: "text/csv").WithName("exportInbox").WithSummary("댓글함 CSV 내려받기 | The same as CSV, all of it");
        inbox.MapGet("/people", PeopleAsync).ProducesProblem(404).WithName("listInboxPeople").WithSummary("댓글을 맡을 수 있는 사람 | Who may be given a client's comments");
        inbox.MapGet("/{id:guid}", GetAsync).ProducesProblem(404).WithName("getInboxEntry").WithSummary("댓글 하나와 게시물, 대화, 메모 | One comment with its post, its thread and its notes");
        inbox.MapChanges();
        inbox.MapBulk();
        inbox.MapSavedText();
        inbox.MapResponseTimes();
    }

    private static async Task<Results<Ok<Page<InboxEntry>>, ProblemHttpResult>> ListAsync(
        Caller caller, PageRequest page, InboxSql inbox, CancellationToken ct,
        Guid? client_id = null, string? state = null, string? sentiment = null, string? platform = null, Guid? account_id = null, string? assignee = null,
        DateTimeOffset? from = null, DateTimeOffset? to = null, string? q = null)
    {
        var (filter, refused) = InboxFilter.Read(new InboxQuery(client_id, state, sentiment, platform, account_id, assignee, from, to, q), caller);
        if (refused is not null)
            return refused.ToProblem();
        if (!InboxPlace.TryRead(page.After, out var after))
            return ProblemKinds.Invalid.Because("page_token 값이 올바르지 않습니다", "page_token is not one of this list").ToProblem();
        return TypedResults.Ok(page.Cut(await inbox.ListAsync(filter!, after, page.Size + 1, ct), e => InboxSql.PlaceOf(filter!, e).ToCursor()));
    }

    private static Results<InboxCsv, ProblemHttpResult> Export(
        Caller caller, InboxSql inbox, InboxExportSql export,
        Guid? client_id = null, string? state = null, string? sentiment = null, string? platform = null, Guid? account_id = null, string? assignee = null,
        DateTimeOffset? from = null, DateTimeOffset? to = null, string? q = null)
    {
        var (filter, refused) = InboxFilter.Read(new InboxQuery(client_id, state, sentiment, platform, account_id, assignee, from, to, q), caller);
        return refused is not null ? refused.ToProblem() : new InboxCsv(filter!, inbox, export);
    }

    private static async Task<Results<Ok<PersonList>, ProblemHttpResult>> PeopleAsync(Caller caller, InboxSql inbox, Guid client_id, CancellationToken ct) =>
        caller.Sees(client_id) ? TypedResults.Ok(new PersonList(await inbox.PeopleAsync(client_id, ct))) : ProblemKinds.ClientNotFound.Plain().ToProblem();

    private static async Task<Results<Ok<InboxDetail>, ProblemHttpResult>> GetAsync(Guid id, Caller caller, InboxSql inbox, InboxOptions options, CancellationToken ct) =>
        await inbox.DetailAsync(id, caller.ClientIds, options.UndoSeconds, ct) is { } detail ? TypedResults.Ok(detail) : ProblemKinds.CommentNotFound.Plain().ToProblem();
}
