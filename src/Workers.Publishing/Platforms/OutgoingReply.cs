using System.Security.Cryptography;
using System.Text;
using SnsOps.Workers.Publishing.Sending;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>A claimed reply, or the first comment below a post of ours, with all that is needed to send it.</summary>
/// <param name="Id">Reply.</param>
/// <param name="Epoch">Our claim.</param>
/// <param name="AccountId">Who answers.</param>
/// <param name="Platform">instagram, facebook or youtube.</param>
/// <param name="Thread">The platform's id of the comment, or the post, it hangs on.</param>
/// <param name="Text">What is answered.</param>
/// <param name="RetryCount">Attempts burnt so far.</param>
/// <param name="CreatedAt">When it was written.</param>
internal sealed record OutgoingReply(Guid Id, int Epoch, Guid AccountId, string Platform, string Thread, string Text, int RetryCount, DateTimeOffset CreatedAt) : IOutgoing
{
    /// <summary>It is a comment on the post itself, not an answer to one.</summary>
    public bool OnPost { get; init; }

    /// <summary>What a listing must show: the normalised text.</summary>
    public string Fingerprint => Fingerprints.Of(Text);

    public string? Handle => null;

    /// <summary>SHA-256 of what is sent, hex: two attempts of one reply must agree.</summary>
    public string RequestDigest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"reply\n{AccountId}\n{Thread}\n{Text}")));
}
