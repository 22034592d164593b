using SnsOps.Shared.Effects;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>What else of a claimed publication's content its approval's seal covers, read with the claim.</summary>
internal sealed record SealedContent
{
    /// <summary>Its name inside the agency.</summary>
    public string ContentTitle { get; init; } = "";

    /// <summary>The text of the content where this platform may have one of its own; null: it is the publication's.</summary>
    public string? ContentBody { get; init; }

    /// <summary>The first comment of the content.</summary>
    public string? ContentComment { get; init; }

    /// <summary>What differs per platform, as PostgreSQL writes it.</summary>
    public string Variants { get; init; } = "{}";

    /// <summary>The time that was approved with it.</summary>
    public DateTimeOffset? PlannedAt { get; init; }

    /// <summary>All accounts it goes to.</summary>
    public Guid[] Targets { get; init; } = [];

    /// <summary>A text has files nevertheless.</summary>
    public bool HasFiles { get; init; }

    /// <summary>It is approved, in the version and for the time of the publication.</summary>
    public bool IsApproved { get; init; }

    /// <summary>The approval's.</summary>
    public byte[] ContentSeal { get; init; } = [];

    /// <summary>What is said below this publication.</summary>
    public string? FirstComment { get; init; }

    /// <summary>Whether what was claimed is, byte for byte, what was approved.</summary>
    public bool Covers(OutgoingPost post)
    {
        if (!IsApproved)
            return false;
        var content = Seals.OfContent(ContentTitle, ContentBody ?? post.Text, post.Link, ContentComment, Variants, [.. post.Media.Select(m => m.Sha256)], Targets, PlannedAt);
        return content.AsSpan().SequenceEqual(ContentSeal)
            && Seals.OfPost(content, post.AccountId, post.Format, post.ScheduledAt, FirstComment).AsSpan().SequenceEqual(post.Seal);
    }
}
