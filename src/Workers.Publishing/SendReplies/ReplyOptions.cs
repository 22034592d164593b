using SnsOps.Workers.Publishing.Sending;

namespace SnsOps.Workers.Publishing.SendReplies;

/// <summary>How replies are sent. Section "Replies".</summary>
internal sealed class ReplyOptions : SendingOptions;
