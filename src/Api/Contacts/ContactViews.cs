using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;

namespace SnsOps.Api.Contacts;

public sealed record NewContact(
    [Required, AllowedValues("email", "sms", "slack", ErrorMessage = "channel must be email, sms or slack")] string? Channel, [Required, MaxLength(300)] string? Address);
public sealed record NewRecipient([Required, EmailAddress, MaxLength(254)] string? Email);
public sealed record ContactCode([Required, RegularExpression(@"\s*\d{6}\s*", ErrorMessage = "code has six digits")] string? Code);

/// <summary>Where somebody is reached. Nothing is sent there before it is verified, nor after the last message was refused for good (broken); the proof that was sent is good until proof_until.</summary>
public sealed record ContactView(
    Guid Id, string Channel, string Address, DateTimeOffset? VerifiedAt, DateTimeOffset? BrokenAt, string? BrokenReason, DateTimeOffset CreatedAt, DateTimeOffset? ProofUntil);
public sealed record ContactList(IReadOnlyList<ContactView> Items);

/// <summary>An address to be asked for its proof.</summary>
/// <param name="Id">Of the contact to be.</param>
/// <param name="AskedBy">Who enters it.</param>
/// <param name="UserId">Whose it shall be.</param>
/// <param name="ClientId">Or whose mail it shall get.</param>
/// <param name="Channel">email, sms or slack.</param>
/// <param name="Shown">As it is kept.</param>
/// <param name="Secret">A hook's whole address.</param>
internal sealed record NewAddress(Guid Id, Guid AskedBy, Guid? UserId, Guid? ClientId, string Channel, string Shown, string? Secret)
{
    /// <summary>By which proofs to one address are counted, whoever asks.</summary>
    public byte[] Hash { get; } = SHA256.HashData(Encoding.UTF8.GetBytes($"{Channel}:{(Secret ?? Shown).ToLowerInvariant()}"));

    /// <inheritdoc />
    public override string ToString() => $"{Channel} contact {Id}";
}

/// <summary>Why no proof is asked for.</summary>
internal enum AskRefused
{
    /// <summary>It is.</summary>
    No,

    /// <summary>Too many within the hour.</summary>
    TooOften,

    /// <summary>It was given already.</summary>
    Verified,

    /// <summary>There is no such contact.</summary>
    NotFound,
}
