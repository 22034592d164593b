using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Connections;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Live;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Platforms;

namespace SnsOps.Api.Accounts;

/// <summary>A client's identities on the platforms.</summary>
internal static class AccountEndpoints
{
    private const string SyncComments = "sync-comments";

    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        var accounts = app.MapGroup("/v1").WithTags("Accounts").RequireAuthorization().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        accounts.MapGet("/clients/{id:guid}/accounts", ListAsync).WithName("listAccounts").WithSummary("연결된 계정 목록 | List a client's accounts");
        accounts.MapPost("/clients/{id:guid}/accounts", ConnectAsync).RequireAuthorization(Roles.Managers).ProducesProblem(400).ProducesProblem(409).ProducesProblem(422)
            .WithName("connectAccount").WithSummary("계정 연결 | Connect an account");
        accounts.MapPut("/accounts/{id:guid}/token", ReconnectAsync).RequireAuthorization(Roles.Managers).ProducesProblem(400).ProducesProblem(422)
            .WithName("reconnectAccount").WithSummary("계정 재연동 | Give an account a new token");
        accounts.MapPost("/accounts/{id:guid}/sync-comments", SyncCommentsAsync).RequireAuthorization(Roles.Staff)
            .WithName("syncComments").WithSummary("댓글 지금 동기화 | Collect an account's comments now");
    }

    private static async Task<Results<Ok<Page<AccountView>>, ProblemHttpResult>> ListAsync(Guid id, Caller caller, PageRequest page, AccountSql accounts, CancellationToken ct) =>
        caller.Sees(id)
            ? TypedResults.Ok(page.Cut(await accounts.ListAsync(id, page, ct), a => new Cursor(a.CreatedAt, a.Id.ToString())))
            : ProblemKinds.ClientNotFound.Plain().ToProblem();

    private static async Task<Results<Created<AccountView>, ProblemHttpResult>> ConnectAsync(
        Guid id, NewAccount body, Caller caller, AccountSql accounts, PastedTokens tokens, CancellationToken ct)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        var accountId = caller.RowId;
        var (refused, token) = await tokens.ReadAsync(new ConnectedAccount(accountId, id, body.Platform!, body.PlatformAccountId!.Trim(), body.AccessToken!, 0), body.TokenExpiresAt, ct);
        if (token is null)
            return refused!.ToProblem();
        return await accounts.ConnectAsync(accountId, id, body, token, ct) is { } account
            ? TypedResults.Created($"/v1/clients/{id}/accounts", account)
            : ProblemKinds.AccountTaken.Plain().ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReconnectAsync(
        Guid id, NewToken body, Caller caller, AccountSql accounts, PastedTokens tokens, LiveEvents live, CancellationToken ct)
    {
        if (await accounts.FindAsync(id, caller.ClientIds, ct) is not { } account)
            return ProblemKinds.AccountNotFound.Plain().ToProblem();
        var (refused, token) = await tokens.ReadAsync(new ConnectedAccount(id, account.ClientId, account.Platform, account.PlatformAccountId, body.AccessToken!, 0), body.TokenExpiresAt, ct);
        if (token is null)
            return refused!.ToProblem();
        await accounts.ReconnectAsync(id, account.ClientId, token, ct);
        live.Announce();
        return TypedResults.NoContent();
    }

    private static async Task<Results<Accepted<SyncRequested>, ProblemHttpResult>> SyncCommentsAsync(Guid id, Caller caller, AccountSql accounts, JobItemPlanner planner, CancellationToken ct)
    {
        if (await accounts.FindAsync(id, caller.ClientIds, ct) is not { } account)
            return ProblemKinds.AccountNotFound.Plain().ToProblem();
        var made = await planner.RequestAsync(SyncComments, Topics.Collection, account.ClientId, account.Id, ct);
        return TypedResults.Accepted((string?)null, new SyncRequested(made == 0));
    }
}

/// <remarks>AccessToken: of YouTube the refresh token; access tokens are minted of it. TokenExpiresAt: the end of the grant; of YouTube there is none.</remarks>
public sealed record NewAccount(
    [Required, AllowedValues("instagram", "facebook", "youtube", ErrorMessage = "platform must be instagram, facebook or youtube")] string? Platform,
    [Required, MaxLength(100)] string? PlatformAccountId,
    [Required, MaxLength(200)] string? Name,
    [Required, MaxLength(4000)] string? AccessToken,
    DateTimeOffset? TokenExpiresAt);

/// <remarks>AccessToken: of YouTube the refresh token.</remarks>
public sealed record NewToken([Required, MaxLength(4000)] string? AccessToken, DateTimeOffset? TokenExpiresAt);

/// <remarks>
/// ReconnectCause: such as expired, password, app_removed or checkpoint (the person must prove who they are at the platform). DataAccessEndsAt: Meta lets us read no longer than that
/// unless the person signs in again. GrantedScopes: null where it is not known, as of a pasted token. GrantKind: meta_user, meta_page, instagram_login or google.
/// </remarks>
public sealed record AccountView
{
    public Guid Id { get; init; }
    public Guid ClientId { get; init; }
    public string Platform { get; init; } = "";
    public string PlatformAccountId { get; init; } = "";
    public string Name { get; init; } = "";
    public string State { get; init; } = "";
    public DateTimeOffset? TokenExpiresAt { get; init; }
    public DateTimeOffset? DataAccessEndsAt { get; init; }
    public string? ReconnectReason { get; init; }
    public string? ReconnectCause { get; init; }
    public string? GrantKind { get; init; }
    public string[]? GrantedScopes { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Asked for and not given.</summary>
    public IReadOnlyList<MissingScope> MissingScopes => [.. MissingScope.Of(GrantKind, Platform, GrantedScopes)];
}

/// <remarks>AlreadyRunning: True when a collection of the account was waiting or under way already.</remarks>
public sealed record SyncRequested(bool AlreadyRunning);
