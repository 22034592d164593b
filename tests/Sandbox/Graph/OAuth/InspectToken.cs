using System.Text.Json;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.OAuth;

/// <summary>GET /debug_token and GET /me/permissions: what a token is and allows.</summary>
internal sealed class InspectToken(AppCredentials app)
{
    /// <summary>https://developers.facebook.com/docs/graph-api/reference/debug_token</summary>
    public GraphReply Debug(GraphCall call)
    {
        var asking = Tokens.Required(call);
        if (!app.IsAppToken(asking))
            Tokens.Valid(call.World, asking, call.Now);
        var input = call.Parameters.Required("input_token");
        return GraphReply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("data");
            if (call.World.TryGetToken(input, out var grant))
                WriteGrant(json, grant, call.Now);
            else
                WriteUnknown(json);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <summary>https://developers.facebook.com/docs/graph-api/reference/user/permissions</summary>
    public static GraphReply Permissions(GraphCall call) => GraphReply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach (var scope in TokenGrant.AllScopes)
        {
            json.WriteStartObject();
            json.WriteString("permission", scope);
            json.WriteString("status", call.Grant!.Scopes.Contains(scope) ? "granted" : "declined");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private void WriteGrant(Utf8JsonWriter json, TokenGrant grant, DateTimeOffset now)
    {
        var problem = Tokens.Problem(grant, now);
        json.WriteString("app_id", app.AppId);
        json.WriteString("type", grant.Account.Platform == Platform.Facebook ? "PAGE" : "USER");
        json.WriteString("application", "SnsOps");
        json.WriteNumber("expires_at", grant.ExpiresAt?.ToUnixTimeSeconds() ?? 0);
        json.WriteNumber("data_access_expires_at", grant.IssuedAt.AddDays(90).ToUnixTimeSeconds());
        json.WriteBoolean("is_valid", problem is null);
        json.WriteNumber("issued_at", grant.IssuedAt.ToUnixTimeSeconds());
        json.WriteStartArray("scopes");
        foreach (var scope in grant.Scopes)
            json.WriteStringValue(scope);
        json.WriteEndArray();
        json.WriteStartArray("granular_scopes");
        foreach (var scope in grant.Scopes)
        {
            json.WriteStartObject();
            json.WriteString("scope", scope);
            json.WriteStartArray("target_ids");
            foreach (var target in grant.Targets ?? [grant.Account.Id])
                json.WriteStringValue(target);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("user_id", grant.PersonId ?? grant.Account.Id);
        if (grant.Account.Platform == Platform.Facebook)
            json.WriteString("profile_id", grant.Account.Id);
        if (problem is not null)
            WriteError(json, problem.Message, problem.Subcode);
    }

    private static void WriteUnknown(Utf8JsonWriter json)
    {
        WriteError(json, "Invalid OAuth access token - Cannot parse access token", null);
        json.WriteBoolean("is_valid", false);
        json.WriteStartArray("scopes");
        json.WriteEndArray();
    }

    private static void WriteError(Utf8JsonWriter json, string message, int? subcode)
    {
        json.WriteStartObject("error");
        json.WriteNumber("code", 190);
        json.WriteString("message", message);
        if (subcode is { } number)
            json.WriteNumber("subcode", number);
        json.WriteEndObject();
    }
}
