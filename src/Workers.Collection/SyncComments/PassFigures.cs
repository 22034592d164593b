using System.Text.Json.Serialization;
using SnsOps.Workers.Collection.Inbox;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>What staff see of a pass in the history, also while it runs.</summary>
internal sealed class PassFigures
{
    /// <summary>Posts read so far.</summary>
    [JsonPropertyName("posts")] public int Posts { get; set; }

    /// <summary>Pages of comments read.</summary>
    [JsonPropertyName("pages")] public int Pages { get; set; }

    /// <summary>Comments read, known ones included.</summary>
    [JsonPropertyName("seen")] public int Seen { get; set; }

    /// <summary>Comments we did not have.</summary>
    [JsonPropertyName("new")] public int New { get; set; }

    /// <summary>Comments that say something else now.</summary>
    [JsonPropertyName("edited")] public int Edited { get; set; }

    /// <summary>Comments that are not there any more.</summary>
    [JsonPropertyName("gone"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int Gone { get; set; }

    /// <summary>Comments that were hidden, shown again, or are back.</summary>
    [JsonPropertyName("turned"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int Turned { get; set; }

    /// <summary>Posts whose count of comments had not changed: not read, to save quota.</summary>
    [JsonPropertyName("unchanged"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int Unchanged { get; set; }

    /// <summary>Items without an id, which cannot be kept.</summary>
    [JsonPropertyName("unreadable"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int Unreadable { get; set; }

    /// <summary>Fields the platform did not grant.</summary>
    [JsonPropertyName("lacks"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Lacks { get; set; }

    /// <summary>Fields of posts the platform did not grant.</summary>
    [JsonPropertyName("posts_lack"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? PostsLack { get; set; }

    /// <summary>Posts the platform would not show, with its reason; the first ten.</summary>
    [JsonPropertyName("refused_posts"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public Dictionary<string, string>? RefusedPosts { get; set; }

    /// <summary>Counts a page in.</summary>
    public void Add(CommentPage page, StoredComments stored)
    {
        Pages++;
        Seen += page.Comments.Count(c => !c.IsGone);
        New += stored.New;
        Edited += stored.Edited;
        Gone += stored.Gone;
        Turned += stored.Turned;
        Unreadable += page.Unreadable;
    }
}
