namespace SnsOps.Shared.Platforms;

/// <summary>Which permissions are asked for at each sign-in, and what each is for. What is missing afterwards is named, not refused.</summary>
public static class NeededScopes
{
    /// <summary>Facebook Login: pages and the Instagram accounts behind them. https://developers.facebook.com/docs/permissions</summary>
    public static IReadOnlyList<NeededScope> Meta { get; } =
    [
        new("pages_show_list", "facebook", "페이지 목록 보기", "list the pages"),
        new("pages_read_engagement", "facebook", "게시물과 지표 읽기", "read posts and figures"),
        new("pages_read_user_content", "facebook", "댓글 읽기", "read comments"),
        new("pages_manage_posts", "facebook", "게시", "publish") { Publishes = true },
        new("pages_manage_metadata", "facebook", "새 댓글을 바로 알림받기", "be told of new comments at once"),
        new("pages_manage_engagement", "facebook", "답글과 댓글 관리", "reply and moderate"),
        new("instagram_basic", "instagram", "게시물 읽기", "read posts"),
        new("instagram_content_publish", "instagram", "게시", "publish") { Publishes = true },
        new("instagram_manage_comments", "instagram", "답글과 댓글 관리", "reply and moderate"),
        new("instagram_manage_insights", "instagram", "지표 읽기", "read figures"),
    ];

    /// <summary>Instagram Login: one professional account, without a page.</summary>
    public static IReadOnlyList<NeededScope> Instagram { get; } =
    [
        new("instagram_business_basic", "instagram", "게시물 읽기", "read posts"),
        new("instagram_business_content_publish", "instagram", "게시", "publish") { Publishes = true },
        new("instagram_business_manage_comments", "instagram", "답글과 댓글 관리", "reply and moderate"),
        new("instagram_business_manage_insights", "instagram", "지표 읽기", "read figures"),
    ];

    /// <summary>Google: one channel. https://developers.google.com/youtube/v3/guides/auth/server-side-web-apps</summary>
    public static IReadOnlyList<NeededScope> Google { get; } =
    [
        new("https://www.googleapis.com/auth/youtube", "youtube", "게시와 채널 읽기", "publish and read the channel") { Publishes = true },
        new("https://www.googleapis.com/auth/youtube.force-ssl", "youtube", "답글과 댓글 관리", "reply and moderate"),
        new("https://www.googleapis.com/auth/yt-analytics.readonly", "youtube", "지표 읽기", "read figures"),
    ];

    /// <summary>Those that publishing cannot do without, as "platform:scope": an account that is known to have none of its platform's cannot publish.</summary>
    public static string[] Publishing { get; } = [.. Meta.Concat(Instagram).Concat(Google).Where(s => s.Publishes).Select(s => $"{s.Platform}:{s.Scope}")];

    /// <summary>What an account lacks; nothing where it is not known what was granted.</summary>
    public static IReadOnlyList<NeededScope> Missing(string grantKind, string platform, IReadOnlyCollection<string>? granted) =>
        granted is null ? [] : [.. Of(grantKind).Where(s => s.Platform == platform && !granted.Contains(s.Scope))];

    private static IReadOnlyList<NeededScope> Of(string grantKind) => grantKind switch
    {
        GrantKinds.InstagramLogin => Instagram,
        GrantKinds.Google => Google,
        _ => Meta,
    };
}

/// <summary>A permission.</summary>
/// <param name="Scope">As the platform calls it.</param>
/// <param name="Platform">Whose accounts need it.</param>
/// <param name="ForKo">What for, in Korean.</param>
/// <param name="ForEn">What for, in English.</param>
public sealed record NeededScope(string Scope, string Platform, string ForKo, string ForEn)
{
    /// <summary>Without it nothing goes out.</summary>
    public bool Publishes { get; init; }
}
