using System.Text.Json;
using SnsOps.Sandbox.Graph.Fields;
using SnsOps.Sandbox.Graph.Insights;
using SnsOps.Sandbox.Graph.Listing;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Nodes;

/// <summary>What nodes of Facebook pages show of themselves. https://developers.facebook.com/docs/graph-api/reference/page</summary>
internal static class FacebookNodes
{
    public static readonly Edge PostEdge = new(MaxLimit: 100, NewestFirst: true);
    public static readonly Edge CommentEdge = new(MaxLimit: 100, NewestFirst: false);

    private static readonly NodeType<Account> s_pageReference = new NodeType<Account>("Page", "name,id")
        .Text("id", a => a.Id).Text("name", a => a.Name);

    private static readonly NodeType<Comment> s_author = new NodeType<Comment>("User", "name,id")
        .Text("id", c => c.Created.AuthorId).Text("name", c => c.Created.AuthorName);

    private static readonly NodeType<Comment> s_commentReference = new NodeType<Comment>("Comment", "created_time,message,id")
        .Text("id", c => c.Id).Text("message", c => c.Text).Time("created_time", c => c.CreatedAt);

    private static readonly NodeType<Post> s_attachment = new NodeType<Post>("StoryAttachment", "media_type,type,url,target")
        .Text("media_type", MediaType)
        .Text("type", p => p.Created.Form switch { PostForm.Album => "album", PostForm.Video => "video_inline", PostForm.Photo => "photo", _ => "share" })
        .Write("subattachments", WritePhotos)
        .Text("url", p => p.Created.Link ?? Permalink(p))
        .Text("unshimmed_url", p => p.Created.Link ?? Permalink(p))
        .Text("title", _ => null)
        .Text("description", p => p.Created.Text)
        .Nested("target", new NodeType<Post>("StoryAttachmentTarget", "id,url")
            .Text("id", p => p.Created.PhotoId).Text("url", p => p.Created.Link ?? Permalink(p)), (p, _) => p)
        .Nested("media", new NodeType<Post>("StoryAttachmentMedia", "image").Write("image", WriteImage), (p, _) => p.Created.PhotoId is null ? null : p);

    public static readonly NodeType<Account> Page = new NodeType<Account>("Page", "name,id")
        .Text("id", a => a.Id)
        .Text("name", a => a.Name)
        .Text("username", a => a.Username)
        .Text("about", a => a.ClientLabel)
        .Text("link", a => $"https://www.facebook.com/{a.Id}")
        .Text("category", _ => "Local business")
        .Text("website", _ => null)
        .Number("fan_count", a => a.Followers)
        .Number("followers_count", a => a.Followers)
        .Write("access_token", (json, _, call) => json.WriteString("access_token", call.PageToken))
        .Edge("published_posts", () => Post!, PostEdge, a => a.Posts);

    /// <summary>https://developers.facebook.com/docs/graph-api/reference/comment. `from` needs the permission to read user content.</summary>
    public static readonly NodeType<Comment> Comment = new NodeType<Comment>("Comment", "created_time,from,message,id")
        .Text("id", c => c.Id)
        .Text("message", c => c.Text)
        .Time("created_time", c => c.CreatedAt)
        .Nested("from", s_author, (c, call) => call.Grant!.Scopes.Contains("pages_read_user_content") ? c : null)
        .Nested("parent", s_commentReference, (c, _) => c.Parent)
        .Flag("is_hidden", c => c.Hidden)
        .Flag("can_hide", c => c.Created.AuthorId != c.Owner.Id)
        .Flag("can_comment", _ => true)
        .Flag("can_remove", _ => true)
        .Number("comment_count", c => c.Replies?.CountVisible() ?? 0)
        .Number("like_count", _ => 0)
        .Text("permalink_url", c => $"{Permalink(c.Post)}?comment_id={c.Id}")
        .Edge("comments", () => Comment!, CommentEdge, c => c.Replies);

