using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using SnsOps.Sandbox.SignIn;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.YouTube.OAuth;

/// <summary>POST /token grant_type=refresh_token, or authorization_code with its PKCE verifier. https://developers.google.com/identity/protocols/oauth2/web-server#offline</summary>
internal sealed class RefreshAccess(Store store, SignInDesk desk, IOptions<SandboxOptions> options)
{
    private const int LifeSeconds = 3599;

    public async ValueTask<YouTubeReply> AnswerAsync(YouTubeCall call)
    {
        if (!call.Http.Request.HasFormContentType)
            return Refused("invalid_request", "Required parameter is missing: grant_type");
        var form = await call.Http.Request.ReadFormAsync(call.Http.RequestAborted);
        if (form["client_id"] != options.Value.GoogleClientId || form["client_secret"] != options.Value.GoogleClientSecret)
            return Refused("invalid_client", "The OAuth client was not found.", StatusCodes.Status401Unauthorized);
        if (form["grant_type"] == "authorization_code")
            return OfCode(call, form);
        if (form["grant_type"] != "refresh_token")
            return Refused("unsupported_grant_type", "Invalid grant_type: " + form["grant_type"]);
        if (AccessTokens.FindRefresh(call.World, form["refresh_token"].ToString(), call.Now) is not { } grant)
            return Refused("invalid_grant", "Token has been expired or revoked.");
        return Given(call, grant.Account, grant.Scopes, null);
    }

    /// <summary>A refresh token comes only with access_type=offline and prompt=consent.</summary>
    private YouTubeReply OfCode(YouTubeCall call, IFormCollection form)
    {
        if (desk.Redeem(form["code"].ToString(), SignInProvider.Google, form["redirect_uri"], form["code_verifier"]) is not { } signIn)
            return Refused("invalid_grant", "Bad Request");
        var refresh = signIn.Offline ? "1//0" + RandomNumberGenerator.GetHexString(60, lowercase: true) : null;
        if (refresh is not null)
            lock (signIn.Who.Gate)
                store.Commit(call.World, new TokenSaved(refresh, signIn.Who.Id, call.Now, null, TokenState.Valid, signIn.Scopes));
        return Given(call, signIn.Who, signIn.Scopes, refresh);
    }

    private YouTubeReply Given(YouTubeCall call, Account channel, string[] scopes, string? refresh)
    {
        var token = AccessTokens.Prefix + "a0" + RandomNumberGenerator.GetHexString(48, lowercase: true);
        lock (channel.Gate)
            store.Commit(call.World, new TokenSaved(token, channel.Id, call.Now, call.Now.AddSeconds(LifeSeconds), TokenState.Valid, scopes));
        return YouTubeReply.Json(json =>
        {
            json.WriteString("access_token", token);
            json.WriteNumber("expires_in", LifeSeconds);
            if (refresh is not null)
                json.WriteString("refresh_token", refresh);
            json.WriteString("scope", string.Join(' ', scopes));
            json.WriteString("token_type", "Bearer");
        });
    }

    public static YouTubeReply Refused(string error, string description, int status = StatusCodes.Status400BadRequest) => YouTubeReply.Json(status, json =>
    {
        json.WriteString("error", error);
        json.WriteString("error_description", description);
    });
}
