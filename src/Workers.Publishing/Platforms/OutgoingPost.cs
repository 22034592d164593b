using System.Security.Cryptography;
using System.Text;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>A claimed publication with all that is needed to send it.</summary>
/// <param name="Id">Publication.</param>
/// <param name="Epoch">Our claim.</param>
/// <param name="ClientId">Whose it is.</param>
/// <param name="ContentId">What it says.</param>
/// <param name="AccountId">Where it goes.</param>
/// <param name="Platform">instagram or facebook.</param>
/// <param name="Format">instagram_image, facebook_text or facebook_photo.</param>
/// <param name="ContentVersion">Of the content it was claimed with.</param>
/// <param name="Seal">Of the approval.</param>
/// <param name="ScheduledAt">Its second. Never moves.</param>
/// <param name="NextAttemptAt">When this attempt is sent.</param>
/// <param name="RetryCount">Attempts burnt so far.</param>
/// <param name="Handle">Instagram's container, once created.</param>
/// <param name="HandleAt">When.</param>
/// <param name="Text">For this platform.</param>
/// <param name="Link">For Facebook.</param>
/// <param name="MediaSha256">The one picture, if any.</param>
/// <param name="MediaType">Its type.</param>
internal sealed record OutgoingPost(
    Guid Id, int Epoch, Guid ClientId, Guid ContentId, Guid AccountId, string Platform, string Format, int ContentVersion, byte[] Seal,
    DateTimeOffset ScheduledAt, DateTimeOffset NextAttemptAt, int RetryCount, string? Handle, DateTimeOffset? HandleAt,
    string Text, string? Link, byte[]? MediaSha256, string? MediaType)
{
    /// <summary>What a listing must show: the normalised text.</summary>
    public string Fingerprint => Fingerprints.Of(Text);

    /// <summary>SHA-256 of what is sent, hex: two attempts of one publication must agree.</summary>
    public string RequestDigest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{Format}\n{AccountId}\n{Text}\n{Link}\n{(MediaSha256 is null ? "" : Convert.ToHexStringLower(MediaSha256))}\n{Handle}")));
}
