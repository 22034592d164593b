using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Live;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.ResolveUnknownOutcomes;

/// <summary>Looks at the platform for one unknown attempt and draws the conclusion, if one can be drawn.</summary>
/// <remarks>
/// A positive answer counts at once. Absence counts only after the send's deadline plus the platform's horizon, and after two complete
/// looks a minute apart. Where the same handle can be committed again it is; elsewhere a person is asked. Nothing is sent from here.
/// </remarks>
internal sealed partial class UnknownOutcomeResolver(
    ResolveUnknownOutcomesSql attempts, PublisherRegistry publishers, CommentWriters writers, CommentModerators moderators, CommentTargets targets, AccountTokens tokens, OutcomeWriter outcomes, LiveEvents live,
    ResolveOptions options, ILogger<UnknownOutcomeResolver> logger)
{
    public async Task LookAsync(UnknownAttempt attempt, CancellationToken ct)
    {
        var questions = Questions.About(attempt.Subject);
        if (await tokens.FindAsync(attempt.AccountId, ct) is not { } account)
        {
            await AskAsync(attempt, questions.NoAccount, ct);
            return;
        }

        var sighting = await LookUpAsync(attempt, account, ct);
        Failpoint.Hit("resolve.looked");
        LogLooked(attempt.SubjectKind, attempt.SubjectId, attempt.Platform, attempt.Lookups, sighting.GetType().Name);
        switch (sighting)
        {
            case Sighting.There there:
                await outcomes.WriteAsync(Verdict(attempt, new Outcome.Published(there.PlatformPostId, there.PostUrl, there.At)));
                break;
            case Sighting.Dead dead:
                await outcomes.WriteAsync(Verdict(attempt, dead.Outcome) with { NotThere = dead.Outcome is Outcome.TryLater });
                break;
            case Sighting.Absent absent when Counts(attempt) && absent.MayRecommit:
                await outcomes.WriteAsync(Verdict(attempt,
                    new Outcome.TryLater("not_there", questions.Again, TimeSpan.FromSeconds(1), Burns: true)) with { NotThere = true });
                break;
            case Sighting.Absent when Counts(attempt):
                await AskAsync(attempt, questions.NotListed, ct);
                break;
            case Sighting.Absent:
                await attempts.LookAgainAsync(attempt.Id, Wait(attempt), absent: true, ct);
                break;
            case Sighting.Ambiguous ambiguous:
                await AskAsync(attempt, questions.Several(ambiguous.Matches), ct);
                break;
            case Sighting.UnderWay when attempt.Now - attempt.ArmedAt > TimeSpan.FromMinutes(options.UnderWayMinutes):
                await AskAsync(attempt, questions.StillUnderWay, ct);
                break;
            case Sighting.UnderWay:
                await attempts.LookAgainAsync(attempt.Id, Wait(attempt), absent: false, ct);
                break;
            case Sighting.Unclear { HeldBackFor: { } wait }:
                await attempts.WaitAsync(attempt.Id, wait, ct);
                break;
            case Sighting.Unclear when attempt.Lookups >= options.UnclearLooks && IsPastHorizon(attempt):
                await AskAsync(attempt, questions.NotReadable, ct);
                break;
            case Sighting.Unclear:
                await attempts.LookAgainAsync(attempt.Id, Wait(attempt), absent: false, ct);
                break;
        }
    }

    private async Task<Sighting> LookUpAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct)
    {
        if (attempt.Subject == EffectSubject.Publication)
            return await publishers[attempt.Format!].LookUpAsync(attempt, account, ct);
        if (attempt.Subject != EffectSubject.Action)
            return await writers.Of(attempt.Platform).LookUpAsync(attempt, account, ct);
        var (action, comment) = await targets.OfActionAsync(attempt.SubjectId, ct);
        return await moderators.Of(attempt.Platform).LookAsync(action, comment, account, TimeSpan.FromSeconds(options.LookSeconds), ct);
    }

    private static AttemptVerdict Verdict(UnknownAttempt attempt, Outcome outcome) =>
        new(attempt.Subject, attempt.Id, outcome, attempt.Handle is null ? "listing" : "handle", null);

    private bool Counts(UnknownAttempt attempt) =>
        attempt.AbsentSince is { } first && attempt.Now - first >= TimeSpan.FromSeconds(options.AbsenceSeconds) && IsPastHorizon(attempt);

    private bool IsPastHorizon(UnknownAttempt attempt) => attempt.Now > attempt.SendDeadline + TimeSpan.FromSeconds(options.HorizonSeconds);

    private async Task AskAsync(UnknownAttempt attempt, string reason, CancellationToken ct)
    {
        if (await attempts.AskAsync(attempt, reason, ct) == 0)
            return;
        live.Announce();
        LogAsked(attempt.SubjectKind, attempt.SubjectId, attempt.Platform, reason);
    }

    private TimeSpan Wait(UnknownAttempt attempt) =>
        TimeSpan.FromSeconds(Math.Min(60, options.LookSeconds * Math.Pow(2, Math.Min(attempt.Lookups - 1, 10))));

    [LoggerMessage(2030, LogLevel.Information, "{SubjectKind} {SubjectId} on {Platform}, look {Lookups}: {Sighting}", EventName = "UnknownLookedUp")]
    private partial void LogLooked(string subjectKind, Guid subjectId, string platform, int lookups, string sighting);

    [LoggerMessage(2031, LogLevel.Warning, "{SubjectKind} {SubjectId} on {Platform} needs a person: {Reason}", EventName = "UnknownAsked")]
    private partial void LogAsked(string subjectKind, Guid subjectId, string platform, string reason);
}