    /// <summary>https://developers.facebook.com/docs/graph-api/reference/page-post</summary>
    public static readonly NodeType<Post> Post = new NodeType<Post>("PagePost", "created_time,message,id")
        .Text("id", p => p.Id)
        .Text("message", p => p.Created.Text)
        .Time("created_time", p => p.CreatedAt)
        .Time("updated_time", p => p.CreatedAt)
        .Text("permalink_url", Permalink)
        .Flag("is_published", p => p.Created.Published)
        .Flag("is_hidden", _ => false)
        .Text("status_type", p => p.Created.Form switch
        {
            PostForm.Photo or PostForm.Album => "added_photos",
            PostForm.Video => "added_video",
            _ => p.Created.Link is null ? "mobile_status_update" : "shared_story",
        })
        .Text("story", _ => null)
        .Text("full_picture", p => p.Created.MediaUrl)
        .Text("object_id", p => p.Created.PhotoId)
        .Text("link", p => p.Created.Link)
        .Nested("from", s_pageReference, (p, _) => p.Owner)
        .NestedList("attachments", s_attachment, p => p.Created is { Form: PostForm.Status, Link: null } ? null : p)
        .Bound("insights", request => (json, post, call) =>
        {
            json.WritePropertyName("insights");
            PostInsights.Write(json, post, request.Modifiers.GetValueOrDefault("metric"), call);
        })
        .Edge("comments", () => Comment, CommentEdge, p => p.Comments?.TopLevel);

    /// <summary>https://developers.facebook.com/docs/page-stories-api</summary>
    public static readonly NodeType<Post> Story = new NodeType<Post>("PageStory", "post_id,status,creation_time,media_type,media_id,url")
        .Text("post_id", p => p.Id[(p.Id.LastIndexOf('_') + 1)..])
        .Text("status", _ => "PUBLISHED")
        .Write("creation_time", (json, p, call) => json.WriteString("creation_time", call.Told(p.CreatedAt).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)))
        .Text("media_type", p => p.Created.IsVideo ? "video" : "photo")
        .Text("media_id", p => p.Created.VideoId ?? p.Created.PhotoIds?[0])
        .Text("url", p => $"https://www.facebook.com/stories/{p.Owner.Id}/{p.Id[(p.Id.LastIndexOf('_') + 1)..]}");

    /// <summary>https://developers.facebook.com/docs/graph-api/reference/photo</summary>
    public static readonly NodeType<Photo> Photo = new NodeType<Photo>("Photo", "created_time,name,id")
        .Text("id", p => p.Id)
        .Text("name", p => p.Post.Created.Text)
        .Time("created_time", p => p.Post.CreatedAt)
        .Text("link", p => $"https://www.facebook.com/photo.php?fbid={p.Id}")
        .Text("page_story_id", p => p.Post.Created.Published ? p.Post.Id : null)
        .Nested("from", s_pageReference, (p, _) => p.Owner);

    private static string Permalink(Node post) => $"https://www.facebook.com/{post.Owner.Id}/posts/{post.Id[(post.Id.LastIndexOf('_') + 1)..]}";

    private static string MediaType(Post post) => post.Created.Form switch
    {
        PostForm.Album => "album",
        PostForm.Video => "video",
        PostForm.Photo => "photo",
        _ => "link",
    };

    private static void WritePhotos(Utf8JsonWriter json, Post post, GraphCall call)
    {
        if (post.Created.PhotoIds is not { } photos)
            return;
        json.WriteStartObject("subattachments");
        json.WriteStartArray("data");
        foreach (var photo in photos)
        {
            json.WriteStartObject();
            json.WriteString("media_type", "photo");
            json.WriteString("type", "photo");
            json.WriteStartObject("target");
            json.WriteString("id", photo);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter json, Post post, GraphCall call)
    {
        json.WriteStartObject("image");
        json.WriteString("src", post.Created.MediaUrl);
        json.WriteEndObject();
    }
}
