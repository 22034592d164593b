using SnsOps.Shared.Llm;

namespace SnsOps.Workers.Ai.Drafts;

/// <summary>The embedded writer as the last link of the gateway. Comments that are scored by the hundred get its drafts without the way through the gateway.</summary>
internal sealed class EmbeddedReplyLink : IEmbeddedWriter
{
    /// <inheritdoc />
    public string Task => LlmTasks.Reply;

    /// <inheritdoc />
    public string Engine => EmbeddedReplyWriter.Engine;

    /// <inheritdoc />
    public string? Write(LlmRequest request) => request is ReplyRequest r ? EmbeddedReplyWriter.Write(r.Client, r.Author, r.Message, r.Sentiment) : null;
}
