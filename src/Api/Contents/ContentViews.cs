using System.ComponentModel.DataAnnotations;

namespace SnsOps.Api.Contents;

/// <summary>How late a content may still go out, in minutes.</summary>
internal static class Grace
{
    public const int Least = 5;
    public const int Most = 24 * 60;
}

/// <summary>What differs on one platform.</summary>
/// <remarks>
/// Format: Such as instagram_story or facebook_reel; without it the one that fits the files is taken.
/// FirstComment: Instead of the content's; empty: none on this platform.
/// Of YouTube only: Title (instead of the content's), Tags, CategoryId (a number, by default 22), Privacy (public or unlisted, from its second on), MadeForKids,
/// PublishAtPlatform (YouTube is told the second two minutes ahead and keeps it by itself; from then on it cannot be called off here).
/// </remarks>
public sealed record ContentVariant(
    [MaxLength(63206)] string? Body, [MaxLength(40)] string? Format = null, [MaxLength(8000)] string? FirstComment = null,
    [MaxLength(300)] string? Title = null, [MaxLength(100)] string[]? Tags = null, [MaxLength(4)] string? CategoryId = null, [MaxLength(10)] string? Privacy = null,
    bool? MadeForKids = null, bool? PublishAtPlatform = null)
{
    /// <summary>It says something that only YouTube has.</summary>
    internal bool IsOfVideo => Title is not null || Tags is not null || CategoryId is not null || Privacy is not null || MadeForKids is not null || PublishAtPlatform is not null;
}

/// <summary>A content as staff see it.</summary>
/// <remarks>DeliveryStatus: Derived from its publications: not_scheduled, scheduled, publishing, published, partially_published, failed, unknown, missed or cancelled. Version: Send it back in If-Match when editing.
/// ReviewStep: Whose turn it is in review: staff or client. ReviewUntil: Not approved by then, it expires. PlannedAt: The time that is approved with it. ApprovedBy: Null also where the client approved by a link; its reviews say so.</remarks>
public sealed record ContentView(
    Guid Id, Guid ClientId, string Title, string Body, string? Link, string? FirstComment, IReadOnlyDictionary<string, ContentVariant> Variants,
    string ReviewState, string DeliveryStatus, int Version,
    DateTimeOffset? ScheduledAt, DateTime? LocalTime, string? TimeZone, int GraceMinutes,
    Guid CreatedBy, Guid? ApprovedBy, DateTimeOffset? ApprovedAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    IReadOnlyList<ContentMedia> Media, IReadOnlyList<Guid> AccountIds, IReadOnlyList<ContentPublication> Publications,
    string? ReviewStep, DateTimeOffset? ReviewUntil, DateTimeOffset? PlannedAt, string? PlannedZone);

/// <remarks>FileName: what it was called when it was uploaded; null: nobody said.</remarks>
public sealed record ContentMedia(Guid Id, string Sha256, string Type, int? Width, int? Height, int? DurationMs, long Bytes, string? FileName);
public sealed record ContentPublication(Guid Id, Guid AccountId, string Platform, string State, DateTimeOffset ScheduledAt, DateTimeOffset? PublishedAt, string? PostUrl, string? Error);

public sealed record NewContent(
    [Required] Guid? ClientId,
    [Required, MaxLength(300)] string? Title,
    [MaxLength(63206)] string? Body,
    [Url, MaxLength(2000)] string? Link,
    [MaxLength(8000)] string? FirstComment,
    Dictionary<string, ContentVariant>? Variants,
    [MaxLength(20)] Guid[]? MediaIds,
    [MaxLength(100)] Guid[]? AccountIds,
    [Range(Grace.Least, Grace.Most)] int? GraceMinutes = null);

/// <summary>A partial edit: what is absent stays, null clears.</summary>
public sealed class ContentPatch
{
    [MaxLength(300)] public string? Title { get; init; }

    [MaxLength(63206)] public string? Body { get; init; }

    [Url, MaxLength(2000)] public string? Link
    {
        get;
        init
        {
            field = value;
            LinkGiven = true;
        }
    }

    [MaxLength(8000)] public string? FirstComment
    {
        get;
        init
        {
            field = value;
            FirstCommentGiven = true;
        }
    }

    public Dictionary<string, ContentVariant>? Variants { get; init; }

    [MaxLength(20)] public Guid[]? MediaIds { get; init; }

    [MaxLength(100)] public Guid[]? AccountIds { get; init; }

    [Range(Grace.Least, Grace.Most)] public int? GraceMinutes { get; init; }

    internal bool LinkGiven { get; private init; }

    internal bool FirstCommentGiven { get; private init; }
}

/// <remarks>ScheduledAt: the time that is approved with it, RFC 3339 with offset; approved, it is scheduled for it. Without one staff set a time after the approval. TimeZone: IANA name.</remarks>
public sealed record SubmitRequest(DateTimeOffset? ScheduledAt, [MaxLength(64)] string? TimeZone);

public sealed record ChangesRequest([Required, MaxLength(4000)] string? Comment);

/// <remarks>ScheduledAt: RFC 3339 with offset. TimeZone: IANA name in which staff think of that time. GraceMinutes: How late it may still go out; by default as the content says, which is 60 unless set. MovedFrom: the time the caller saw; refused when somebody else has moved it meanwhile.</remarks>
public sealed record ScheduleRequest(
    [Required] DateTimeOffset? ScheduledAt, [Required, MaxLength(64)] string? TimeZone, [Range(Grace.Least, Grace.Most)] int? GraceMinutes, DateTimeOffset? MovedFrom = null);
