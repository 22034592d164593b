using SnsOps.Shared.Effects;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>How some formats of a platform are prepared, sent and looked up. Waiting is never part of sending.</summary>
internal interface IPublisher
{
    /// <summary>Of <c>publication_format</c>.</summary>
    IReadOnlyList<string> Formats { get; }

    /// <summary>What is not ready in time is given up and made anew. Not where that would leave a second copy on the account, or throw away an upload that can go on.</summary>
    bool StartsOver => true;

    /// <summary>Nothing has to be done for such a post before it is sent.</summary>
    bool IsReadyAtOnce(OutgoingPost post) => false;

    /// <summary>Does everything invisible ahead of time. Repeatable: an orphan is harmless.</summary>
    Task<Preparation> PrepareAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct);

    /// <summary>Whether the visible write could be made now; what holds it back otherwise. Asked before anything is armed.</summary>
    Task<HeldBack?> ReadyAsync(ConnectedAccount account, CancellationToken ct);

    /// <summary>Opens the way to the platform for a send that is a moment ahead. It never fails.</summary>
    Task ConnectAsync(ConnectedAccount account) => Task.CompletedTask;

    /// <summary>The one visible write. Sent once, never retried here.</summary>
    Task<(Outcome Outcome, string Response)> SendAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct);

    /// <summary>Asks the platform what became of an unknown send.</summary>
    Task<Sighting> LookUpAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct);

    /// <summary>Looks for the id of a post that is public for certain. Where it has a handle, its state tells no more than that.</summary>
    Task<Sighting> FindPostAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct) => LookUpAsync(attempt, account, ct);

    /// <summary>The public address of a post; null when the platform does not say. Cosmetic: nobody's job fails on it.</summary>
    Task<string?> FindUrlAsync(string platformPostId, ConnectedAccount account, CancellationToken ct);
}

/// <summary>What preparing came to: a closed set.</summary>
internal abstract record Preparation
{
    /// <summary>Ready to be sent, with the platform's handle if it has one.</summary>
    public sealed record Ready(string? Handle) : Preparation;

    /// <summary>Something exists on the platform now: it is stored, and the next step follows at once.</summary>
    /// <param name="Handle">Of the whole; null: as before.</param>
    /// <param name="Part">Of one file; null: none.</param>
    public sealed record Made(string? Handle, NewPart? Part) : Preparation;

    /// <summary>The platform is at work: a new handle is stored, and the next step follows after a while.</summary>
    /// <param name="Handle">Null: as before.</param>
    /// <param name="Wait">Null: the usual while.</param>
    /// <param name="Trouble">Why the last call failed; null: it did not.</param>
    public sealed record Pending(string? Handle, TimeSpan? Wait = null, string? Trouble = null) : Preparation
    {
        /// <summary>Places of the files whose part is ready: they need not be asked about again.</summary>
        public IReadOnlyCollection<int> Finished { get; init; } = [];

        /// <summary>The platform does not know the handle, which may pass; what it knows at no look any more is made anew.</summary>
        public bool IsGone { get; init; }
    }

    /// <summary>It is public already, by the platform's own word on our handle: an earlier send was taken for one that came to nothing.</summary>
    /// <param name="PlatformPostId">Null when no unique match was found for it.</param>
    /// <param name="PostUrl">Its public address, if the platform said it.</param>
    /// <param name="At">Since when, if the platform said it.</param>
    public sealed record AlreadyOut(string? PlatformPostId, string? PostUrl = null, DateTimeOffset? At = null) : Preparation;

    /// <summary>The platform was asked to publish it, by an earlier send that was taken for one that came to nothing, and is at work on it.</summary>
    public sealed record UnderWay(Outcome.Unknown Doubt) : Preparation;

    /// <summary>Could not be prepared.</summary>
    public sealed record Failed(Outcome Outcome) : Preparation;
}

/// <summary>What the platform gave for one file.</summary>
internal sealed record NewPart(int Position, byte[] Sha256, string Handle)
{
    /// <summary>For this file.</summary>
    public static NewPart Of(OutgoingMedia file, string handle) => new(file.Position, file.Sha256, handle);
}

/// <summary>What a look at the platform showed: a closed set.</summary>
internal abstract record Sighting
{
    /// <summary>It is public. The id may be missing when no unique match was found for it.</summary>
    /// <param name="PlatformPostId">Of what is there.</param>
    /// <param name="PostUrl">Its public address, if the platform said it.</param>
    /// <param name="At">Since when, if the platform said it.</param>
    public sealed record There(string? PlatformPostId, string? PostUrl, DateTimeOffset? At = null) : Sighting;

    /// <summary>A complete look did not find it. It counts only after the horizon and a second look.</summary>
    /// <param name="MayRecommit">The same handle can be committed again without doubling.</param>
    public sealed record Absent(bool MayRecommit) : Sighting;

    /// <summary>It never became public and never will: decided by the platform's own state.</summary>
    public sealed record Dead(Outcome Outcome) : Sighting;

    /// <summary>Several posts fit: a person must say which.</summary>
    public sealed record Ambiguous(int Matches) : Sighting;

    /// <summary>The platform took it and is still at work on it; look again.</summary>
    public sealed record UnderWay(string Reason) : Sighting;

    /// <summary>The look itself failed; look again.</summary>
    public sealed record Unclear(string Reason) : Sighting
    {
        /// <summary>There was no look: it may be taken then.</summary>
        public TimeSpan? HeldBackFor { get; init; }

        /// <summary>Of an answer that shows nothing.</summary>
        public static Unclear Of(GoogleAnswer answer) => new(answer.Summary) { HeldBackFor = (answer as GoogleAnswer.NotSent)?.HeldBack?.Wait };

        /// <summary>Of an answer that shows nothing.</summary>
        public static Unclear Of(MetaAnswer answer) => new(answer.Summary) { HeldBackFor = (answer as MetaAnswer.NotSent)?.HeldBack?.Wait };
    }
}
