using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.ApiKeys;
using SnsOps.Api.Idempotency;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Auth;

/// <summary>Sign in, stay signed in, sign out.</summary>
internal static class AuthEndpoints
{
    public const string RateLimit = "sign-in";

    public static void MapAuth(this IEndpointRouteBuilder app)
    {
        var auth = app.MapGroup("/v1/auth").WithTags("Auth").AllowAnonymous().ProducesProblem(400).ProducesProblem(401);
        auth.MapPost("/login", LoginAsync).RequireRateLimiting(RateLimit).ProducesProblem(429).WithName("login").WithSummary("이메일과 비밀번호로 로그인 | Sign in");
        auth.MapPost("/refresh", RefreshAsync).RequireRateLimiting(RateLimit).ProducesProblem(429).WithName("refresh").WithSummary("토큰 갱신 | Swap a refresh token for new tokens");
        auth.MapPost("/logout", LogoutAsync).WithName("logout").WithSummary("로그아웃 | End the session");

        var me = app.MapGroup("/v1").WithTags("Auth").RequireAuthorization().ProducesProblem(401);
        me.MapGet("/me", (Caller caller) => TypedResults.Ok(UserOf(caller))).WithMetadata(new OpenToKeys()).WithName("getMe").WithSummary("나 | Who I am");
        me.MapPost("/ws-tickets", TicketAsync).WithMetadata(new AnswerIsNotKept()).WithName("createWsTicket").WithSummary("WebSocket 티켓 발급 | A one-use ticket for /ws");
    }

    private static async Task<Results<Ok<SignedIn>, ProblemHttpResult>> LoginAsync(
        Login body, SessionSql sessions, CallerSql callers, Passwords passwords, AccessTokens tokens, CancellationToken ct)
    {
        var user = await sessions.FindUserAsync(body.Email!, ct);
        if (!passwords.Matches(user is { Active: true } ? user.PasswordHash : null, body.Password!))
            return ProblemKinds.BadCredentials.Plain().ToProblem();
        return await SignedInAsync(await sessions.BeginAsync(user!.Id, user.Role, ct), callers, tokens, ct);
    }

    private static async Task<Results<Ok<SignedIn>, ProblemHttpResult>> RefreshAsync(
        RefreshRequest body, SessionSql sessions, CallerSql callers, AccessTokens tokens, CancellationToken ct)
    {
        var (session, refused) = await sessions.RotateAsync(body.RefreshToken!, ct);
        return session is null ? refused!.Plain().ToProblem() : await SignedInAsync(session, callers, tokens, ct);
    }

    private static async Task<NoContent> LogoutAsync(RefreshRequest body, SessionSql sessions, CancellationToken ct)
    {
        await sessions.EndAsync(body.RefreshToken!, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Created<WsTicket>> TicketAsync(Caller caller, TicketSql tickets, AuthOptions options, CancellationToken ct) =>
        TypedResults.Created((string?)null, new WsTicket(await tickets.IssueAsync(caller.UserId, ct), options.TicketSeconds));

    private static async Task<Results<Ok<SignedIn>, ProblemHttpResult>> SignedInAsync(IssuedSession session, CallerSql callers, AccessTokens tokens, CancellationToken ct) =>
        await callers.FindAsync(session.UserId, session.FamilyId, ct) is { } caller
            ? TypedResults.Ok(new SignedIn(tokens.Issue(session.UserId, session.Role, session.FamilyId), session.RefreshToken, "Bearer", tokens.LifeSeconds, UserOf(caller)))
            : ProblemKinds.SessionEnded.Plain().ToProblem();

    private static SignedInUser UserOf(Caller caller) => new(caller.UserId, caller.Email, caller.Name, caller.Role, caller.ClientIds);
}

public sealed record Login([Required, MaxLength(320)] string? Email, [Required, MaxLength(1000)] string? Password);
public sealed record RefreshRequest([Required, MaxLength(200)] string? RefreshToken);
public sealed record SignedIn(string AccessToken, string RefreshToken, string TokenType, int ExpiresIn, SignedInUser User);
public sealed record SignedInUser(Guid Id, string Email, string Name, string Role, IReadOnlyList<Guid> ClientIds);
public sealed record WsTicket(string Ticket, int ExpiresIn);
