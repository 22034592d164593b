using SnsOps.Workers.Publishing.Sending;

namespace SnsOps.Workers.Publishing.SendFirstComments;

/// <summary>How first comments are sent. Section "FirstComments".</summary>
internal sealed class FirstCommentOptions : SendingOptions;
