using System.Globalization;

namespace SnsOps.Sandbox.Graph;

/// <summary>The errors the simulated calls give.
/// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes</summary>
internal static class GraphErrors
{
    public static GraphError BadParameter(string message) => new(100, $"(#100) {message}");

    public static GraphError Missing(string name) => BadParameter($"The parameter {name} is required");

    public static GraphError UnknownField(string field, string nodeType) =>
        BadParameter($"Tried accessing nonexisting field ({field}) on node type ({nodeType})");

    public static GraphError UnknownPath(string path) => new(2500, $"Unknown path components: {path}");

    public static GraphError NoObject(string method, string id) =>
        new(100, $"Unsupported {method.ToLowerInvariant()} request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api")
        {
            Type = "GraphMethodException", Subcode = 33,
        };

    public static GraphError UnknownServerError { get; } = new(1, "An unknown error occurred") { Status = 500, IsTransient = true };

    public static GraphError ServiceDown { get; } =
        new(2, "An unexpected error has occurred. Please retry your request later.") { Status = 500, IsTransient = true };

    public static GraphError ActionBlocked { get; } = new(4, "Application request limit reached")
    {
        Subcode = 2207051, UserTitle = "Action is blocked",
        UserMessage = "We restrict certain activity to protect our community. Tell us if you think we made a mistake.",
    };

    public static GraphError CommentFields { get; } = new(20, "Cannot return the requested fields of a new comment") { Subcode = 1772107 };

    public static GraphError MediaNotFetched { get; } = new(9004, "Only photo or video can be accepted as media type.")
    {
        Subcode = 2207052, UserTitle = "Media download has failed",
        UserMessage = "The media could not be fetched from this URI. Check that it is publicly reachable and is an image or a video.",
    };

    public static GraphError NotReady { get; } = new(9007, "Media ID is not available")
    {
        Subcode = 2207027, UserTitle = "The media is not ready for publishing",
        UserMessage = "The media is not ready for publishing, please wait for a moment",
    };

    public static GraphError ContainerGone { get; } = new(24, "The requested resource does not exist")
    {
        Subcode = 2207008, UserTitle = "Media builder expired",
        UserMessage = "The media builder with this creation id does not exist or has expired",
    };

    public static GraphError MediaNotFound { get; } = new(24, "The requested resource does not exist")
    {
        Subcode = 2207006, UserTitle = "Media not found", UserMessage = "The media with this creation id cannot be found",
    };

    public static GraphError CreateFailed { get; } = new(-1, "Fatal")
    {
        Subcode = 2207032, UserTitle = "Media creation failed", UserMessage = "Create media failed, please try to re-create media",
    };

    public static GraphError QuotaReached { get; } = new(9, "Application request limit reached")
    {
        Subcode = 2207042, UserTitle = "Publishing limit reached",
        UserMessage = "You reached the maximum number of posts that is allowed to be published by Content Publishing API.",
    };

    public static GraphError Duplicate { get; } = new(506, "(#506) Duplicate status message")
    {
        Subcode = 1455006, UserTitle = "Duplicate status update", UserMessage = "This status update is identical to the last one you posted.",
    };

    public static GraphError BadMediaType(string message) => new(100, $"(#100) {message}") { Subcode = 2207023 };

    public static GraphError BadVideo(string message) => new(352, "The video file you selected is in a format that we don't support.")
    {
        Subcode = 2207026, UserTitle = "Unsupported format", UserMessage = message,
    };

    /// <summary>The chunk does not begin where the last one ended; the answer says where to go on.</summary>
    public static GraphError WrongOffset(long start, long end) => new(6001, "There was a problem uploading your video. Please try uploading it again.")
    {
        Subcode = 1363037, Offsets = (start, end),
    };

    public static GraphError BadImage(int code, int subcode, string message) =>
        new(code, message) { Subcode = subcode, UserTitle = "Invalid image", UserMessage = message };

    /// <summary>Meta answers these with HTTP 400, without Retry-After. https://developers.facebook.com/docs/graph-api/overview/rate-limiting</summary>
    public static GraphError RateLimited(int code, int? subcode = null) => new(code, code switch
    {
        4 => "(#4) Application request limit reached",
        17 => "(#17) User request limit reached",
        32 => "(#32) Page request limit reached",
        80001 => "(#80001) There have been too many calls to this Page account. Wait a bit and try again. For more info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.",
        80002 => "(#80002) There have been too many calls to this Instagram account. Wait a bit and try again. For more info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.",
        _ => string.Create(CultureInfo.InvariantCulture, $"(#{code}) Calls to this api have exceeded the rate limit."),
    }) { Subcode = subcode };

    public static GraphError Token(int? subcode, string message) => new(190, message) { Subcode = subcode };

    public static GraphError TokenExpired(DateTimeOffset at, DateTimeOffset now) => Token(463,
        $"Error validating access token: Session has expired on {Spoken(at)}. The current time is {Spoken(now)}.");

    private static string Spoken(DateTimeOffset time) => time.ToString("dddd, dd-MMM-yy HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
