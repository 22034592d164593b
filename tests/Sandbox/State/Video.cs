namespace SnsOps.Sandbox.State;

/// <summary>A video a page is being sent: invisible until its upload is finished and it is processed.</summary>
internal sealed class Video(VideoStarted started, Account account) : Node(started.Id)
{
    public override NodeKind Kind => NodeKind.Video;

    public override Account Owner { get; } = account;

    public override string Text => Post?.Text ?? "";

    public VideoStarted Started { get; } = started;

    /// <summary>All of it, once known: some callers say so only with the bytes.</summary>
    public long? Bytes { get; set; } = started.Bytes;

    public long Received { get; set; }

    public bool IsWhole => Received == Bytes;

    public VideoFinished? Finished { get; set; }

    public Post? Post { get; set; }

    /// <summary>One writer at a time.</summary>
    public SemaphoreSlim Writing { get; } = new(1, 1);

    /// <summary>Where its processing stands: upload_complete until it is asked to be published.</summary>
    public string StatusAt(DateTimeOffset now, TimeSpan processing) => this switch
    {
        { Finished: { Failing: true } finished } when now - finished.At >= processing => "error",
        { Finished: { } finished } => now - finished.At >= processing ? "ready" : "processing",
        { IsWhole: true } => "upload_complete",
        _ => "processing",
    };
}
