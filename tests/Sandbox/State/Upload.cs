namespace SnsOps.Sandbox.State;

/// <summary>An upload session: the video comes into being with its last byte.</summary>
internal sealed class Upload(UploadOpened opened, Account owner)
{
    public string Id => Opened.Id;

    public Account Owner { get; } = owner;

    public UploadOpened Opened { get; } = opened;

    /// <summary>Of the whole file, once known.</summary>
    public long? Bytes { get; set; } = opened.Bytes;

    /// <summary>Of the file, from its beginning.</summary>
    public long Kept { get; set; }

    /// <summary>All that was ever sent, what was sent again included.</summary>
    public long Arrived { get; set; }

    /// <summary>The session is forgotten.</summary>
    public bool Lost { get; set; }

    public ChannelVideo? Video { get; set; }

    /// <summary>One writer at a time.</summary>
    public SemaphoreSlim Writing { get; } = new(1, 1);
}
