using System.Text.Json;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>How a platform lists posts and comments: its words stop here, ours come out.</summary>
internal interface ICommentPlatform
{
    /// <summary>instagram or facebook.</summary>
    string Platform { get; }

    /// <summary>The account's posts, newest first.</summary>
    GraphList Posts(string platformAccountId);

    /// <summary>Field sets for comments, the richest first. One field that is not accepted fails the whole call, so the next set is tried.</summary>
    IReadOnlyList<FieldSet> FieldSets { get; }

    /// <summary>A post's comments, newest first where the platform can.</summary>
    GraphList Comments(string postId, FieldSet fields);

    /// <summary>What further replies are called in budgets and the call log.</summary>
    string RepliesName { get; }

    /// <summary>One listed post; null when it has no id.</summary>
    PlatformPost? ReadPost(JsonElement item);

    /// <summary>One page of comments.</summary>
    CommentPage ReadPage(JsonElement page, string postId, string? parentId);
}

/// <summary>A list to ask for.</summary>
/// <param name="Name">What it is called in budgets and the call log.</param>
/// <param name="Path">The edge.</param>
/// <param name="Query">Its parameters.</param>
internal sealed record GraphList(string Name, string Path, IReadOnlyList<(string Name, string Value)> Query);

/// <summary>The fields of one attempt.</summary>
/// <param name="Fields">As the platform wants them.</param>
/// <param name="Lacks">What is not asked for; empty when all is.</param>
internal sealed record FieldSet(string Fields, string Lacks);

/// <summary>A post whose comments are read.</summary>
/// <param name="Id">The platform's.</param>
/// <param name="PostedAt">Null when the platform does not say.</param>
/// <param name="CommentCount">Replies included; null when the platform does not say.</param>
internal sealed record PlatformPost(string Id, DateTimeOffset? PostedAt, long? CommentCount);

/// <summary>A comment as the platform shows it.</summary>
/// <param name="Id">The platform's.</param>
/// <param name="PostId">Below which post.</param>
/// <param name="ParentId">The comment it answers.</param>
/// <param name="Author">Name or user name; empty when withheld.</param>
/// <param name="AuthorId">The platform's id of the author; often withheld.</param>
/// <param name="Message">The text; empty for a sticker.</param>
/// <param name="PostedAt">Null when the platform does not say.</param>
internal sealed record PlatformComment(string Id, string PostId, string? ParentId, string Author, string? AuthorId, string Message, DateTimeOffset? PostedAt);

/// <summary>One page of comments, replies among them.</summary>
/// <param name="Comments">All that can be stored.</param>
/// <param name="Times">When the comments the page lists (not the replies nested in them) were posted, in its order.</param>
/// <param name="MoreReplies">Links to further replies, with the comment they answer.</param>
/// <param name="Unreadable">Items without an id.</param>
internal sealed record CommentPage(
    IReadOnlyList<PlatformComment> Comments, IReadOnlyList<DateTimeOffset> Times, IReadOnlyList<(string ParentId, string Link)> MoreReplies, int Unreadable);
