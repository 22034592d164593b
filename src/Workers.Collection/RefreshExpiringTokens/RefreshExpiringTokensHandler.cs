using SnsOps.Shared.Hosting;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Live;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Collection.Accounts;

namespace SnsOps.Workers.Collection.RefreshExpiringTokens;

/// <summary>Renews one account's token. The new one is stored beside the old and replaces it once it has worked; until then, and if its answer is lost, the old one is used.</summary>
internal sealed partial class RefreshExpiringTokensHandler(
    MetaClient meta, RefreshExpiringTokensSql accounts, TokenVersionsSql versions, AccountTroubles troubles, LiveEvents live, ILogger<RefreshExpiringTokensHandler> logger) : IJobItemHandler
{
    /// <summary>The kind of notification that a token could not be renewed.</summary>
    public const string Failed = "account.refresh_failed";

    private const string WorkKo = "토큰 갱신";

    /// <inheritdoc />
    public string Job => RefreshExpiringTokensSchedule.Name;

    /// <inheritdoc />
    public async Task<JobItemOutcome> RunAsync(JobItem item, CancellationToken ct)
    {
        var owner = Guid.CreateVersion7();      // this try, not this process: two items of one account must not share a lease
        var lease = await accounts.LeaseAsync(item.SubjectId, owner, ct);
        if (!lease.Wanted)
            return new JobItemOutcome.Done(new { skipped = "not active, or refreshed meanwhile" });
        if (!lease.Taken)
            return new JobItemOutcome.TryLater("another refresh of this account is in flight", TimeSpan.FromSeconds(lease.BusySeconds + 1));
        try
        {
            // Read under the lease: the version that is renewed is the version that is replaced.
            return await versions.FindAsync(item.SubjectId, kind => RefreshModel.All[kind].Age, ct) switch
            {
                null => new JobItemOutcome.Done(new { skipped = "the account is gone" }),
                { Active: false } found => await RecheckAsync(found.Current, owner, ct),
                { Renewed: null, TooYoungFor.Ticks: > 0 } => new JobItemOutcome.Done(new { skipped = "the platform renews only what is older" }),
                var found => await RefreshAsync(found, owner, lease.EndsWithinADay, ct),
            };
        }
        finally
        {
            await accounts.ReleaseAsync(item.SubjectId, owner);
        }
    }

    private async Task<JobItemOutcome> RefreshAsync(TokenVersions found, Guid owner, bool endsWithinADay, CancellationToken ct)
    {
        var account = found.Current;
        var renewing = new Renewing(account, found.RefreshToken, token => accounts.HoldAsync(account.Id, owner, token), ct);
        var renewed = found.Renewed;
        if (renewed is null)
        {
            var model = RefreshModel.All[account.GrantKind];
            switch (await model.RenewAsync(meta, renewing))
            {
                case Renewal.Renewed given:
                    Failpoint.Hit("token.refreshed");
                    renewed = await versions.KeepAsync(account, given, given.Lifetime ?? model.Lifetime);
                    Failpoint.Hit("token.kept");
                    break;
                case Renewal.Failed failed when account.GrantKind == GrantKinds.MetaPage && Verdict(failed.Answer) is GrantVerdict.Reconnect or GrantVerdict.Checkpoint:
                    return await KeepPageAsync(account, failed.Answer, renewing, endsWithinADay);
                case Renewal.Failed failed:
                    return await TroubleAsync(account, failed.Answer, endsWithinADay);
                default:
                    return new JobItemOutcome.TryLater("the lease ended");
            }
        }

        return await ProveAsync(account, renewed, renewing, owner, endsWithinADay);
    }

    /// <summary>The user's token has died, the page's need not have: only what the platform says of the page's own sets it aside, and no hiccup does.</summary>
    private async Task<JobItemOutcome> KeepPageAsync(ConnectedAccount account, MetaAnswer ofUser, Renewing renewing, bool endsWithinADay)
    {
        var page = await ReadAsync(account, renewing);
        if (renewing.Last is Renewal.LeaseLost)
            return new JobItemOutcome.TryLater("the lease ended");
        if (page is not MetaAnswer.Ok && Verdict(page) != GrantVerdict.Scope)
            return await TroubleAsync(account, page, endsWithinADay);
        await WarnAsync(account, ofUser);
        return new JobItemOutcome.Failed(ofUser.Summary);
    }

    /// <summary>A first call with the new token. Only a token the platform says is dead is given up; with any other answer it is tried again next time, not exchanged again.</summary>
    private async Task<JobItemOutcome> ProveAsync(ConnectedAccount account, ConnectedAccount renewed, Renewing renewing, Guid owner, bool endsWithinADay)
    {
        var answer = await ReadAsync(renewed, renewing);
        if (renewing.Last is Renewal.LeaseLost)
            return new JobItemOutcome.TryLater("the lease ended");
        if (Verdict(answer) == GrantVerdict.Reconnect)
        {
            await versions.RefuseAsync(renewed);
            LogRefused(account.Platform, account.Id, account.ClientId, renewed.TokenVersion, answer.Summary);
            await WarnAsync(account, answer);
            return new JobItemOutcome.TryLater("the new token was refused: " + answer.Summary);
        }

        if (answer is not MetaAnswer.Ok && Verdict(answer) != GrantVerdict.Scope)      // without the permission to read, it was accepted all the same
            return await TroubleAsync(account, answer, endsWithinADay);
        Failpoint.Hit("token.worked");
        if (await versions.PromoteAsync(account, renewed, owner) is not { } lifetime)
            return new JobItemOutcome.Done(new { skipped = "the account got another token meanwhile" });
        live.Announce();
        LogRefreshed(account.Platform, account.Id, account.ClientId, renewed.TokenVersion, lifetime.TotalDays);
        return new JobItemOutcome.Done(new { version = renewed.TokenVersion, lifetime_days = Math.Round(lifetime.TotalDays, 1) });
    }

    /// <summary>Of an account that was set aside at a checkpoint: its owner may have passed it.</summary>
    private async Task<JobItemOutcome> RecheckAsync(ConnectedAccount account, Guid owner, CancellationToken ct)
    {
        var answer = await ReadAsync(account, new Renewing(account, null, token => accounts.HoldAsync(account.Id, owner, token), ct));
        if (answer is not MetaAnswer.Ok)
            return new JobItemOutcome.Done(new { skipped = "still set aside: " + answer.Summary });
        await versions.ReviveAsync(account);
        live.Announce();
        return new JobItemOutcome.Done(new { revived = true });
    }

    private Task<MetaAnswer> ReadAsync(ConnectedAccount account, Renewing renewing) =>
        renewing.CallAsync(account, "account.read", (call, ct) => meta.GetAsync(account.PlatformAccountId, call, [("fields", "id")], ct));

    private async Task<JobItemOutcome> TroubleAsync(ConnectedAccount account, MetaAnswer answer, bool endsWithinADay)
    {
        var outcome = await troubles.OutcomeAsync(account, answer, WorkKo);
        // A dead token is told by setting the account aside, a missing permission as that; anything else that keeps a token from being renewed is told here.
        if (Verdict(answer) is null or GrantVerdict.Retry or GrantVerdict.Wait or GrantVerdict.Config && (endsWithinADay || outcome is JobItemOutcome.Failed))
            await WarnAsync(account, answer);
        return outcome;
    }

    private static GrantVerdict? Verdict(MetaAnswer answer) => answer is MetaAnswer.Refused refused ? GrantTrouble.Of(refused.Error).Verdict : null;

    private Task WarnAsync(ConnectedAccount account, MetaAnswer answer) => troubles.WarnAsync(account, Failed, "토큰을 갱신하지 못했습니다",
        $"플랫폼의 답: {answer.Summary}. 매시간 다시 시도합니다. 토큰이 곧 만료되니 계속되면 계정 화면에서 '다시 연결'을 눌러 주세요.");

    [LoggerMessage(3080, LogLevel.Information, "{Platform} account {AccountId} of client {ClientId} has token version {Version} for {LifetimeDays} days", EventName = "TokenRefreshed")]
    private partial void LogRefreshed(string platform, Guid accountId, Guid clientId, int version, double lifetimeDays);

    [LoggerMessage(3081, LogLevel.Warning, "{Platform} account {AccountId} of client {ClientId}: its new token, version {Version}, is not accepted ({Answer}); the old one stays in use", EventName = "NewTokenRefused")]
    private partial void LogRefused(string platform, Guid accountId, Guid clientId, int version, string answer);
}
