using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Users;

/// <summary>The people of the agency and of its clients. Admins only.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder app)
    {
        var users = app.MapGroup("/v1/users").WithTags("Users").RequireAuthorization(Roles.AdminOnly).ProducesProblem(401).ProducesProblem(403);
        users.MapGet("/", ListAsync).WithName("listUsers").WithSummary("사용자 목록 | List users");
        users.MapPost("/", CreateAsync).ProducesProblem(409).WithName("createUser").WithSummary("사용자 추가 | Add a user");
        users.MapPost("/{id:guid}/deactivate", DeactivateAsync).ProducesProblem(404).WithName("deactivateUser").WithSummary("사용자 정지 | Lock a user out at once");
    }

    private static async Task<Ok<Page<UserView>>> ListAsync(PageRequest page, UserSql users, CancellationToken ct) =>
        TypedResults.Ok(page.Cut(await users.ListAsync(page, ct), u => new Cursor(u.CreatedAt, u.Id.ToString())));

    private static async Task<Results<Created<UserView>, ValidationProblem, ProblemHttpResult>> CreateAsync(NewUser body, Caller caller, UserSql users, Passwords passwords, CancellationToken ct) =>
        await users.InsertAsync(caller.RowId, body.Email!.Trim(), body.Name!.Trim(), body.Role!, passwords.Hash(body.Password!), ct) is { } user
            ? TypedResults.Created($"/v1/users/{user.Id}", user)
            : ProblemKinds.EmailTaken.Plain().ToProblem();

    private static async Task<Results<NoContent, ProblemHttpResult>> DeactivateAsync(Guid id, UserSql users, CancellationToken ct) =>
        await users.DeactivateAsync(id, ct) ? TypedResults.NoContent() : ProblemKinds.UserNotFound.Plain().ToProblem();
}

public sealed record NewUser(
    [Required, EmailAddress, MaxLength(320)] string? Email,
    [Required, MaxLength(100)] string? Name,
    [Required, AllowedValues("admin", "manager", "operator", "client", ErrorMessage = "role must be admin, manager, operator or client")] string? Role,
    [Required, MinLength(8), MaxLength(200)] string? Password);
public sealed record UserView(Guid Id, string Email, string Name, string Role, bool Active, DateTimeOffset CreatedAt);
