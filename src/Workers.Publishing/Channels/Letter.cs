using System.Security.Cryptography;
using System.Text;
using SnsOps.Shared.Deliveries;

namespace SnsOps.Workers.Publishing.Channels;

/// <summary>What is sent, ready to be sent. Never logged: its text hides what it says.</summary>
/// <param name="DeliveryId">Its row: the same in each attempt.</param>
/// <param name="ContactId">Whose contact.</param>
/// <param name="ClientId">About which client; null: the agency, or several.</param>
/// <param name="Recipient">An address or a number.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain.</param>
internal sealed record Letter(Guid DeliveryId, Guid ContactId, Guid? ClientId, string Recipient, string Subject, string Text)
{
    /// <summary>The same with style.</summary>
    public string? Html { get; init; }

    /// <summary>Files of the object store.</summary>
    public IReadOnlyList<StoredAttachment> Attachments { get; init; } = [];

    /// <summary>The address of a webhook, in clear.</summary>
    public string? Hook { get; init; }

    /// <summary>Nobody asked for this one in particular: out-of-office replies are not wanted.</summary>
    public bool IsAutomatic { get; init; } = true;

    /// <summary>What a listing shows of it: recipient and text, hashed, as the text may be a code.</summary>
    public byte[] Fingerprint => FingerprintOf(Recipient, Text);

    /// <summary>The fingerprint of what a listing shows.</summary>
    public static byte[] FingerprintOf(string recipient, string text) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(recipient + "\n" + text.Replace("\r\n", "\n", StringComparison.Ordinal).Trim()));

    /// <inheritdoc />
    public override string ToString() => $"delivery {DeliveryId}";
}
