using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Accounts;
using SnsOps.Api.Auth;
using SnsOps.Api.Contacts;
using SnsOps.Api.Idempotency;
using SnsOps.Api.Problems;
using SnsOps.Shared.Live;
using SnsOps.Shared.Platforms;

namespace SnsOps.Api.Connections;

/// <summary>Connecting accounts: a sign-in at the platform is begun here, comes back to <see cref="OAuthCallback"/>, and ends here with the choice of accounts.</summary>
internal static partial class ConnectionEndpoints
{
    public static void MapConnections(this IEndpointRouteBuilder app)
    {
        var connections = app.MapGroup("/v1/clients/{id:guid}/connections").WithTags("Accounts").RequireAuthorization(Roles.Managers)
            .ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        connections.MapPost("/", StartAsync).WithMetadata(new AnswerIsNotKept()).ProducesProblem(400).WithName("startConnection").WithSummary("로그인으로 계정 연결 시작 | Begin to connect accounts by signing in at their platform");
        connections.MapGet("/{connectionId:guid}", GetAsync).WithName("getConnection").WithSummary("연결할 수 있는 계정 | What a sign-in can connect");
        connections.MapPost("/{connectionId:guid}", ChooseAsync).ProducesProblem(400).ProducesProblem(422).WithName("chooseConnection").WithSummary("고른 계정 연결 | Connect the chosen accounts");
        app.MapOAuthCallback();
    }

    private static async Task<Results<Created<StartedConnection>, ProblemHttpResult>> StartAsync(
        Guid id, NewConnection body, Caller caller, HttpContext context, IEnumerable<IConnectProvider> providers, ConnectionSql connections, ConnectOptions options, ContactOptions page,
        ILogger<ConnectionSql> logger, CancellationToken ct)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        var provider = providers.First(p => p.Name == body.Provider);
        if (!provider.IsSetUp)
            return ProblemKinds.ConnectionNotSetUp.Plain().ToProblem();
        if (OAuthCallback.AddressOf(provider.Name, context.Request, options, page) is not { } redirect)
            return ProblemKinds.AddressNotSetUp.Plain().ToProblem();
        var connectionId = Guid.CreateVersion7();
        var (state, browser, verifier) = (SessionSql.NewSecret(), SessionSql.NewSecret(), SessionSql.NewSecret());
        await connections.StartAsync(connectionId, id, caller.UserId, provider.Name, state, browser, verifier, ct);
        OAuthCallback.Remember(context.Response, connectionId, browser, redirect, options);
        LogStarted(logger, provider.Name, id, caller.UserId, connectionId);
        return TypedResults.Created($"/v1/clients/{id}/connections/{connectionId}", new StartedConnection(connectionId, provider.AuthorizeUrl(state, redirect, verifier).AbsoluteUri));
    }

    private static async Task<Results<Ok<ConnectionView>, ProblemHttpResult>> GetAsync(Guid id, Guid connectionId, Caller caller, ConnectionSql connections, CancellationToken ct)
    {
        if (!caller.Sees(id) || await connections.FindAsync(connectionId, id, caller.UserId, ct) is not { } row)
            return ProblemKinds.ConnectionNotFound.Plain().ToProblem();
        var choices = row.Chooseable;
        var owners = await connections.OwnersAsync(choices, ct);
        return TypedResults.Ok(new ConnectionView(
            row.Id, row.ClientId, row.Provider, row.State,
            [.. choices.Select(c => new ChoiceView(c.Platform, c.PlatformAccountId, c.Name, owners.TryGetValue((c.Platform, c.PlatformAccountId), out var owner) ? owner == id ? "here" : "elsewhere" : "no"))],
            row.GrantedScopes, row.GrantedScopes is null ? [] : [.. MissingScope.Of(row.Provider, choices, row.GrantedScopes)],
            row.ErrorCode, row.ErrorCode is { } code ? ConnectFailure.On(code).Text : null, row.ErrorCode is { } same ? ConnectFailure.On(same).TextEn : null, row.ExpiresAt));
    }

    private static async Task<Results<Ok<ConnectedAccounts>, ProblemHttpResult>> ChooseAsync(
        Guid id, Guid connectionId, ChosenAccounts body, Caller caller, ConnectionSql connections, AccountConnecting connecting, LiveEvents live, CancellationToken ct)
    {
        if (!caller.Sees(id) || await connections.FindAsync(connectionId, id, caller.UserId, ct) is not { } row)
            return ProblemKinds.ConnectionNotFound.Plain().ToProblem();
        if (body.Accounts!.Any(a => a is null))
            return ProblemKinds.Invalid.Because("accounts에 빈 값이 있습니다", "accounts has an empty value").ToProblem();
        var (refused, accounts) = await connecting.ConnectAsync(row, body.Accounts!, ct);
        if (refused is not null)
            return refused.ToProblem();
        live.Announce();
        return TypedResults.Ok(new ConnectedAccounts(accounts));
    }

    [LoggerMessage(5080, LogLevel.Information, "A {Provider} sign-in for client {ClientId} was begun by {UserId}: connection {ConnectionId}", EventName = "ConnectionStarted")]
    private static partial void LogStarted(ILogger logger, string provider, Guid clientId, Guid userId, Guid connectionId);
}

