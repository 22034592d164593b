namespace SnsOps.Shared.Effects;

/// <summary>One wish to send: what must still be true, and what a look-up would need afterwards.</summary>
/// <param name="Subject">The kind of row that is sent.</param>
/// <param name="AttemptId">UUIDv7 of the attempt to be.</param>
/// <param name="SubjectId">The row.</param>
/// <param name="Epoch">The claim it was prepared under.</param>
/// <param name="Approval">The approval it was prepared from; null for what needs none.</param>
/// <param name="Fingerprint">What the platform's listing must match.</param>
/// <param name="Handle">The platform's handle, where it has one.</param>
/// <param name="RequestDigest">SHA-256 of the request, hex.</param>
/// <param name="DeadlineSeconds">The send is cancelled this long after arming.</param>
public sealed record ArmRequest(
    EffectSubject Subject, Guid AttemptId, Guid SubjectId, int Epoch, Approval? Approval, string Fingerprint, string? Handle, string RequestDigest, double DeadlineSeconds);

/// <summary>The content's version and the seal of its approval.</summary>
/// <param name="Version">Moves with every edit.</param>
/// <param name="Seal">Of what was approved.</param>
public sealed record Approval(int Version, byte[] Seal);

/// <summary>Whether a send may happen.</summary>
public enum ArmResult
{
    /// <summary>The attempt is committed: send once, now.</summary>
    Armed,

    /// <summary>Another send of this account is under way: ask again shortly.</summary>
    Busy,

    /// <summary>A hold is in force: give it back, it waits until the hold is lifted or its time has passed.</summary>
    Held,

    /// <summary>What it was meant for is not as its writer saw it: give it back to them.</summary>
    OutOfPlace,

    /// <summary>Cancelled, edited, or taken over: do not send.</summary>
    Lost,
}
