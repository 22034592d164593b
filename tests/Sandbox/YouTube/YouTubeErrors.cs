using System.Globalization;

namespace SnsOps.Sandbox.YouTube;

/// <summary>An error as YouTube words it: the reason decides, the message may be HTML. https://developers.google.com/youtube/v3/docs/errors</summary>
internal sealed record YouTubeError(int Status, string Reason, string Message, string Domain = "global")
{
    /// <summary>Such as UNAUTHENTICATED.</summary>
    public string? State { get; init; }

    /// <summary>The parameter or field at fault.</summary>
    public string? Location { get; init; }

    public YouTubeException Thrown() => new(this);

    public YouTubeReply Reply() => YouTubeReply.Json(Status, json =>
    {
        json.WriteStartObject("error");
        json.WriteNumber("code", Status);
        json.WriteString("message", Message);
        json.WriteStartArray("errors");
        json.WriteStartObject();
        json.WriteString("message", Message);
        json.WriteString("domain", Domain);
        json.WriteString("reason", Reason);
        if (Location is not null)
        {
            json.WriteString("location", Location);
            json.WriteString("locationType", "parameter");
        }
        json.WriteEndObject();
        json.WriteEndArray();
        if (State is not null)
            json.WriteString("status", State);
        json.WriteEndObject();
    });
}

/// <summary>Ends a call with an error body; nothing was committed.</summary>
internal sealed class YouTubeException(YouTubeError error) : Exception(error.Message)
{
    public YouTubeError Error { get; } = error;
}

/// <summary>The errors the simulated calls give.</summary>
internal static class YouTubeErrors
{
    public static YouTubeError ParseError { get; } = new(400, "parseError", "Parse Error");

    public static YouTubeError NotFound { get; } = new(404, "notFound", "Not Found");

    public static YouTubeError NoCredentials { get; } = new(401, "required", "Login Required.") { State = "UNAUTHENTICATED", Location = "Authorization" };

    public static YouTubeError BadCredentials { get; } = new(401, "authError", "Invalid Credentials") { State = "UNAUTHENTICATED", Location = "Authorization" };

    public static YouTubeError NoPermission { get; } = new(403, "insufficientPermissions", "Insufficient Permission: Request had insufficient authentication scopes.") { State = "PERMISSION_DENIED" };

    public static YouTubeError Forbidden(string message) => new(403, "forbidden", message, "youtube.video") { State = "PERMISSION_DENIED" };

    public static YouTubeError QuotaExceeded { get; } = new(403, "quotaExceeded",
        "The request cannot be completed because you have exceeded your <a href=\"/youtube/v3/getting-started#quota\">quota</a>.", "youtube.quota");

    public static YouTubeError RateLimited(int? status) => new(status is 429 ? 429 : 403, "rateLimitExceeded", "Rate Limit Exceeded", "usageLimits");

    public static YouTubeError BackendError { get; } = new(500, "backendError", "Backend Error");

    public static YouTubeError Unavailable { get; } = new(503, "backendError", "The service is currently unavailable.") { State = "UNAVAILABLE" };

    public static YouTubeError VideoNotFound(string id) =>
        new(404, "videoNotFound", string.Create(CultureInfo.InvariantCulture, $"The video that you are trying to update cannot be found: {id}."), "youtube.video") { Location = "body.id" };

    public static YouTubeError UnknownPart { get; } = new(400, "unknownPart", "One or more of the specified parts is not supported.", "youtube.part") { Location = "part" };

    public static YouTubeError MissingParameter(string name) => new(400, "missingRequiredParameter", $"Missing required parameter: {name}", "global") { Location = name };

    public static YouTubeError BadParameter(string name, string message) => new(400, "invalidParameter", message, "youtube.parameter") { Location = name };

    public static YouTubeError BadRequest(string message) => new(400, "badRequest", message);

    public static YouTubeError Invalid(string reason, string message) => new(400, reason, message, "youtube.video");

    public static YouTubeError UploadLimit { get; } = new(400, "uploadLimitExceeded", "The user has exceeded the number of videos they may upload.", "youtube.video");

    public static YouTubeError CommentsDisabled(string videoId) => new(403, "commentsDisabled",
        $"The video identified by the <code><a href=\"/youtube/v3/docs/commentThreads/list#videoId\">videoId</a></code> parameter has disabled comments: {videoId}.", "youtube.commentThread") { Location = "videoId" };

    /// <summary>Of comments and threads: what cannot be found, must not be done, or cannot be.</summary>
    public static YouTubeError OfComments(int status, string reason, string message, string? location = null) => new(status, reason, message, "youtube.comment") { Location = location };
}
