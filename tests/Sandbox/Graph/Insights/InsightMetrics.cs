using SnsOps.Sandbox.Figures;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Insights;

/// <summary>Which metrics there are, of what. https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/instagram-media/insights</summary>
internal static class InsightMetrics
{
    public static readonly string[] InstagramSeries = ["reach", "follower_count"];

    public static readonly string[] InstagramTotals =
        ["reach", "views", "accounts_engaged", "total_interactions", "likes", "comments", "saves", "shares", "replies", "profile_links_taps"];

    public static readonly string[] Page =
        ["page_media_view", "page_total_media_view_unique", "page_follows", "page_daily_follows", "page_daily_follows_unique", "page_post_engagements", "page_views_total"];

    private static readonly string[] s_feed = ["views", "reach", "saved", "likes", "comments", "shares", "total_interactions", "follows", "profile_visits", "profile_activity"];
    private static readonly string[] s_reel = ["views", "reach", "saved", "likes", "comments", "shares", "total_interactions", "ig_reels_avg_watch_time", "ig_reels_video_view_total_time"];
    private static readonly string[] s_story = ["views", "reach", "replies", "navigation", "shares", "total_interactions", "follows", "profile_visits"];
    private static readonly string[] s_pagePost = ["post_media_view", "post_total_media_view_unique", "post_clicks", "post_reactions_by_type_total"];

    /// <summary>Those asked for, or what Graph says to one that is none.</summary>
    public static string[] OfPost(Post post, string? asked, FigureBook book)
    {
        var metrics = Names(asked);
        if (post.Owner.Platform == Platform.Facebook)
            return Checked(metrics, s_pagePost, book, _ => GraphErrors.BadParameter("The value must be a valid insights metric"));
        string[] all = [.. s_feed.Union(s_reel).Union(s_story)];
        Checked(metrics, all, book, index => NotOneOf(index, all, book));
        var own = post.Created.Form switch { PostForm.Reel => s_reel, PostForm.Story => s_story, _ => s_feed };
        return Checked(metrics, own, book, index => GraphErrors.BadParameter($"The Media Insights API does not support the {metrics[index]} metric for this media product type."));
    }

    public static string[] OfInstagramUser(string? asked, bool totals, FigureBook book)
    {
        var metrics = Names(asked);
        string[] all = [.. InstagramSeries.Union(InstagramTotals)];
        Checked(metrics, all, book, index => NotOneOf(index, all, book));
        return Checked(metrics, totals ? InstagramTotals : InstagramSeries, book, index => GraphErrors.BadParameter(
            $"The following metrics ({metrics[index]}) should be specified with parameter metric_type={(totals ? "time_series" : "total_value")}"));
    }

    public static string[] OfPage(string? asked, FigureBook book) => Checked(Names(asked), Page, book, _ => GraphErrors.BadParameter("The value must be a valid insights metric"));

    private static GraphError NotOneOf(int index, string[] all, FigureBook book) =>
        GraphErrors.BadParameter($"metric[{index}] must be one of the following values: {string.Join(", ", all.Where(m => !book.IsRetired(m)))}");

    /// <summary>A list, or the JSON array that SDKs make of one.</summary>
    private static string[] Names(string? asked) => asked?.Trim('[', ']').Replace("\"", "", StringComparison.Ordinal).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } names
        ? names : throw new GraphError(3001, "(#3001) Invalid query") { Subcode = 1504028, UserMessage = "No metric was specified to be fetched. Please specify one or more metrics to be fetched and try again." }.Thrown();

    private static string[] Checked(string[] metrics, string[] known, FigureBook book, Func<int, GraphError> error)
    {
        for (var i = 0; i < metrics.Length; i++)
        {
            if (!known.Contains(metrics[i]) || book.IsRetired(metrics[i]))
                throw error(i).Thrown();
        }

        return metrics;
    }
}
