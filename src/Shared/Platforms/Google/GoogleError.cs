using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Shared.Platforms.Google;

/// <summary>Google's error body, of the Data API and of the token endpoint. https://developers.google.com/youtube/v3/docs/errors</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Reason">errors[0].reason: this decides, never the message.</param>
/// <param name="Message">In words, its HTML taken out.</param>
public sealed partial record GoogleError(int Status, string Reason, string Message)
{
    /// <summary>The day's quota of the project is used up.</summary>
    public bool IsQuota => Reason is "quotaExceeded" or "dailyLimitExceeded" or "dailyLimitExceededUnreg";

    /// <summary>Too many calls at once.</summary>
    public bool IsRateLimit => Status == 429 || Reason is "rateLimitExceeded" or "userRateLimitExceeded" or "servingLimitExceeded";

    /// <summary>The access token was not accepted: a new one may be.</summary>
    public bool IsBadAccess => Status == 401 && !IsClient;

    /// <summary>The account has withdrawn its grant, or it has ended.</summary>
    public bool IsDeadGrant => Reason is "invalid_grant" or "authError" or "youtubeSignupRequired";

    /// <summary>The account has not granted what the call needs, or may not do it there.</summary>
    public bool LacksPermission => Reason is "insufficientPermissions" or "ACCESS_TOKEN_SCOPE_INSUFFICIENT";

    /// <summary>Our own OAuth client is not set up right: no account can help that.</summary>
    public bool IsClient => Reason is "invalid_client" or "unauthorized_client";

    /// <summary>Reads the body; null when it is not Google's error form.</summary>
    public static GoogleError? Read(int status, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("error", out var error))
            return null;
        if (error.ValueKind == JsonValueKind.String)
            return new GoogleError(status, MetaJson.Text(body, "error") ?? "", MetaJson.Text(body, "error_description") ?? "");
        if (error.ValueKind != JsonValueKind.Object)
            return null;
        var reason = error.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0 ? MetaJson.Text(errors[0], "reason") : null;
        return new GoogleError(status, reason ?? MetaJson.Text(error, "status") ?? "unknown", Plain(MetaJson.Text(error, "message") ?? ""));
    }

    private static string Plain(string message) => WebUtility.HtmlDecode(Tag().Replace(message, ""));

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
