using System.Globalization;
using System.Net;
using System.Text.Json;
using SnsOps.Sandbox.State;
using SnsOps.Sandbox.YouTube.Videos;

namespace SnsOps.Sandbox.YouTube.Discussion;

/// <summary>Writes comment and thread resources. https://developers.google.com/youtube/v3/docs/comments#properties</summary>
internal static class CommentWriter
{
    /// <summary>A thread brings no more of its replies; the others are listed by their parent.</summary>
    private const int RepliesInThread = 5;

    /// <summary>Whether a comment is among those the caller asked for.</summary>
    public static bool Is(Comment comment, Moderation status) => comment.Moderation == status;

    public static void Thread(Utf8JsonWriter json, YouTubeCall call, Comment top, HashSet<string> parts, Moderation status, bool tellStatus)
    {
        var replies = top.Replies?.Take(new PageQuery(int.MaxValue, NewestFirst: true), c => Is(c, status)).Items ?? [];
        json.WriteStartObject();
        json.WriteString("kind", "youtube#commentThread");
        json.WriteString("etag", $"etag-{top.Id}-{top.Version}-{replies.Count}");
        json.WriteString("id", top.Id);
        if (parts.Contains("snippet"))
        {
            json.WriteStartObject("snippet");
            json.WriteString("channelId", top.Owner.Id);
            json.WriteString("videoId", top.Post.Id);
            json.WritePropertyName("topLevelComment");
            Comment(json, call, top, parts, tellStatus);
            json.WriteBoolean("canReply", !top.Post.CommentsOff);
            json.WriteNumber("totalReplyCount", top.Replies?.CountVisible(c => Is(c, Moderation.Published)) ?? 0);
            json.WriteBoolean("isPublic", top.Moderation == Moderation.Published);
            json.WriteEndObject();
        }

        if (parts.Contains("replies") && replies.Count > 0)
        {
            json.WriteStartObject("replies");
            json.WriteStartArray("comments");
            foreach (var reply in replies.Take(RepliesInThread))
                Comment(json, call, reply, parts, tellStatus);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <param name="tellStatus">Only whoever may moderate is told, and only where it was asked for.</param>
    public static void Comment(Utf8JsonWriter json, YouTubeCall call, Comment comment, HashSet<string> parts, bool tellStatus)
    {
        json.WriteStartObject();
        Fields(json, call, comment, parts, tellStatus);
        json.WriteEndObject();
    }

    public static void Fields(Utf8JsonWriter json, YouTubeCall call, Comment comment, HashSet<string> parts, bool tellStatus)
    {
        json.WriteString("kind", "youtube#comment");
        json.WriteString("etag", $"etag-{comment.Id}-{comment.Version}");
        json.WriteString("id", comment.Id);
        if (!parts.Contains("snippet"))
            return;
        var author = comment.Created.AuthorId;
        json.WriteStartObject("snippet");
        json.WriteString("channelId", comment.Owner.Id);
        json.WriteString("videoId", comment.Post.Id);
        json.WriteString("textDisplay", call["textFormat"] == "plainText" ? comment.Text : WebUtility.HtmlEncode(comment.Text).Replace("\n", "<br>", StringComparison.Ordinal));
        if (author == call.Channel.Id)
            json.WriteString("textOriginal", comment.Text);        // promised to the author alone
        if (comment.Parent is { } parent)
            json.WriteString("parentId", parent.Id);
        json.WriteString("authorDisplayName", comment.Created.AuthorName);
        json.WriteString("authorProfileImageUrl", $"https://yt3.ggpht.com/{author}=s48");
        json.WriteString("authorChannelUrl", $"http://www.youtube.com/channel/{author}");
        json.WriteStartObject("authorChannelId");
        json.WriteString("value", author);
        json.WriteEndObject();
        json.WriteBoolean("canRate", true);
        json.WriteString("viewerRating", "none");
        json.WriteNumber("likeCount", 0);
        if (tellStatus)
            json.WriteString("moderationStatus", JsonSerializer.SerializeToElement(comment.Moderation).GetString());
        json.WriteString("publishedAt", VideoWriter.Time(comment.CreatedAt));
        json.WriteString("updatedAt", VideoWriter.Time(comment.UpdatedAt));
        json.WriteEndObject();
    }

    /// <summary>The start of a list's answer.</summary>
    /// <param name="last">Of the page, if another follows.</param>
    public static void Head(Utf8JsonWriter json, string kind, Comment? last, int count, int size)
    {
        json.WriteString("kind", kind);
        json.WriteString("etag", "etag-comments");
        if (last is not null)
            json.WriteString("nextPageToken", last.Seq.ToString("x", CultureInfo.InvariantCulture));
        json.WriteStartObject("pageInfo");
        json.WriteNumber("totalResults", count);
        json.WriteNumber("resultsPerPage", size);
        json.WriteEndObject();
    }
}
