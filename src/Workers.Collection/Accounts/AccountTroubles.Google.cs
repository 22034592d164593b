using SnsOps.Shared.JobItems;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;

namespace SnsOps.Workers.Collection.Accounts;

/// <summary>The same for YouTube's answers.</summary>
internal sealed partial class AccountTroubles
{
    /// <summary>The item's outcome. A withdrawn grant sets the account aside; a quota that is used up is waited out.</summary>
    public async Task<JobItemOutcome> OutcomeAsync(ConnectedAccount account, GoogleAnswer answer, TimeSpan untilReset, string workKo)
    {
        LogRefused(account.Platform, account.Id, account.ClientId, answer.Summary);
        switch (answer)
        {
            case GoogleAnswer.Refused { Error: { IsDeadGrant: true } error }:
                await ReconnectAsync(account, GrantTrouble.Of(error));
                return new JobItemOutcome.Failed(answer.Summary);
            case GoogleAnswer.Refused { Error.IsQuota: true }:
                return new JobItemOutcome.TryLater($"유튜브의 오늘 할당량을 다 써서 태평양 시간 자정 뒤에 이어집니다 | the day's quota is used up: goes on after midnight in California ({answer.Summary})", untilReset, Burns: false);
            case GoogleAnswer.Refused { Error.IsRateLimit: true } refused:
                return new JobItemOutcome.TryLater(answer.Summary, refused.RetryAfter ?? ThrottledWait, Burns: false);
            case GoogleAnswer.Refused { Error: { LacksPermission: true } error }:
                await PermissionMissingAsync(account, error.Reason, workKo);
                return new JobItemOutcome.Failed(answer.Summary);
            case GoogleAnswer.Refused:
                return new JobItemOutcome.Failed(answer.Summary);
            case GoogleAnswer.NotSent { HeldBack: { } heldBack }:
                return new JobItemOutcome.TryLater(answer.Summary, heldBack.Wait, Burns: false);
            default:
                return new JobItemOutcome.TryLater(answer.Summary);
        }
    }
}
