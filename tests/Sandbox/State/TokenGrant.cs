using System.Text.Json.Serialization;

namespace SnsOps.Sandbox.State;

/// <summary>Why a token does or does not work.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TokenState>))]
public enum TokenState
{
    [JsonStringEnumMemberName("valid")] Valid,
    [JsonStringEnumMemberName("expired")] Expired,
    [JsonStringEnumMemberName("password-changed")] PasswordChanged,
    [JsonStringEnumMemberName("app-removed")] AppRemoved,
}

/// <summary>An access token and what it allows.</summary>
internal sealed record TokenGrant(string Token, Account Account, DateTimeOffset IssuedAt, DateTimeOffset? ExpiresAt, TokenState State, string[] Scopes)
{
    /// <summary>What a fully connected account has granted.</summary>
    public static readonly string[] AllScopes =
    [
        "pages_show_list", "pages_read_engagement", "pages_read_user_content", "pages_manage_posts", "pages_manage_engagement",
        "instagram_basic", "instagram_content_publish", "instagram_manage_comments", "instagram_manage_insights", "read_insights",
    ];

    /// <summary>The same of a YouTube channel. https://developers.google.com/youtube/v3/guides/auth/server-side-web-apps</summary>
    public static readonly string[] YouTubeScopes =
        ["https://www.googleapis.com/auth/youtube", "https://www.googleapis.com/auth/youtube.upload", "https://www.googleapis.com/auth/youtube.force-ssl",
        "https://www.googleapis.com/auth/yt-analytics.readonly"];

    public TokenState StateAt(DateTimeOffset now) => State == TokenState.Valid && ExpiresAt <= now ? TokenState.Expired : State;
}
