using SnsOps.Workers.Publishing.Sending;

namespace SnsOps.Workers.Publishing.ModerateComments;

/// <summary>How comments are hidden, shown again and deleted. Section "Moderation".</summary>
internal sealed class ModerationOptions : SendingOptions;
