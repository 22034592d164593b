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
    [JsonStringEnumMemberName("checkpoint")] Checkpoint,
    [JsonStringEnumMemberName("unconfirmed")] Unconfirmed,
    [JsonStringEnumMemberName("session-invalidated")] SessionInvalidated,
}

/// <summary>An access token and what it allows.</summary>
/// <param name="PersonId">Of a page's token: with whose token it was asked for.</param>
/// <param name="Targets">Of a person's token: the pages they chose while signing in; null: all of theirs.</param>
internal sealed record TokenGrant(
    string Token, Account Account, DateTimeOffset IssuedAt, DateTimeOffset? ExpiresAt, TokenState State, string[] Scopes, string? PersonId = null, string[]? Targets = null)
{
    /// <summary>What a fully connected account has granted.</summary>
    public static readonly string[] AllScopes =
    [
        "pages_show_list", "pages_read_engagement", "pages_read_user_content", "pages_manage_posts", "pages_manage_metadata", "pages_manage_engagement",
        "instagram_basic", "instagram_content_publish", "instagram_manage_comments", "instagram_manage_insights", "read_insights",
    ];

    /// <summary>The same of a YouTube channel. https://developers.google.com/youtube/v3/guides/auth/server-side-web-apps</summary>
    public static readonly string[] YouTubeScopes =
        ["https://www.googleapis.com/auth/youtube", "https://www.googleapis.com/auth/youtube.upload", "https://www.googleapis.com/auth/youtube.force-ssl",
        "https://www.googleapis.com/auth/yt-analytics.readonly"];

    /// <summary>What Instagram Login grants.</summary>
    public static readonly string[] InstagramScopes =
        ["instagram_business_basic", "instagram_business_content_publish", "instagram_business_manage_comments", "instagram_business_manage_insights"];

    /// <summary>Under its own name, or under that of the other sign-in.</summary>
    public bool Allows(string scope) => Scopes.Contains(scope) || (scope.StartsWith("instagram_", StringComparison.Ordinal) && Scopes.Contains(scope.Replace("instagram_", "instagram_business_", StringComparison.Ordinal)));

    /// <summary>The journal's record of it.</summary>
    public TokenSaved Saved(TokenState state, DateTimeOffset? expiresAt = null, string[]? scopes = null, DateTimeOffset? issuedAt = null) =>
        new(Token, Account.Id, issuedAt ?? IssuedAt, expiresAt ?? ExpiresAt, state, scopes ?? Scopes, PersonId, Targets);

    public TokenState StateAt(DateTimeOffset now) => State == TokenState.Valid && ExpiresAt <= now ? TokenState.Expired : State;
}
