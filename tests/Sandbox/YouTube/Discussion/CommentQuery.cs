using System.Globalization;
using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.YouTube.Discussion;

/// <summary>What both lists of comments understand: page, filter by moderation.</summary>
internal static class CommentQuery
{
    /// <summary>Page sizes from 1 to 100, 20 if none is asked for; a token is the place of the last item of the page before.</summary>
    public static PageQuery Page(YouTubeCall call, bool newestFirst)
    {
        var size = call["maxResults"] is not { Length: > 0 } text ? 20
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted is >= 1 and <= 100 ? wanted
            : throw YouTubeErrors.BadParameter("maxResults", "Invalid value for maxResults. Values must be within the range: [1, 100]").Thrown();
        long? after = call["pageToken"] is not { Length: > 0 } token ? null
            : long.TryParse(token, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var seq) ? seq
            : throw YouTubeErrors.BadParameter("pageToken", "The request specifies an invalid page token.").Thrown();
        return new PageQuery(size, newestFirst, After: after, Until: call.Fault?.Kind == FaultKind.ListingLag ? call.Now - call.Fault.Delay : null);
    }

    /// <summary>The state asked for, published by default. Only a channel's owner may ask for others.</summary>
    public static Moderation Status(YouTubeCall call, Account channel)
    {
        if (call["moderationStatus"] is not { Length: > 0 } text)
            return Moderation.Published;
        if (channel != call.Channel)
            throw YouTubeErrors.OfComments(403, "forbidden", "One or more of the requested comment threads cannot be retrieved due to insufficient permissions. The request might not be properly authorized.").Thrown();
        return text switch
        {
            "published" => Moderation.Published,
            "heldForReview" => Moderation.HeldForReview,
            "likelySpam" => Moderation.LikelySpam,
            _ => throw YouTubeErrors.BadParameter("moderationStatus", "Invalid value for moderationStatus: " + text).Thrown(),
        };
    }

    /// <summary>A video as this caller may see it, whose comments are on.</summary>
    public static ChannelVideo Video(YouTubeCall call, string id)
    {
        if (call.World.Find(id) is not ChannelVideo video || (video.Status.IsPrivate && video.Owner != call.Channel))
            throw YouTubeErrors.OfComments(404, "videoNotFound", $"The video identified by the videoId parameter could not be found: {id}.", "videoId").Thrown();
        return video.CommentsOff ? throw YouTubeErrors.CommentsDisabled(id).Thrown() : video;
    }
}
