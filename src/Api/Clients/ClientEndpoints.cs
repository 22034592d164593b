using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Clients;

/// <summary>Clients and who works for them.</summary>
internal static class ClientEndpoints
{
    public static void MapClients(this IEndpointRouteBuilder app)
    {
        var clients = app.MapGroup("/v1/clients").WithTags("Clients").RequireAuthorization().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        clients.MapGet("/", ListAsync).WithName("listClients").WithSummary("클라이언트 목록 | List clients");
        clients.MapPost("/", CreateAsync).RequireAuthorization(Roles.AdminOnly).ProducesProblem(409).WithName("createClient").WithSummary("클라이언트 추가 | Add a client");
        clients.MapGet("/{id:guid}", GetAsync).WithName("getClient").WithSummary("클라이언트 하나 | One client");
        clients.MapGet("/{id:guid}/members", MembersAsync).RequireAuthorization(Roles.Managers).WithName("listMembers").WithSummary("담당자 목록 | Who works for a client");
        clients.MapPut("/{id:guid}/members/{userId:guid}", AddMemberAsync).RequireAuthorization(Roles.Managers).WithName("addMember").WithSummary("담당자 지정 | Let a user work for a client");
        clients.MapDelete("/{id:guid}/members/{userId:guid}", RemoveMemberAsync).RequireAuthorization(Roles.Managers).WithName("removeMember").WithSummary("담당자 해제 | Take a user off a client");
    }

    private static async Task<Ok<Page<ClientView>>> ListAsync(Caller caller, PageRequest page, ClientSql clients, CancellationToken ct) =>
        TypedResults.Ok(page.Cut(await clients.ListAsync(caller.ClientIds, page, ct), c => new Cursor(c.CreatedAt, c.Id.ToString())));

    private static async Task<Results<Created<ClientView>, ProblemHttpResult>> CreateAsync(NewClient body, Caller caller, ClientSql clients, CancellationToken ct)
    {
        var zone = body.TimeZone ?? "Asia/Seoul";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known) || !known.HasIanaId)
            return ProblemKinds.UnknownTimeZone.Plain().ToProblem();
        return await clients.InsertAsync(caller.RowId, body.Name!.Trim(), zone, ct) is { } client
            ? TypedResults.Created($"/v1/clients/{client.Id}", client)
            : ProblemKinds.ClientNameTaken.Plain().ToProblem();
    }

    private static async Task<Results<Ok<ClientView>, ProblemHttpResult>> GetAsync(Guid id, Caller caller, ClientSql clients, CancellationToken ct) =>
        await clients.FindAsync(id, caller.ClientIds, ct) is { } client ? TypedResults.Ok(client) : ProblemKinds.ClientNotFound.Plain().ToProblem();

    private static async Task<Results<Ok<Page<MemberView>>, ProblemHttpResult>> MembersAsync(Guid id, Caller caller, PageRequest page, ClientSql clients, CancellationToken ct) =>
        caller.Sees(id)
            ? TypedResults.Ok(page.Cut(await clients.MembersAsync(id, page, ct), m => new Cursor(m.AddedAt, m.UserId.ToString())))
            : ProblemKinds.ClientNotFound.Plain().ToProblem();

    private static async Task<Results<NoContent, ProblemHttpResult>> AddMemberAsync(Guid id, Guid userId, Caller caller, ClientSql clients, CancellationToken ct)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        return await clients.AddMemberAsync(id, userId, ct) ? TypedResults.NoContent() : ProblemKinds.UserNotFound.Plain().ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveMemberAsync(Guid id, Guid userId, Caller caller, ClientSql clients, CancellationToken ct)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        await clients.RemoveMemberAsync(id, userId, ct);
        return TypedResults.NoContent();
    }
}

public sealed record NewClient([Required, MaxLength(200)] string? Name, [MaxLength(64)] string? TimeZone);
public sealed record ClientView(Guid Id, string Name, string TimeZone, bool Active, DateTimeOffset CreatedAt);
public sealed record MemberView(Guid UserId, string Email, string Name, string Role, DateTimeOffset AddedAt);
