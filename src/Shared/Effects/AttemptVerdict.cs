namespace SnsOps.Shared.Effects;

/// <summary>What is known of an attempt, and how it came to be known.</summary>
/// <param name="Subject">The kind of row that was sent.</param>
/// <param name="AttemptId">An armed or unknown attempt.</param>
/// <param name="Outcome">The verdict.</param>
/// <param name="ResolvedBy">response, handle, listing, person or gate.</param>
/// <param name="Response">What the platform said, without secrets.</param>
/// <param name="NotThere">Nothing is there: a look-up proved it, so the same handle may be committed again, or a person says so.</param>
public sealed record AttemptVerdict(EffectSubject Subject, Guid AttemptId, Outcome Outcome, string ResolvedBy, string? Response, bool NotThere = false)
{
    /// <summary>It was armed too long ago, or its sender has lost its lease: nothing was sent.</summary>
    public static AttemptVerdict Abandoned(EffectSubject subject, Guid attemptId) =>
        new(subject, attemptId, new Outcome.TryLater("abandoned", "보내기 전에 너무 지체되어 다시 시도합니다.", TimeSpan.FromSeconds(1), Burns: false), "gate", null);

    /// <summary>How <c>publishing_logs</c> names it; "unknown" closes nothing.</summary>
    internal string Status => Outcome switch
    {
        Outcome.Published => "published",
        Outcome.TryLater or Outcome.Rejected when NotThere => "not_there",
        Outcome.TryLater when ResolvedBy == "gate" => "abandoned",
        Outcome.TryLater => "try_later",
        Outcome.Rejected => "rejected",
        Outcome.Unknown => "unknown",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