/// <remarks>Provider: meta (Facebook pages and their Instagram accounts), instagram (one Instagram account without a page) or google (a YouTube channel).</remarks>
public sealed record NewConnection([Required, AllowedValues("meta", "instagram", "google", ErrorMessage = "provider must be meta, instagram or google")] string? Provider);

/// <remarks>AuthorizeUrl: send the person's browser there within ten minutes. It must be the browser that made this call.</remarks>
public sealed record StartedConnection(Guid Id, string AuthorizeUrl);

/// <remarks>State: started, returned, granted (accounts can be chosen), done or failed.</remarks>
public sealed record ConnectionView(
    Guid Id, Guid ClientId, string Provider, string State, IReadOnlyList<ChoiceView> Choices, IReadOnlyList<string>? GrantedScopes, IReadOnlyList<MissingScope> MissingScopes,
    string? ErrorCode, string? Error, string? ErrorEn, DateTimeOffset ExpiresAt);

/// <remarks>Connected: no, here (it will get a new token) or elsewhere (another client has it: it cannot be chosen).</remarks>
public sealed record ChoiceView(string Platform, string PlatformAccountId, string Name, string Connected);

/// <remarks>Accounts: of the connection's choices.</remarks>
public sealed record ChosenAccounts([Required, MinLength(1), MaxLength(200)] IReadOnlyList<ChosenAccount>? Accounts);
public sealed record ChosenAccount([Required, MaxLength(20)] string? Platform, [Required, MaxLength(100)] string? PlatformAccountId);

/// <remarks>New ones, and those that got a new token, each as it is now.</remarks>
public sealed record ConnectedAccounts(IReadOnlyList<AccountView> Accounts);

/// <summary>A permission that was asked for and not given, and what will not work without it.</summary>
public sealed record MissingScope(string Scope, string Platform, string NeededFor, string NeededForEn)
{
    /// <summary>Of one account.</summary>
    internal static IEnumerable<MissingScope> Of(string? grantKind, string platform, string[]? granted) =>
        NeededScopes.Missing(grantKind ?? GrantKinds.OfPasted(platform), platform, granted).Select(s => new MissingScope(s.Scope, s.Platform, s.ForKo, s.ForEn));

    /// <summary>Of all that a sign-in can connect.</summary>
    internal static IEnumerable<MissingScope> Of(string provider, IReadOnlyList<Choice> choices, string[] granted) =>
        choices.Select(c => c.Platform).Distinct().SelectMany(platform => Of(provider == "instagram" ? GrantKinds.InstagramLogin : null, platform, granted));
}
