using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SnsOps.Sandbox.State;

/// <summary>A line of the journal. The state is what these say, applied in order, both live and after a restart.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "k")]
[JsonDerivedType(typeof(AccountSaved), "account")]
[JsonDerivedType(typeof(TokenSaved), "token")]
[JsonDerivedType(typeof(ContainerCreated), "container")]
[JsonDerivedType(typeof(ContainerFailed), "container-failed")]
[JsonDerivedType(typeof(PostCreated), "post")]
[JsonDerivedType(typeof(VideoStarted), "video")]
[JsonDerivedType(typeof(VideoReceived), "video-received")]
[JsonDerivedType(typeof(VideoFinished), "video-finished")]
[JsonDerivedType(typeof(UploadOpened), "yt-upload")]
[JsonDerivedType(typeof(UploadReceived), "yt-received")]
[JsonDerivedType(typeof(UploadLost), "yt-lost")]
[JsonDerivedType(typeof(VideoInserted), "yt-video")]
[JsonDerivedType(typeof(VideoChanged), "yt-changed")]
[JsonDerivedType(typeof(ThumbnailSet), "yt-thumbnail")]
[JsonDerivedType(typeof(CommentCreated), "comment")]
[JsonDerivedType(typeof(CommentChanged), "comment-changed")]
[JsonDerivedType(typeof(CommentsSwitched), "comments-switched")]
[JsonDerivedType(typeof(AuthorBanned), "banned")]
[JsonDerivedType(typeof(NodeDeleted), "deleted")]
[JsonDerivedType(typeof(ClockTurned), "clock")]
[JsonDerivedType(typeof(PlayStarted), "play")]
[JsonDerivedType(typeof(PlayStopped), "play-stopped")]
internal abstract record JournalRecord;

internal sealed record AccountSaved(
    Platform Platform, string Id, string Name, string Username, long Followers, string? ClientLabel, int? PublishQuota, string[]? Pages = null, string? Instagram = null) : JournalRecord;

internal sealed record TokenSaved(
    string Token, string AccountId, DateTimeOffset IssuedAt, DateTimeOffset? ExpiresAt, TokenState State, string[] Scopes, string? PersonId = null, string[]? Targets = null) : JournalRecord;

/// <param name="Form">What publishing it makes.</param>
/// <param name="IsItem">Of a carousel: it cannot be published by itself.</param>
/// <param name="Children">Of a carousel, in order.</param>
internal sealed record ContainerCreated(
    string Id, long Seq, string AccountId, string? Caption, string? MediaUrl, string? MediaSha256, DateTimeOffset At, bool Stuck, bool Failing,
    PostForm Form = PostForm.Media, bool IsItem = false, bool IsVideo = false, string[]? Children = null) : JournalRecord;

internal sealed record ContainerFailed(string Id) : JournalRecord;

/// <summary>How a post came about.</summary>
internal enum PostForm { Media, Status, Photo, Carousel, Reel, Story, Album, Video }

/// <param name="Id">Instagram: the media id. Facebook: the composite {page}_{post}.</param>
/// <param name="Media">SHA-256 of what it shows, in order, where that is more than one file or a video.</param>
/// <param name="PhotoIds">Photos that were put on the page before and that it shows.</param>
/// <param name="Seed">Made by the sandbox so that comments have a place: no effect of a caller.</param>
internal sealed record PostCreated(
    string Id, long Seq, string AccountId, PostForm Form, string? Text, DateTimeOffset At, bool Published,
    string? Link = null, string? MediaSha256 = null, string? MediaUrl = null, string? ContainerId = null, string? PhotoId = null,
    string? RequestId = null, bool Seed = false, string[]? Media = null, bool IsVideo = false, string[]? PhotoIds = null, string? VideoId = null) : JournalRecord;

/// <param name="PlayId">Set for comments that are played, with their place in the play.</param>
/// <param name="Audience">Written by somebody who uses no API, so it is no effect of a caller.</param>
internal sealed record CommentCreated(
    string Id, long Seq, string PostId, string? ParentId, string AuthorId, string AuthorName, string Text, DateTimeOffset At,
    string? RequestId = null, string? PlayId = null, int PlayIndex = 0, bool Audience = false, Moderation Moderation = Moderation.Published) : JournalRecord;

/// <summary>What happens to a comment after it was written. The names are the ledger's.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CommentChange>))]
internal enum CommentChange { Edit, Delete, Hide, Unhide, Hold, Publish, Reject }

/// <param name="Text">The new one, of an edit.</param>
/// <param name="ByCall">A call asked for it: it stands in the ledger.</param>
internal sealed record CommentChanged(string Id, CommentChange Change, DateTimeOffset At, string? Text = null, bool ByCall = false, string? RequestId = null) : JournalRecord;

internal sealed record CommentsSwitched(string Id, bool Off) : JournalRecord;

/// <summary>What this author writes on the channel from now on is rejected.</summary>
internal sealed record AuthorBanned(string AccountId, string AuthorId) : JournalRecord;

/// <param name="Edge">videos, video_reels or video_stories.</param>
internal sealed record VideoStarted(string Id, long Seq, string AccountId, string Edge, string SessionId, long? Bytes, DateTimeOffset At) : JournalRecord;

/// <param name="Bytes">All so far.</param>
internal sealed record VideoReceived(string Id, long Bytes, long? Of) : JournalRecord;

internal sealed record VideoFinished(string Id, DateTimeOffset At, bool Failing) : JournalRecord;

/// <param name="Bytes">Of the whole file, if the caller said so.</param>
internal sealed record UploadOpened(
    string Id, long Seq, string AccountId, VideoSnippet Snippet, VideoStatus Status, long? Bytes, DateTimeOffset At, string? RequestId = null) : JournalRecord;

/// <param name="Kept">Of the file, from its beginning.</param>
/// <param name="Arrived">All that was ever sent, what was sent again included.</param>
internal sealed record UploadReceived(string Id, long Kept, long Arrived, long? Of) : JournalRecord;

/// <summary>The session is forgotten.</summary>
internal sealed record UploadLost(string Id) : JournalRecord;

/// <param name="Seed">Made by the sandbox so that comments have a place: no effect of a caller.</param>
internal sealed record VideoInserted(string Id, long Seq, string UploadId, string Sha256, long Bytes, DateTimeOffset At, bool Failing, bool Seed = false) : JournalRecord;

/// <summary>What a video says of itself, or who may see it, is something else from then on.</summary>
internal sealed record VideoChanged(string Id, VideoSnippet Snippet, VideoStatus Status, DateTimeOffset At, string? RequestId = null) : JournalRecord;

internal sealed record ThumbnailSet(string Id, string Sha256) : JournalRecord;

internal sealed record NodeDeleted(string Id) : JournalRecord;

internal sealed record ClockTurned(double OffsetSeconds) : JournalRecord;

/// <param name="File">Name of the kept rows below the data folder; null plays the written comments.</param>
/// <param name="PostIds">Where the comments go; empty means the newest posts at that moment.</param>
internal sealed record PlayStarted(
    string Id, string? File, int Total, double PerSecond, bool Repeat, string[] AccountIds, string[] PostIds) : JournalRecord;

internal sealed record PlayStopped(string Id) : JournalRecord;

[JsonSerializable(typeof(JournalRecord))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>Korean stays readable in the file.</summary>
    public static readonly JournalJson Readable = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    });
}
