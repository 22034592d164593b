using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Auth;

/// <summary>Authenticates <c>Authorization: Bearer</c> with our own access tokens, or with an API key.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccessTokens tokens, CallerSql callers)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";
    private ProblemKind _problem = ProblemKinds.Unauthenticated;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        var given = header["Bearer ".Length..].Trim();
        if (ApiKeyText.IsOne(given))
            return await HandleKeyAsync(given);
        var verdict = tokens.Read(given);
        if (verdict.Token is not { } token)
            return Refuse(verdict.HasExpired ? ProblemKinds.TokenExpired : ProblemKinds.TokenInvalid);
        if (await callers.FindAsync(token.UserId, token.SessionFamily, Context.RequestAborted) is not { } caller)
            return Refuse(ProblemKinds.SessionEnded);
        return Accept(caller);
    }

    private async Task<AuthenticateResult> HandleKeyAsync(string given) => await callers.FindByKeyAsync(ApiKeyText.Hash(given), Context.RequestAborted) switch
    {
        { Revoked: false, Expired: true } => Refuse(ProblemKinds.KeyExpired),
        { Revoked: false } key => Accept(key.Caller()),
        _ => Refuse(ProblemKinds.KeyInvalid),
    };

    private AuthenticateResult Accept(Caller caller)
    {
        Caller.Set(Context, caller);
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, caller.UserId.ToString()), new Claim(ClaimTypes.Role, caller.Role)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = _problem == ProblemKinds.Unauthenticated ? "Bearer" : "Bearer error=\"invalid_token\"";
        return ProblemAnswers.WriteAsync(Context, _problem.Plain());
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ProblemAnswers.WriteAsync(Context, ProblemKinds.Forbidden.Because(
            $"'{Caller.Of(Context)?.Role}' 역할로는 할 수 없는 일입니다. 권한이 있는 사람에게 부탁하세요", $"The role '{Caller.Of(Context)?.Role}' may not do that: ask somebody who may"));

    private AuthenticateResult Refuse(ProblemKind kind)
    {
        _problem = kind;
        return AuthenticateResult.Fail(kind.Code);
    }
}
