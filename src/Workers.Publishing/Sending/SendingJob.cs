using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Publishing.Sending;

/// <summary>What is particular about sending one kind of row below posts; how it is claimed, armed, sent once and closed is the same for all.</summary>
/// <typeparam name="T">A claimed row.</typeparam>
internal abstract class SendingJob<T>(SendingOptions options)
    where T : class, IOutgoing
{
    /// <summary>Its table, its holds and what people are told.</summary>
    public abstract EffectSubject Subject { get; }

    /// <summary>What people read.</summary>
    public abstract SendingWords Words { get; }

    /// <summary>How it is paced.</summary>
    public SendingOptions Options => options;

    /// <summary>Somebody is nudged for each row, so the sweep takes only what waited for too long.</summary>
    public virtual bool IsNudged => true;

    /// <summary>What must be true of a waiting row <c>s</c>, beside its time, to be claimed: <c>and …</c>.</summary>
    public virtual string AlsoToClaim => "";

    /// <summary>The columns of <typeparamref name="T"/>, and whence: <c>… from claimed s …</c>.</summary>
    public abstract string Claimed { get; }

    /// <summary>The one visible write. Sent once, never retried here.</summary>
    public abstract Task<(Outcome Outcome, string Response)> SendAsync(T row, ConnectedAccount account, CancellationToken ct);
}
