namespace SnsOps.Workers.Publishing.ReadBackPublications;

/// <summary>One look at a published post, taken by this process.</summary>
/// <param name="PublicationId">Whose post.</param>
/// <param name="Number">1: soon after it was out, 2: an hour later.</param>
/// <param name="AccountId">Where it stands.</param>
/// <param name="Platform">instagram, facebook or youtube.</param>
/// <param name="PlatformPostId">The post.</param>
/// <param name="Looks">Looks so far, this one included.</param>
/// <param name="WasAbsent">The look before found nothing.</param>
internal sealed record ReadBack(Guid PublicationId, int Number, Guid AccountId, string Platform, string PlatformPostId, int Looks, bool WasAbsent);

/// <summary>What a look showed: a closed set.</summary>
internal abstract record View
{
    private View()
    {
    }

    /// <summary>It is there.</summary>
    public sealed record Seen(string? PostUrl) : View;

    /// <summary>The platform knows no such post, or does not show it to us. One such answer proves nothing: the same error is sometimes given for posts that are there.</summary>
    public sealed record Absent(string Reason) : View;

    /// <summary>The look itself failed.</summary>
    public sealed record Unclear(string Reason) : View;
}
