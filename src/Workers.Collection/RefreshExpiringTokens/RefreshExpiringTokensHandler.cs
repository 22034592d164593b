using System.Text.Json;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Collection.Accounts;

namespace SnsOps.Workers.Collection.RefreshExpiringTokens;

/// <summary>Exchanges one account's token for a new one. The old one stays valid and stored, so a lost answer costs one more exchange and nothing else.</summary>
internal sealed partial class RefreshExpiringTokensHandler(
    AccountTokens tokens, MetaClient meta, RefreshExpiringTokensSql accounts, AccountTroubles troubles, ILogger<RefreshExpiringTokensHandler> logger) : IJobItemHandler
{
    private const string WorkKo = "토큰 갱신";

    /// <summary>A long-lived token lives about 60 days; `expires_in` may be absent, and 59 is then assumed so as to be early rather than late.</summary>
    private static readonly TimeSpan AssumedLifetime = TimeSpan.FromDays(59);

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
            // Read under the lease: the version that is exchanged is the version that is replaced.
            return await tokens.FindAsync(item.SubjectId, ct) is { } account
                ? await RefreshAsync(account, owner, lease.EndsWithinADay, ct)
                : new JobItemOutcome.Done(new { skipped = "the account is not active" });
        }
        finally
        {
            await accounts.ReleaseAsync(item.SubjectId, owner);
        }
    }

    private async Task<JobItemOutcome> RefreshAsync(ConnectedAccount account, Guid owner, bool endsWithinADay, CancellationToken ct)
    {
        var answer = await meta.ExchangeTokenAsync(MetaCall.Publishing(account, "oauth.exchange"), ct);      // nothing is published with a dead token
        if (answer is MetaAnswer.Ok ok && MetaJson.Text(ok.Body, "access_token") is { } token && !string.IsNullOrWhiteSpace(token))
        {
            Failpoint.Hit("token.refreshed");
            return await KeepAsync(account, owner, token, Lifetime(ok.Body));
        }

        if (answer is MetaAnswer.Ok)
            answer = new MetaAnswer.Unclear("the platform answered without a token");
        var outcome = await troubles.OutcomeAsync(account, answer, WorkKo);
        if (endsWithinADay || outcome is JobItemOutcome.Failed)
            await WarnAsync(account, answer);
        return outcome;
    }

    private async Task<JobItemOutcome> KeepAsync(ConnectedAccount account, Guid owner, string token, TimeSpan lifetime)
    {
        if (!await accounts.StoreAsync(account, owner, token, lifetime))
            return new JobItemOutcome.Done(new { skipped = "the account got another token meanwhile" });
        LogRefreshed(account.Platform, account.Id, account.ClientId, account.TokenVersion + 1, lifetime.TotalDays);
        return new JobItemOutcome.Done(new { version = account.TokenVersion + 1, lifetime_days = Math.Round(lifetime.TotalDays, 1) });
    }

    /// <summary>A dead token is told by setting the account aside; anything else that keeps a token from being renewed is told here.</summary>
    private Task WarnAsync(ConnectedAccount account, MetaAnswer answer) => answer is MetaAnswer.Refused { Error.NeedsReconnect: true }
        ? Task.CompletedTask
        : troubles.WarnAsync(account, "account.refresh_failed", "토큰을 갱신하지 못했습니다",
            $"플랫폼의 답: {answer.Summary}. 매시간 다시 시도합니다. 토큰이 곧 만료되니 계속되면 계정 화면에서 '다시 연결'을 눌러 주세요.");

    private static TimeSpan Lifetime(JsonElement body) =>
        MetaJson.Number(body, "expires_in") is > 0 and var seconds ? TimeSpan.FromSeconds(Math.Min(seconds, 10L * 366 * 86_400)) : AssumedLifetime;

    [LoggerMessage(3030, LogLevel.Information, "{Platform} account {AccountId} of client {ClientId} has token version {Version} for {LifetimeDays} days", EventName = "TokenRefreshed")]
    private partial void LogRefreshed(string platform, Guid accountId, Guid clientId, int version, double lifetimeDays);
}
