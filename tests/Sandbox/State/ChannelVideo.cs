namespace SnsOps.Sandbox.State;

/// <summary>What a video says of itself.</summary>
internal sealed record VideoSnippet(string Title, string Description, string[] Tags, string CategoryId, string? DefaultLanguage = null);

/// <summary>Who may see a video.</summary>
internal sealed record VideoStatus(
    string Privacy, DateTimeOffset? PublishAt = null, bool MadeForKids = false, bool Synthetic = false, string License = "youtube", bool NotEmbeddable = false, bool HidesFigures = false)
{
    public bool IsPrivate => Privacy == "private";
}

/// <summary>A video of a channel: there since its last byte arrived, shown to others since it was not private any more.</summary>
internal sealed class ChannelVideo(VideoInserted inserted, Upload upload) : Discussed(inserted.Id), IListed
{
    public override NodeKind Kind => NodeKind.ChannelVideo;

    public override Account Owner { get; } = upload.Owner;

    public override string Text => Snippet.Title;

    public VideoInserted Inserted { get; } = inserted;

    public VideoSnippet Snippet { get; private set; } = upload.Opened.Snippet;

    public VideoStatus Status { get; private set; } = upload.Opened.Status;

    /// <summary>When others could first see it.</summary>
    public DateTimeOffset? ShownAt { get; private set; } = upload.Opened.Status.IsPrivate ? null : inserted.At;

    public string? ThumbnailSha256 { get; set; }

    public long Seq => Inserted.Seq;

    public DateTimeOffset CreatedAt => Inserted.At;

    public bool Visible => !Deleted;

    public void Change(VideoChanged changed)
    {
        (Snippet, Status) = (changed.Snippet, changed.Status);
        if (!Status.IsPrivate)
            ShownAt ??= changed.At;
    }

    /// <summary>uploaded until it is processed, or failed.</summary>
    public string UploadStatusAt(DateTimeOffset now, TimeSpan processing) =>
        now - Inserted.At < processing ? "uploaded" : Inserted.Failing ? "failed" : "processed";
}
