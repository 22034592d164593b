using System.ComponentModel.DataAnnotations;

namespace SnsOps.Api.Inbox;

/// <summary>How comments are answered. Section "Inbox".</summary>
internal sealed class InboxOptions
{
    /// <summary>An answer waits so many seconds before it may be sent, so that its writer can call it off. A call may name another number.</summary>
    [Range(0, 120)] public double UndoSeconds { get; init; } = 5;

    /// <summary>An answer box that was not heard of for so many seconds holds nobody up any more.</summary>
    [Range(1, 600)] public double AnsweringSeconds { get; init; } = 45;
}
