namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>The storage did not give a post's file. Nobody has seen anything of the post yet, so its preparation is tried again.</summary>
internal sealed class MediaUnreadableException(OutgoingMedia file, IOException cause) : Exception($"file {file.Position + 1} of publication {file.PublicationId} cannot be read: {cause.Message}", cause)
{
    /// <summary>Which of the post's files, from 1.</summary>
    public int Place { get; } = file.Position + 1;
}
