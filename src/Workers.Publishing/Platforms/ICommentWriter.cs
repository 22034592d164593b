using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>How comments are written on some platforms: answers to comments, and comments on a post itself.</summary>
internal interface ICommentWriter
{
    /// <summary>Of <c>platform</c>.</summary>
    IReadOnlyList<string> Platforms { get; }

    /// <summary>The one visible write. Sent once, never retried here.</summary>
    Task<(Outcome Outcome, string Response)> SendAsync(OutgoingReply reply, ConnectedAccount account, CancellationToken ct);

    /// <summary>Looks for the account's own words in the thread: the one match since the attempt that no other reply has.</summary>
    Task<Sighting> LookUpAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct);
}

/// <summary>Who writes on which platform.</summary>
internal sealed class CommentWriters(IEnumerable<ICommentWriter> writers)
{
    private readonly Dictionary<string, ICommentWriter> _writers = writers.SelectMany(w => w.Platforms.Select(p => (Platform: p, Writer: w))).ToDictionary(p => p.Platform, p => p.Writer);

    /// <summary>Of a platform.</summary>
    /// <exception cref="KeyNotFoundException">The database allows a platform this process cannot write on.</exception>
    public ICommentWriter Of(string platform) => _writers[platform];
}
