using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.YouTube.OAuth;

/// <summary>POST /token grant_type=refresh_token. https://developers.google.com/identity/protocols/oauth2/web-server#offline</summary>
internal sealed class RefreshAccess(Store store, IOptions<SandboxOptions> options)
{
    private const int LifeSeconds = 3599;

    public async ValueTask<YouTubeReply> AnswerAsync(YouTubeCall call)
    {
        if (!call.Http.Request.HasFormContentType)
            return Refused("invalid_request", "Required parameter is missing: grant_type");
        var form = await call.Http.Request.ReadFormAsync(call.Http.RequestAborted);
        if (form["client_id"] != options.Value.GoogleClientId || form["client_secret"] != options.Value.GoogleClientSecret)
            return Refused("invalid_client", "The OAuth client was not found.", StatusCodes.Status401Unauthorized);
        if (form["grant_type"] != "refresh_token")
            return Refused("unsupported_grant_type", "Invalid grant_type: " + form["grant_type"]);
        if (AccessTokens.FindRefresh(call.World, form["refresh_token"].ToString(), call.Now) is not { } grant)
            return Refused("invalid_grant", "Token has been expired or revoked.");
        var token = AccessTokens.Prefix + "a0" + RandomNumberGenerator.GetHexString(48, lowercase: true);
        lock (grant.Account.Gate)
            store.Commit(call.World, new TokenSaved(token, grant.Account.Id, call.Now, call.Now.AddSeconds(LifeSeconds), TokenState.Valid, grant.Scopes));
        return YouTubeReply.Json(json =>
        {
            json.WriteString("access_token", token);
            json.WriteNumber("expires_in", LifeSeconds);
            json.WriteString("scope", string.Join(' ', grant.Scopes));
            json.WriteString("token_type", "Bearer");
        });
    }

    public static YouTubeReply Refused(string error, string description, int status = StatusCodes.Status400BadRequest) => YouTubeReply.Json(status, json =>
    {
        json.WriteString("error", error);
        json.WriteString("error_description", description);
    });
}
