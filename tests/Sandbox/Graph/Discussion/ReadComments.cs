using System.Text.Json;
using SnsOps.Sandbox.Graph.Listing;
using SnsOps.Sandbox.Graph.Nodes;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Discussion;

/// <summary>GET of comments and replies on both platforms.</summary>
internal static class ReadComments
{
    /// <summary>Top-level only, newest first. https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments</summary>
    public static GraphReply OfMedia(GraphCall call) =>
        ListAnswer.Reply(call, ((Post)call.Node!).Comments?.TopLevel, InstagramNodes.Comment, InstagramNodes.CommentEdge);

    public static GraphReply RepliesOnInstagram(GraphCall call) =>
        ListAnswer.Reply(call, ((Comment)call.Node!).Replies, InstagramNodes.Comment, InstagramNodes.CommentEdge);

    /// <summary>https://developers.facebook.com/docs/graph-api/reference/object/comments</summary>
    public static GraphReply OfPagePost(GraphCall call)
    {
        var comments = (call.Node as Post ?? ((Photo)call.Node!).Post).Comments;
        var all = call.Parameters["filter"] switch
        {
            null or "" or "toplevel" => false,
            "stream" => true,
            _ => throw GraphErrors.BadParameter("Param filter must be one of {STREAM, TOPLEVEL}").Thrown(),
        };
        return OnPage(call, all ? comments?.Stream : comments?.TopLevel);
    }

    public static GraphReply RepliesOnPage(GraphCall call) => OnPage(call, ((Comment)call.Node!).Replies);

    private static GraphReply OnPage(GraphCall call, SequencedList<Comment>? list)
    {
        var newestFirst = call.Parameters["order"] switch
        {
            null or "" or "chronological" => false,
            "reverse_chronological" => true,
            _ => throw GraphErrors.BadParameter("Param order must be one of {CHRONOLOGICAL, REVERSE_CHRONOLOGICAL}").Thrown(),
        };
        var edge = FacebookNodes.CommentEdge with { NewestFirst = newestFirst };
        return ListAnswer.Reply(call, list, FacebookNodes.Comment, edge, call.Parameters["summary"] is "true" or "1" or "total_count" ? Summarise : null);

        void Summarise(Utf8JsonWriter json)
        {
            json.WriteStartObject("summary");
            json.WriteString("order", newestFirst ? "reverse_chronological" : "chronological");
            json.WriteNumber("total_count", list?.CountVisible() ?? 0);
            json.WriteBoolean("can_comment", true);
            json.WriteEndObject();
        }
    }
}
