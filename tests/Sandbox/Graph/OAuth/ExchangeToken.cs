using System.Security.Cryptography;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.OAuth;

/// <summary>GET /oauth/access_token?grant_type=fb_exchange_token: another 60 days for the same account; the old token lives on.
/// https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived</summary>
internal sealed class ExchangeToken(Store store, AppCredentials app)
{
    private static readonly TimeSpan s_life = TimeSpan.FromDays(60);

    public GraphReply Answer(GraphCall call)
    {
        var parameters = call.Parameters;
        if (parameters.Required("grant_type") != "fb_exchange_token")
            throw GraphErrors.BadParameter("Unsupported grant_type").Thrown();
        if (parameters.Required("client_id") != app.AppId)
            throw new GraphError(101, "Error validating application. Cannot get application info due to a system error.").Thrown();
        if (!app.IsSecret(parameters["client_id"], parameters.Required("client_secret")))
            throw new GraphError(1, "Error validating client secret.").Thrown();
        var now = call.Now;
        var old = Tokens.Valid(call.World, parameters.Required("fb_exchange_token"), now);
        var minted = new TokenSaved($"EAA{Convert.ToHexString(RandomNumberGenerator.GetBytes(48))}", old.Account.Id, now, now + s_life, TokenState.Valid, old.Scopes);
        lock (old.Account.Gate)
            store.Commit(call.World, minted);
        return GraphReply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("access_token", minted.Token);
            json.WriteString("token_type", "bearer");
            json.WriteNumber("expires_in", (long)s_life.TotalSeconds);
            json.WriteEndObject();
        });
    }
}
