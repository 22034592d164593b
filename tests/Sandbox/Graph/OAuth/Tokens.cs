using Microsoft.Extensions.Primitives;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.OAuth;

/// <summary>Finds out what a call's token stands for, and whether it may.
/// https://developers.facebook.com/docs/facebook-login/guides/access-tokens/debugging</summary>
internal static class Tokens
{
    /// <summary>From the Authorization header (Bearer, or Meta's own OAuth) or the access_token parameter.</summary>
    public static string? Carried(GraphCall call)
    {
        StringValues header = call.Http.Request.Headers.Authorization;
        if (header is [{ } text] && text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
            && (text.AsSpan(0, space).Equals("Bearer", StringComparison.OrdinalIgnoreCase) || text.AsSpan(0, space).Equals("OAuth", StringComparison.OrdinalIgnoreCase)))
            return text[(space + 1)..].Trim();
        return call.Parameters["access_token"] is { Length: > 0 } parameter ? parameter : null;
    }

    public static string Required(GraphCall call) =>
        Carried(call) ?? throw new GraphError(104, "An access token is required to request this resource.").Thrown();

    /// <summary>The grant of a token that works now.</summary>
    public static TokenGrant Valid(World world, string token, DateTimeOffset now)
    {
        if (!world.TryGetToken(token, out var grant))
            throw GraphErrors.Token(null, "Invalid OAuth access token - Cannot parse access token").Thrown();
        return Problem(grant, now) is { } error ? throw error.Thrown() : grant;
    }

    /// <summary>Why a token does not work, or null.</summary>
    public static GraphError? Problem(TokenGrant grant, DateTimeOffset now) => grant.StateAt(now) switch
    {
        TokenState.Valid => null,
        TokenState.Expired => GraphErrors.TokenExpired(grant.ExpiresAt is { } at && at < now ? at : now, now),
        TokenState.PasswordChanged => GraphErrors.Token(460,
            "Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons."),
        TokenState.Checkpoint => GraphErrors.Token(459, "Error validating access token: The user needs to log in at https://www.facebook.com to correct an issue."),
        TokenState.Unconfirmed => GraphErrors.Token(464, "Error validating access token: The user is not a confirmed user."),
        TokenState.SessionInvalidated => GraphErrors.Token(467, "Error validating access token: The session is invalid."),
        _ => GraphErrors.Token(458, "Error validating access token: The user has not authorized application."),
    };

    /// <summary>A person's token reads the pages they chose, and does everything on the Instagram accounts behind them; what is done on a page needs the page's own.</summary>
    private static bool Reaches(World world, TokenGrant grant, Account owner, GraphEndpoint endpoint) => PagesOf(world, grant).Any(page =>
        owner.Platform == Platform.Instagram ? page.Instagram == owner.Id : page == owner && endpoint.Name is "account.read" or "fb.page_token");

    /// <summary>The pages a person's token is good for.</summary>
    public static IEnumerable<Account> PagesOf(World world, TokenGrant grant) => grant.Account.Platform != Platform.Person ? []
        : grant.Account.Pages.Where(id => grant.Targets is null || grant.Targets.Contains(id)).Select(id => world.Accounts.GetValueOrDefault(id)).OfType<Account>();

    /// <summary>The token must be of the account it touches, and have the permission.</summary>
    public static void CheckRights(GraphCall call, GraphEndpoint endpoint)
    {
        var (grant, node) = (call.Grant!, call.Node!);
        if (node.Owner != grant.Account && !Reaches(call.World, grant, node.Owner, endpoint))
            throw GraphErrors.NoObject(call.Method, call.Segments[0]).Thrown();
        if (endpoint.Scope is not { } scope || grant.Allows(scope))
            return;
        throw NoPermission(node.Owner, scope).Thrown();
    }

    /// <summary>What a call gets whose token lacks a permission.</summary>
    public static GraphError NoPermission(Account account, string scope) => account.Platform == Platform.Instagram
        ? new GraphError(10, "(#10) Application does not have permission for this action") { Status = StatusCodes.Status403Forbidden }
        : new GraphError(200, $"(#200) If posting to a page, requires {scope} permission and page access token of a person with a role on the page")
        {
            Status = StatusCodes.Status403Forbidden,
        };
}
