namespace SnsOps.Workers.Publishing.Sending;

/// <summary>A claimed row below a post: an answer, a first comment, something that is done to a comment.</summary>
internal interface IOutgoing
{
    /// <summary>The row.</summary>
    Guid Id { get; }

    /// <summary>Our claim.</summary>
    int Epoch { get; }

    /// <summary>Whose account.</summary>
    Guid AccountId { get; }

    /// <summary>Where.</summary>
    string Platform { get; }

    /// <summary>Attempts burnt so far.</summary>
    int RetryCount { get; }

    /// <summary>When it was asked for.</summary>
    DateTimeOffset CreatedAt { get; }

    /// <summary>What a look-up must find.</summary>
    string Fingerprint { get; }

    /// <summary>What the platform calls it already, where nothing new is made.</summary>
    string? Handle { get; }

    /// <summary>SHA-256 of what is sent, hex: two attempts of one row must agree.</summary>
    string RequestDigest { get; }
}
