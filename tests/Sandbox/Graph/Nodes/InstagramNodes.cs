using SnsOps.Sandbox.Graph.Fields;
using SnsOps.Sandbox.Graph.Insights;
using SnsOps.Sandbox.Graph.Listing;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Nodes;

/// <summary>What Instagram nodes show of themselves.
/// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference</summary>
internal static class InstagramNodes
{
    public static readonly Edge MediaEdge = new(MaxLimit: 100, NewestFirst: true);
    public static readonly Edge CommentEdge = new(MaxLimit: 50, NewestFirst: true);

    private static readonly NodeType<Comment> s_author = new NodeType<Comment>("User", "id,username")
        .Text("id", c => c.Created.AuthorId)
        .Text("username", c => c.Created.AuthorName);

    private static readonly NodeType<Discussed> s_mediaReference = new NodeType<Discussed>("IGMedia", "id").Text("id", m => m.Id);

    public static readonly NodeType<Account> User = new NodeType<Account>("IGUser", "id")
        .Text("id", a => a.Id)
        .Text("ig_id", a => a.Id)
        .Text("user_id", a => a.Id)
        .Text("username", a => a.Username)
        .Text("name", a => a.Name)
        .Text("biography", a => a.ClientLabel)
        .Text("website", _ => null)
        .Text("profile_picture_url", _ => null)
        .Number("followers_count", a => a.Followers)
        .Number("follows_count", _ => 0)
        .Number("media_count", a => a.Posts.CountVisible())
        .Edge("media", () => Media!, MediaEdge, a => a.Posts);

    /// <summary>https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment</summary>
    public static readonly NodeType<Comment> Comment = new NodeType<Comment>("IGComment", "timestamp,text,id")
        .Text("id", c => c.Id)
        .Text("text", c => c.Text)
        .Time("timestamp", c => c.CreatedAt)
        .Text("username", c => c.Created.AuthorName)
        .Nested("from", s_author, (c, _) => c)
        .Number("like_count", _ => 0)
        .Flag("hidden", c => c.Hidden)
        .Text("parent_id", c => c.Parent?.Id)
        .Nested("media", s_mediaReference, (c, _) => c.Post)
        .Edge("replies", () => Comment!, CommentEdge, c => c.Replies);

    /// <summary>https://developers.facebook.com/docs/instagram-platform/reference/instagram-media</summary>
    public static readonly NodeType<Post> Media = new NodeType<Post>("IGMedia", "id")
        .Text("id", m => m.Id)
        .Text("ig_id", m => m.Id)
        .Text("caption", m => m.Created.Text)
        .Text("media_type", m => m.Created.Form == PostForm.Carousel ? "CAROUSEL_ALBUM" : m.Created.IsVideo ? "VIDEO" : "IMAGE")
        .Text("media_product_type", m => m.Created.Form switch { PostForm.Reel => "REELS", PostForm.Story => "STORY", _ => "FEED" })
        .Text("media_url", m => m.Created.MediaUrl)
        .Text("permalink", m => $"https://www.instagram.com/p/{Shortcode(m)}/")
        .Text("shortcode", Shortcode)
        .Time("timestamp", m => m.CreatedAt)
        .Text("username", m => m.Owner.Username)
        .Nested("owner", new NodeType<Account>("IGUser", "id").Text("id", a => a.Id), (m, _) => m.Owner)
        .Number("like_count", _ => 0)
        .Number("comments_count", m => m.Comments?.Stream.CountVisible() ?? 0)
        .Flag("is_comment_enabled", _ => true)
        .Bound("insights", request => (json, post, call) =>
        {
            json.WritePropertyName("insights");
            PostInsights.Write(json, post, request.Modifiers.GetValueOrDefault("metric"), call);
        })
        .Edge("comments", () => Comment, CommentEdge, m => m.Comments?.TopLevel);

    private static string Shortcode(Post media)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        Span<char> code = stackalloc char[11];
        var rest = media.Seq;
        for (var i = code.Length - 1; i >= 0; i--, rest /= 64)
            code[i] = Alphabet[(int)(rest % 64)];
        return new string(code);
    }
}
