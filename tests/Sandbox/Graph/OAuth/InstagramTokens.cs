using System.Security.Cryptography;
using SnsOps.Sandbox.SignIn;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.OAuth;

/// <summary>Instagram Login's tokens: of an hour by a code, of 60 days by an exchange, and extended once they are a day old.
/// https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login</summary>
internal sealed class InstagramTokens(Store store, AppCredentials app, SignInDesk desk, RefreshWatch watch)
{
    public const string Prefix = "IGAA";

    private static readonly TimeSpan s_life = TimeSpan.FromDays(60), s_shortLife = TimeSpan.FromHours(1), s_oldEnough = TimeSpan.FromHours(24);

    /// <summary>POST api.instagram.com/oauth/access_token, a form.</summary>
    public GraphReply OfCode(GraphCall call)
    {
        var parameters = call.Parameters;
        if (parameters["client_id"] != app.InstagramAppId || !app.IsInstagramSecret(parameters["client_secret"]) || parameters["grant_type"] != "authorization_code")
            return Refused("Invalid platform app");
        if (desk.Redeem(parameters["code"] ?? "", SignInProvider.Instagram, parameters["redirect_uri"], null) is not { } signIn)
            return Refused("Matching code was not found or was already used");
        var token = NewToken();
        lock (signIn.Who.Gate)
            store.Commit(call.World, new TokenSaved(token, signIn.Who.Id, call.Now, call.Now + s_shortLife, TokenState.Valid, signIn.Scopes));
        return GraphReply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            json.WriteStartObject();
            json.WriteString("access_token", token);
            json.WriteString("user_id", signIn.Who.Id);
            json.WriteString("permissions", string.Join(',', signIn.Scopes));
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>GET /access_token?grant_type=ig_exchange_token and GET /refresh_access_token?grant_type=ig_refresh_token.</summary>
    public GraphReply Renew(GraphCall call)
    {
        var refreshes = call.Segments[0] == "refresh_access_token";
        if (call.Parameters.Required("grant_type") != (refreshes ? "ig_refresh_token" : "ig_exchange_token"))
            throw GraphErrors.BadParameter("Unsupported grant_type").Thrown();
        if (!refreshes && !app.IsInstagramSecret(call.Parameters.Required("client_secret")))
            throw new GraphError(1, "Error validating client secret.").Thrown();
        var old = Tokens.Valid(call.World, call.Parameters.Required("access_token"), call.Now);
        if (!old.Token.StartsWith(Prefix, StringComparison.Ordinal))
            throw GraphErrors.Token(null, "Invalid OAuth access token - Cannot parse access token").Thrown();
        if (refreshes && old.IssuedAt > call.Now - s_oldEnough)
            throw GraphErrors.BadParameter("The access token is not old enough to be refreshed").Thrown();
        var minted = old with { Token = NewToken(), IssuedAt = call.Now, ExpiresAt = call.Now + s_life };
        lock (old.Account.Gate)
        {
            store.Commit(call.World, minted.Saved(TokenState.Valid));
            if (refreshes && desk.OneUseRefresh)
                store.Commit(call.World, old.Saved(TokenState.SessionInvalidated));
        }

        if (refreshes)
            watch.Renewed(old.Account.Id);
        return ExchangeToken.Given(minted.Token, s_life);
    }

    private static string NewToken() => Prefix + Convert.ToHexString(RandomNumberGenerator.GetBytes(48));

    /// <summary>This host has an error form of its own.</summary>
    private static GraphReply Refused(string message) => GraphReply.Json(StatusCodes.Status400BadRequest, json =>
    {
        json.WriteStartObject();
        json.WriteString("error_type", "OAuthException");
        json.WriteNumber("code", 400);
        json.WriteString("error_message", message);
        json.WriteEndObject();
    });
}
