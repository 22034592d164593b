using System.Security.Cryptography;
using System.Text;
using SnsOps.Shared.Effects;
using SnsOps.Workers.Publishing.Sending;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>A comment that something is done to, as its platform knows it.</summary>
/// <param name="Id">The platform's.</param>
/// <param name="ParentId">The comment it answers; null: it stands on its own.</param>
/// <param name="PostId">The post below which it stands.</param>
/// <param name="IsOwn">The account wrote it.</param>
internal sealed record ModeratedComment(string Id, string? ParentId, string PostId, bool IsOwn)
{
    /// <summary>SQL: of a row <c>s</c> with a comment_id, as columns.</summary>
    public static string Columns { get; } = $"c.platform_comment_id, c.parent_comment_id as parent_id, c.platform_post_id as post_id, {Threads.IsOwn("c", "a")} as is_own";

    /// <summary>SQL: where they are.</summary>
    public const string Joined = "join comments_inbox c on c.id = s.comment_id join platform_accounts a on a.id = c.account_id";
}

/// <summary>A claimed action, with all that is needed to carry it out.</summary>
/// <param name="Id">The action.</param>
/// <param name="Epoch">Our claim.</param>
/// <param name="AccountId">Who acts.</param>
/// <param name="Platform">instagram, facebook or youtube.</param>
/// <param name="Action">hide, unhide or delete.</param>
/// <param name="BanAuthor">On YouTube: who wrote it shall not write there again.</param>
/// <param name="RetryCount">Attempts burnt so far.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="PlatformCommentId">The comment.</param>
/// <param name="ParentId">The comment it answers.</param>
/// <param name="PostId">The post below which it stands.</param>
/// <param name="IsOwn">The account wrote it.</param>
internal sealed record OutgoingAction(
    Guid Id, int Epoch, Guid AccountId, string Platform, string Action, bool BanAuthor, int RetryCount, DateTimeOffset CreatedAt,
    string PlatformCommentId, string? ParentId, string PostId, bool IsOwn) : IOutgoing
{
    /// <summary>What it is done to.</summary>
    public ModeratedComment Comment => new(PlatformCommentId, ParentId, PostId, IsOwn);

    public string Fingerprint => Action;

    public string? Handle => PlatformCommentId;

    public string RequestDigest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"action\n{AccountId}\n{PlatformCommentId}\n{Action}\n{BanAuthor}")));
}
