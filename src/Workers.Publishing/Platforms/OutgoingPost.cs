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

/// <summary>Texts as platforms give them back: composed Unicode, no white space at the ends, one kind of line end.</summary>
internal static class Fingerprints
{
    /// <summary>The form two texts are compared in.</summary>
    public static string Of(string? text) =>
        (text ?? "").Normalize(NormalizationForm.FormC).Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
}

/// <summary>An attempt whose outcome is unknown, claimed for one look.</summary>
/// <param name="Id">Attempt.</param>
/// <param name="PublicationId">Its publication.</param>
/// <param name="ClientId">Whose it is.</param>
/// <param name="ContentId">What it says.</param>
/// <param name="AccountId">Where it went.</param>
/// <param name="Platform">instagram or facebook.</param>
/// <param name="Format">The publication's.</param>
/// <param name="Fingerprint">What a listing must show.</param>
/// <param name="Handle">The platform's handle, if it has one.</param>
/// <param name="ArmedAt">Not before then.</param>
/// <param name="SendDeadline">Not sent after then.</param>
/// <param name="Lookups">Looks so far, this one included.</param>
/// <param name="AbsentSince">The first complete look that found nothing.</param>
/// <param name="Now">The database's time at the claim.</param>
/// <param name="Asked">A person was asked already.</param>
internal sealed record UnknownAttempt(
    Guid Id, Guid PublicationId, Guid ClientId, Guid ContentId, Guid AccountId, string Platform, string Format, string Fingerprint, string? Handle,
    DateTimeOffset ArmedAt, DateTimeOffset SendDeadline, int Lookups, DateTimeOffset? AbsentSince, DateTimeOffset Now, bool Asked);
