using System.Security.Cryptography;
using System.Text;
using SnsOps.Shared.Platforms.Google;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>A claimed publication with all that is needed to send it.</summary>
/// <param name="Id">Publication.</param>
/// <param name="Epoch">Our claim.</param>
/// <param name="ClientId">Whose it is.</param>
/// <param name="ContentId">What it says.</param>
/// <param name="AccountId">Where it goes.</param>
/// <param name="Platform">instagram, facebook or youtube.</param>
/// <param name="Format">Such as instagram_image or facebook_text.</param>
/// <param name="ContentVersion">Of the content it was claimed with.</param>
/// <param name="Seal">Of the approval.</param>
/// <param name="ScheduledAt">Its second. Never moves.</param>
/// <param name="NextAttemptAt">When this attempt is sent.</param>
/// <param name="DueSince">Since when it waited for its claim; the least value there is: it was freed.</param>
/// <param name="RetryCount">Attempts burnt so far.</param>
/// <param name="Handle">What the platform knows it by before it is public: a container, a video.</param>
/// <param name="HandleAt">When.</param>
/// <param name="Text">For this platform.</param>
/// <param name="Link">For Facebook.</param>
/// <param name="Title">For YouTube.</param>
/// <param name="Variant">For YouTube: what differs there, as JSON.</param>
internal sealed record OutgoingPost(
    Guid Id, int Epoch, Guid ClientId, Guid ContentId, Guid AccountId, string Platform, string Format, int ContentVersion, byte[] Seal,
    DateTimeOffset ScheduledAt, DateTimeOffset NextAttemptAt, DateTimeOffset DueSince, int RetryCount, string? Handle, DateTimeOffset? HandleAt,
    string Text, string? Link, string? Title, string? Variant)
{
    /// <summary>A platform forgets what was prepared and not published after 24 h; what is older than this is made anew rather than raced against its end.</summary>
    private static readonly TimeSpan HandleLife = TimeSpan.FromHours(23);

    /// <summary>Its files, in order.</summary>
    public IReadOnlyList<OutgoingMedia> Media { get; init; } = [];

    /// <summary>What its approval covers beside that.</summary>
    public SealedContent Content { get; init; } = new();

    /// <summary>The platform needs minutes to get it ready.</summary>
    public bool IsSlow => Media.Any(m => m.IsVideo);

    /// <summary>The handle, while the platform still knows it.</summary>
    public string? FreshHandle(DateTimeOffset now) => HandleAt > now - HandleLife ? Handle : null;

    /// <summary>The first file the platform has given nothing for yet; null when all have their part.</summary>
    public OutgoingMedia? WithoutPart(DateTimeOffset now) => Media.FirstOrDefault(m => m.Part is null || m.PartAt <= now - HandleLife);

    /// <summary>The same post with what the platform gave just now.</summary>
    public OutgoingPost With(string? handle, NewPart? part, DateTimeOffset now) => this with
    {
        Handle = handle ?? Handle,
        HandleAt = handle is null ? HandleAt : now,
        Media = part is null ? Media : [.. Media.Select(m => m.Position == part.Position ? m with { Part = part.Handle, PartAt = now, IsFinished = false } : m)],
    };

    /// <summary>The same post, where the platform has said that the parts of these files are ready.</summary>
    public OutgoingPost Knowing(IReadOnlyCollection<int> finished) =>
        finished.Count == 0 ? this : this with { Media = [.. Media.Select(m => finished.Contains(m.Position) ? m with { IsFinished = true } : m)] };

    /// <summary>When the visible write is made: at its second, or ahead where the platform keeps the second itself.</summary>
    public DateTimeOffset SendAt => IsHandedOver && NextAttemptAt == ScheduledAt ? NextAttemptAt - VideoWords.HandOver : NextAttemptAt;

    /// <summary>YouTube keeps the second itself: asked for by the content, and only while the second is ahead. Sent again before it, it is handed over again, at once.</summary>
    public bool IsHandedOver => Variant is not null && NextAttemptAt <= ScheduledAt && VideoWords.AsksForHandOver(Variant);

    /// <summary>What is said of it as a video.</summary>
    public VideoWords Words => VideoWords.Of(Title, Text, Variant);

    /// <summary>What a listing must show: the normalised text.</summary>
    public string Fingerprint => Fingerprints.Of(Text);

    /// <summary>SHA-256 of what is sent, hex: two attempts of one publication must agree.</summary>
    public string RequestDigest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{Format}\n{AccountId}\n{Text}\n{Link}\n{string.Join(',', Media.Select(m => Convert.ToHexStringLower(m.Sha256)))}\n{Handle}{(Title is null ? "" : $"\n{Title}\n{Variant}")}")));
}
