using System.Security.Cryptography;
using SnsOps.Sandbox.SignIn;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.OAuth;

/// <summary>GET /oauth/access_token: a sign-in's code for a token of an hour, or a token for one of 60 days; the old token lives on.
/// https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived</summary>
internal sealed class ExchangeToken(Store store, AppCredentials app, SignInDesk desk, RefreshWatch watch)
{
    private static readonly TimeSpan s_life = TimeSpan.FromDays(60), s_shortLife = TimeSpan.FromHours(1);

    public GraphReply Answer(GraphCall call)
    {
        var parameters = call.Parameters;
        if (parameters.Required("client_id") != app.AppId)
            throw new GraphError(101, "Error validating application. Cannot get application info due to a system error.").Thrown();
        if (!app.IsSecret(parameters["client_id"], parameters.Required("client_secret")))
            throw new GraphError(1, "Error validating client secret.").Thrown();
        if (parameters["grant_type"] is null && parameters["code"] is { } code)
            return OfCode(call, code);
        if (parameters.Required("grant_type") != "fb_exchange_token")
            throw GraphErrors.BadParameter("Unsupported grant_type").Thrown();
        var old = Tokens.Valid(call.World, parameters.Required("fb_exchange_token"), call.Now);
        var minted = old with { Token = NewToken(), IssuedAt = call.Now, ExpiresAt = call.Now + s_life };
        lock (old.Account.Gate)
        {
            store.Commit(call.World, minted.Saved(TokenState.Valid));
            if (desk.OneUseRefresh)
                store.Commit(call.World, old.Saved(TokenState.SessionInvalidated));
        }

        watch.Renewed(old.Account.Id);
        return Given(minted.Token, s_life);
    }

    private GraphReply OfCode(GraphCall call, string code)
    {
        if (desk.Redeem(code, SignInProvider.Meta, call.Parameters["redirect_uri"], null) is not { } signIn)
            throw new GraphError(100, "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request") { Subcode = 36008 }.Thrown();
        var token = NewToken();
        lock (signIn.Who.Gate)
            store.Commit(call.World, new TokenSaved(token, signIn.Who.Id, call.Now, call.Now + s_shortLife, TokenState.Valid, signIn.Scopes, Targets: signIn.Targets));
        return Given(token, s_shortLife);
    }

    private static string NewToken() => $"EAA{Convert.ToHexString(RandomNumberGenerator.GetBytes(48))}";

    /// <summary>As all exchanges answer.</summary>
    public static GraphReply Given(string token, TimeSpan life) => GraphReply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("access_token", token);
        json.WriteString("token_type", "bearer");
        json.WriteNumber("expires_in", (long)life.TotalSeconds);
        json.WriteEndObject();
    });
}
