using SnsOps.Workers.Publishing.Platforms;
using SnsOps.Workers.Publishing.Sending;

namespace SnsOps.Workers.Publishing.SendFirstComments;

/// <summary>A claimed first comment.</summary>
/// <param name="Id">Of its publication.</param>
/// <param name="Epoch">Our claim.</param>
/// <param name="AccountId">Who writes it.</param>
/// <param name="Platform">instagram, facebook or youtube.</param>
/// <param name="PostId">The platform's id of the post.</param>
/// <param name="Text">What is said.</param>
/// <param name="RetryCount">Attempts burnt so far.</param>
/// <param name="CreatedAt">When its post was out.</param>
internal sealed record OutgoingFirstComment(Guid Id, int Epoch, Guid AccountId, string Platform, string PostId, string Text, int RetryCount, DateTimeOffset CreatedAt) : IOutgoing
{
    public string Fingerprint => AsReply.Fingerprint;

    public string? Handle => null;

    public string RequestDigest => AsReply.RequestDigest;

    /// <summary>The same call as an answer, on another edge.</summary>
    public OutgoingReply AsReply => new(Id, Epoch, AccountId, Platform, PostId, Text, RetryCount, CreatedAt) { OnPost = true };
}
