using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Publishing.Channels;

/// <summary>The server that takes our e-mail. Section "Smtp"; without a host no e-mail is sent.</summary>
internal sealed class SmtpOptions
{
    /// <summary>Its name, which its certificate must bear.</summary>
    public string Host { get; init; } = "";

    /// <summary>587 with STARTTLS, 465 with TLS from the first byte.</summary>
    [Range(1, 65_535)] public int Port { get; init; } = 587;

    /// <summary>starttls, tls, or none: for a relay on the same machine only.</summary>
    [RegularExpression("starttls|tls|none")] public string Security { get; init; } = "starttls";

    /// <summary>SHA-256 of a certificate, hex, that is taken although nobody vouches for it: of a relay in the house.</summary>
    [RegularExpression("([0-9A-Fa-f]{64})?")] public string CertificateSha256 { get; init; } = "";

    /// <summary>Who signs in; empty: nobody.</summary>
    public string User { get; init; } = "";

    /// <summary>Their password.</summary>
    public string Password { get; init; } = "";

    /// <summary>Whose mail it is: bounces go there.</summary>
    [EmailAddress] public string From { get; init; } = "snsops@localhost.localdomain";

    /// <summary>As people read it.</summary>
    [Required] public string FromName { get; init; } = "SnsOps";

    /// <summary>Longest wait for one answer of the server, in seconds.</summary>
    [Range(0.5, 300)] public double TimeoutSeconds { get; init; } = 30;
}
