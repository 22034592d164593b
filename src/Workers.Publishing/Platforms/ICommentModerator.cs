using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>How comments are hidden, shown again and deleted on some platforms. Each of these may be done twice without harm.</summary>
internal interface ICommentModerator
{
    /// <summary>Of <c>platform</c>.</summary>
    IReadOnlyList<string> Platforms { get; }

    /// <summary>The one visible write. Sent once, never retried here.</summary>
    Task<(Outcome Outcome, string Response)> SendAsync(OutgoingAction action, ConnectedAccount account, CancellationToken ct);

    /// <summary>Asks the platform how a comment stands.</summary>
    Task<CommentSight> ReadAsync(ModeratedComment comment, ConnectedAccount account, CancellationToken ct);
}

/// <summary>Who moderates which platform.</summary>
internal sealed class CommentModerators(IEnumerable<ICommentModerator> moderators)
{
    private readonly Dictionary<string, ICommentModerator> _moderators =
        moderators.SelectMany(m => m.Platforms.Select(p => (Platform: p, Moderator: m))).ToDictionary(p => p.Platform, p => p.Moderator);

    /// <summary>Of a platform.</summary>
    /// <exception cref="KeyNotFoundException">The database allows a platform this process cannot moderate.</exception>
    public ICommentModerator Of(string platform) => _moderators[platform];
}

/// <summary>How a comment stands, as its platform says: a closed set.</summary>
internal abstract record CommentSight
{
    private CommentSight()
    {
    }

    /// <summary>It is there.</summary>
    /// <param name="IsHidden">From everybody but its author.</param>
    public sealed record There(bool IsHidden) : CommentSight;

    /// <summary>The platform knows no such comment. One such answer proves little: the same error is sometimes given for what is there.</summary>
    public sealed record Gone(string Reason) : CommentSight;

    /// <summary>The look itself failed.</summary>
    public sealed record Unclear(string Reason) : CommentSight
    {
        /// <summary>There was no look: it may be taken then.</summary>
        public TimeSpan? HeldBackFor { get; init; }

        /// <summary>Of an answer that shows nothing.</summary>
        public static Unclear Of(GoogleAnswer answer) => new(answer.Summary) { HeldBackFor = (answer as GoogleAnswer.NotSent)?.HeldBack?.Wait };

        /// <summary>Of an answer that shows nothing.</summary>
        public static Unclear Of(MetaAnswer answer) => new(answer.Summary) { HeldBackFor = (answer as MetaAnswer.NotSent)?.HeldBack?.Wait };
    }
}
