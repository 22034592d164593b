using System.Security.Cryptography;
using System.Text;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>A claimed reply, or the first comment below a post of ours, with all that is needed to send it.</summary>
/// <param name="Id">Reply.</param>
/// <param name="Epoch">Our claim.</param>
/// <param name="AccountId">Who answers.</param>
/// <param name="Platform">instagram or facebook.</param>
/// <param name="Thread">The platform's id of the comment, or the post, it hangs on.</param>
/// <param name="Text">What is answered.</param>
/// <param name="RetryCount">Attempts burnt so far.</param>
/// <param name="CreatedAt">When it was written.</param>
internal sealed record OutgoingReply(Guid Id, int Epoch, Guid AccountId, string Platform, string Thread, string Text, int RetryCount, DateTimeOffset CreatedAt)
{
    /// <summary>
    /// SQL of the thread a comment <c>c</c> is in. Discussions have two levels: an answer to a reply is rejected by one platform and put below
    /// the same parent by the other, so the parent is answered.
    /// </summary>
    public const string ThreadOfComment = "coalesce(c.parent_comment_id, c.platform_comment_id)";

    /// <summary>It is a comment on the post itself, not an answer to one.</summary>
    public bool OnPost { get; init; }

    /// <summary>What a listing must show: the normalised text.</summary>
    public string Fingerprint => Fingerprints.Of(Text);

    /// <summary>SHA-256 of what is sent, hex: two attempts of one reply must agree.</summary>
    public string RequestDigest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"reply\n{AccountId}\n{Thread}\n{Text}")));
}
