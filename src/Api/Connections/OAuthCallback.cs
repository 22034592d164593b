using System.Security.Cryptography;
using SnsOps.Api.Auth;
using SnsOps.Api.Contacts;
using SnsOps.Api.Hosting;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Security;

namespace SnsOps.Api.Connections;

/// <summary>Where the platforms send people back to: GET /oauth/{provider}/callback. Not called by programs, so it answers with pages.</summary>
/// <remarks>
/// The answer's state must be of a connection that was begun for this provider not long ago, has had no answer yet, and was begun in this very browser (a cookie):
/// otherwise somebody could make another person sign in for a connection of his own. Addresses with codes are never logged.
/// </remarks>
internal static partial class OAuthCallback
{
    public static void MapOAuthCallback(this IEndpointRouteBuilder app) =>
        app.MapGet("/oauth/{provider:regex(^(meta|instagram|google)$)}/callback", AnswerAsync).AllowAnonymous().ExcludeFromDescription();

    /// <summary>The address to be registered with the platform's app; null: it is not configured. On this machine as the request came: the cookie is of that host.</summary>
    public static string? AddressOf(string provider, HttpRequest request, ConnectOptions options, ContactOptions page) =>
        (PageAddress.Of(request, options.RedirectBaseUrl) ?? PageAddress.Of(request, page.PageUrl)) is { } root ? $"{root}/oauth/{provider}/callback" : null;

    /// <summary>Leaves with the browser what proves that it began the connection.</summary>
    public static void Remember(HttpResponse response, Guid connectionId, string browser, string redirect, ConnectOptions options) => response.Cookies.Append(CookieOf(connectionId), browser, new CookieOptions
    {
        Path = "/oauth", HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = redirect.StartsWith("https:", StringComparison.Ordinal), MaxAge = TimeSpan.FromMinutes(options.AnswerMinutes), IsEssential = true,
    });

    private static async Task<IResult> AnswerAsync(
        string provider, HttpContext context, IEnumerable<IConnectProvider> providers, ConnectionSql connections, TokenVault vault, ConnectOptions options, ContactOptions page, ILogger<ConnectionSql> logger,
        CancellationToken ct, string? code = null, string? state = null, string? error = null)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (AddressOf(provider, context.Request, options, page) is not { } address || string.IsNullOrEmpty(state) || await connections.FindByStateAsync(provider, state, ct) is not { } row || row.State is not ("started" or "failed"))
            return CallbackPage.Of(ConnectFailure.StateInvalid);
        if (!CryptographicOperations.FixedTimeEquals(row.BrowserHash, SessionSql.Hash(context.Request.Cookies[CookieOf(row.Id)] ?? "")))
            return CallbackPage.Of(ConnectFailure.OtherBrowser);
        if (row.State == "failed")
            return CallbackPage.Of(row.ErrorCode == ConnectFailure.Expired ? ConnectFailure.Expired : ConnectFailure.StateInvalid);
        if (!await connections.ReturnAsync(row.Id, ct))
            return CallbackPage.Of(ConnectFailure.StateInvalid);
        context.Response.Cookies.Delete(CookieOf(row.Id), new CookieOptions { Path = "/oauth" });
        if (string.IsNullOrEmpty(code))
            return await FailAsync(error == ConnectFailure.Denied || error is null ? ConnectFailure.Denied : "code_refused", error ?? "no code");

        var answer = await providers.First(p => p.Name == provider).GrantAsync(
            new ConnectedAccount(row.Id, row.ClientId, "facebook", row.Id.ToString(), "", 0), code, address, vault.Open(row.Id, row.KeyId, row.Secret!), ct);
        if (answer is not GrantAnswer.Granted granted)
            return await FailAsync(((GrantAnswer.Refused)answer).Code, ((GrantAnswer.Refused)answer).Detail);
        if (!await connections.GrantAsync(row.Id, granted, ct))
            return CallbackPage.Of(ConnectFailure.StateInvalid);
        LogGranted(logger, provider, row.ClientId, row.UserId, row.Id, granted.Accounts.Count);
        return Results.Redirect($"/#/accounts/{row.ClientId}/{row.Id}");

        async Task<IResult> FailAsync(string failure, string detail)
        {
            await connections.FailAsync(row.Id, failure, ct);
            LogFailed(logger, provider, row.ClientId, row.UserId, row.Id, failure, detail.Length > 200 ? detail[..200] : detail);
            return CallbackPage.Of(failure);
        }
    }

    private static string CookieOf(Guid connectionId) => $"snsops_connect_{connectionId:N}";

    [LoggerMessage(5081, LogLevel.Information, "The {Provider} sign-in for client {ClientId}, begun by {UserId}, is good for {Accounts} accounts: connection {ConnectionId}", EventName = "ConnectionGranted")]
    private static partial void LogGranted(ILogger logger, string provider, Guid clientId, Guid userId, Guid connectionId, int accounts);

    [LoggerMessage(5082, LogLevel.Warning, "The {Provider} sign-in for client {ClientId}, begun by {UserId}, came to nothing: {Failure} ({Detail}); connection {ConnectionId}", EventName = "ConnectionFailed")]
    private static partial void LogFailed(ILogger logger, string provider, Guid clientId, Guid userId, Guid connectionId, string failure, string detail);
}
