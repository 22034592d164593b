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
    ResolveUnknownOutcomesSql attempts, PublisherRegistry publishers, AccountTokens tokens, OutcomeWriter outcomes, LiveEvents live,
    ResolveOptions options, ILogger<UnknownOutcomeResolver> logger)
{
    public async Task LookAsync(UnknownAttempt attempt, CancellationToken ct)
    {
        if (await tokens.FindAsync(attempt.AccountId, ct) is not { } account)
        {
            await AskAsync(attempt, "계정 연결이 끊어져 게시 여부를 조회할 수 없습니다. 플랫폼에서 직접 확인해 주세요.", ct);
            return;
        }

        var sighting = await publishers[attempt.Platform].LookUpAsync(attempt, account, ct);
        Failpoint.Hit("resolve.looked");
        LogLooked(attempt.PublicationId, attempt.Platform, attempt.Lookups, sighting.GetType().Name);
        var by = attempt.Handle is null ? "listing" : "handle";
        switch (sighting)
        {
            case Sighting.There there:
                await outcomes.WriteAsync(new AttemptVerdict(attempt.Id, new Outcome.Published(there.PlatformPostId, there.PostUrl), by, null));
                break;
            case Sighting.Dead dead:
                await outcomes.WriteAsync(new AttemptVerdict(attempt.Id, dead.Outcome, by, null, NotThere: dead.Outcome is Outcome.TryLater));
                break;
            case Sighting.Absent absent when Counts(attempt) && absent.MayRecommit:
                await outcomes.WriteAsync(new AttemptVerdict(attempt.Id,
                    new Outcome.TryLater("not_there", "게시되지 않은 것이 확인되어 같은 컨테이너로 다시 게시합니다.", TimeSpan.FromSeconds(1), Burns: true), by, null, NotThere: true));
                break;
            case Sighting.Absent when Counts(attempt):
                await AskAsync(attempt, "플랫폼의 목록에서 찾지 못했습니다. 게시되었는지 직접 확인해 주세요. 자동으로 다시 보내지 않습니다.", ct);
                break;
            case Sighting.Absent:
                await attempts.LookAgainAsync(attempt.Id, Wait(attempt), absent: true, ct);
                break;
            case Sighting.Ambiguous ambiguous:
                await AskAsync(attempt, $"같은 내용의 게시물이 {ambiguous.Matches}개 있어 어느 것인지 알 수 없습니다. 플랫폼에서 확인해 주세요.", ct);
                break;
            case Sighting.Unclear:
                await attempts.LookAgainAsync(attempt.Id, Wait(attempt), absent: false, ct);
                break;
        }
    }

    private bool Counts(UnknownAttempt attempt) =>
        attempt.AbsentSince is { } first && attempt.Now - first >= TimeSpan.FromSeconds(options.AbsenceSeconds)
        && attempt.Now > attempt.SendDeadline + TimeSpan.FromSeconds(options.HorizonSeconds);

    private async Task AskAsync(UnknownAttempt attempt, string reason, CancellationToken ct)
    {
        await attempts.AskAsync(attempt, reason, ct);
        if (attempt.Asked)
            return;
        live.Announce();
        LogAsked(attempt.PublicationId, attempt.Platform, reason);
    }

    private TimeSpan Wait(UnknownAttempt attempt) =>
        TimeSpan.FromSeconds(Math.Min(60, options.LookSeconds * Math.Pow(2, Math.Min(attempt.Lookups - 1, 10))));

    [LoggerMessage(2030, LogLevel.Information, "Publication {PublicationId} on {Platform}, look {Lookups}: {Sighting}", EventName = "UnknownLookedUp")]
    private partial void LogLooked(Guid publicationId, string platform, int lookups, string sighting);

    [LoggerMessage(2031, LogLevel.Warning, "Publication {PublicationId} on {Platform} needs a person: {Reason}", EventName = "UnknownAsked")]
    private partial void LogAsked(Guid publicationId, string platform, string reason);
}
