using System.Buffers;
using System.Text.Json;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Webhooks;

/// <summary>One thing that happened to a comment, as a platform tells of it. https://developers.facebook.com/docs/graph-api/webhooks/reference/page#feed</summary>
internal sealed record CommentEvent(Comment Comment, string Verb, string Text, DateTimeOffset At)
{
    /// <summary>Null where the platform says nothing: Instagram tells of new comments alone.</summary>
    public static CommentEvent? Of(World world, JournalRecord record) => record switch
    {
        CommentCreated created when world.Get<Comment>(created.Id) is var comment && comment.Owner.Platform != Platform.YouTube => new CommentEvent(comment, "add", created.Text, created.At),
        CommentChanged changed when world.Get<Comment>(changed.Id) is { Owner.Platform: Platform.Facebook } comment => changed.Change switch
        {
            CommentChange.Edit => new CommentEvent(comment, "edited", changed.Text!, changed.At),
            CommentChange.Delete => new CommentEvent(comment, "remove", "", changed.At),
            CommentChange.Hide => new CommentEvent(comment, "hide", "", changed.At),
            CommentChange.Unhide => new CommentEvent(comment, "unhide", "", changed.At),
            _ => null,
        },
        _ => null,
    };
}

/// <summary>Deliveries in Meta's words; letters beyond ASCII go out as \uXXXX, and those bytes are signed.</summary>
internal static class WebhookBody
{
    public static byte[] Write(Account account, IReadOnlyList<CommentEvent> events, bool flat)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("object", account.Platform == Platform.Instagram ? "instagram" : "page");
            json.WriteStartArray("entry");
            foreach (var second in events.GroupBy(e => e.At.ToUnixTimeSeconds()))
            {
                if (flat)
                {
                    foreach (var told in second)
                        Entry(json, account, second.Key, () => Change(json, told));
                    continue;
                }

                Entry(json, account, second.Key, () =>
                {
                    json.WriteStartArray("changes");
                    foreach (var told in second)
                    {
                        json.WriteStartObject();
                        Change(json, told);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                });
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void Entry(Utf8JsonWriter json, Account account, long second, Action write)
    {
        json.WriteStartObject();
        json.WriteString("id", account.Id);
        json.WriteNumber("time", second);
        write();
        json.WriteEndObject();
    }

    private static void Change(Utf8JsonWriter json, CommentEvent told)
    {
        json.WriteString("field", told.Comment.Owner.Platform == Platform.Instagram ? "comments" : "feed");
        json.WriteStartObject("value");
        if (told.Comment.Owner.Platform == Platform.Instagram)
            OnInstagram(json, told);
        else
            OnPage(json, told);
        json.WriteEndObject();
    }

    private static void OnInstagram(Utf8JsonWriter json, CommentEvent told)
    {
        json.WriteString("id", told.Comment.Id);
        json.WriteString("text", told.Text);
        From(json, told.Comment, "username");
        json.WriteStartObject("media");
        json.WriteString("id", told.Comment.Post.Id);
        json.WriteString("media_product_type", "FEED");
        json.WriteEndObject();
        if (told.Comment.Parent is { } parent)
            json.WriteString("parent_id", parent.Id);
    }

    private static void OnPage(Utf8JsonWriter json, CommentEvent told)
    {
        json.WriteString("item", "comment");
        json.WriteString("verb", told.Verb);
        json.WriteString("comment_id", told.Comment.Id);
        json.WriteString("post_id", told.Comment.Post.Id);
        json.WriteString("parent_id", told.Comment.Parent?.Id ?? told.Comment.Post.Id);
        From(json, told.Comment, "name");
        if (told.Verb is "add" or "edited")
            json.WriteString("message", told.Text);
        json.WriteNumber("created_time", told.Comment.CreatedAt.ToUnixTimeSeconds());
    }

    private static void From(Utf8JsonWriter json, Comment comment, string name)
    {
        json.WriteStartObject("from");
        json.WriteString("id", comment.Created.AuthorId);
        json.WriteString(name, comment.Created.AuthorName);
        json.WriteEndObject();
    }
}
