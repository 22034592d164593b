using System.Text.Json.Serialization;

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

    /// <summary>Items without an id, which cannot be kept.</summary>
    [JsonPropertyName("unreadable"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int Unreadable { get; set; }

    /// <summary>Fields the platform did not grant.</summary>
    [JsonPropertyName("lacks"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Lacks { get; set; }

    /// <summary>Posts the platform would not show, with its reason; the first ten.</summary>
    [JsonPropertyName("refused_posts"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public Dictionary<string, string>? RefusedPosts { get; set; }
}
