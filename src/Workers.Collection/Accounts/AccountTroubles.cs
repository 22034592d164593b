using Npgsql;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Live;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Collection.Accounts;

/// <summary>What an answer that is no answer means for an account's item: come back later, give up, or tell people.</summary>
internal sealed partial class AccountTroubles(NpgsqlDataSource database, LiveEvents live, ILogger<AccountTroubles> logger)
{
    /// <summary>Calling while throttled extends the block, so without a hint from the platform the wait is long.</summary>
    private static readonly TimeSpan ThrottledWait = TimeSpan.FromMinutes(10);

    /// <summary>The item's outcome. A dead token sets the account aside; a missing permission is told but leaves it active, as publishing may work.</summary>
    public async Task<JobItemOutcome> OutcomeAsync(ConnectedAccount account, MetaAnswer answer, string workKo)
    {
        LogRefused(account.Platform, account.Id, account.ClientId, answer.Summary);
        switch (answer)
        {
            case MetaAnswer.Refused { Error.TokenIsDead: true } refused:
                await ReconnectAsync(account, GrantTrouble.Of(refused.Error));
                return new JobItemOutcome.Failed(refused.Summary);
            case MetaAnswer.Refused { Error.IsRateLimit: true } refused:
                return new JobItemOutcome.TryLater(refused.Summary, refused.RegainAccess ?? ThrottledWait);
            case MetaAnswer.Refused { Error.NeedsReconnect: true } refused:
                await PermissionMissingAsync(account, refused.Error.Name, workKo);
                return new JobItemOutcome.Failed(refused.Summary);
            case MetaAnswer.Refused refused:
                return new JobItemOutcome.Failed(refused.Summary);
            case MetaAnswer.NotSent { HeldBack: { } heldBack }:
                return new JobItemOutcome.TryLater(answer.Summary, heldBack.Wait, Burns: false);
            default:
                return new JobItemOutcome.TryLater(answer.Summary);
        }
    }

    /// <summary>Tells the account's people that a permission lacks, once until the account is connected again.</summary>
    public Task PermissionMissingAsync(ConnectedAccount account, string reason, string workKo) => WarnAsync(account, "account.permission_missing", "권한이 부족합니다",
        $"{workKo}에 필요한 권한이 없습니다({reason}). 계정을 다시 연결하면서 요청되는 권한을 모두 허용해 주세요. 게시는 계속됩니다.");

    /// <summary>Sets the account aside and tells its people, once.</summary>
    public async Task ReconnectAsync(ConnectedAccount account, GrantTrouble trouble)
    {
        // The platform has spoken: this is written even while the process stops.
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        var transitioned = await AccountReconnect.RequestAsync(connection, transaction, account, trouble, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        if (!transitioned)
            return;
        live.Announce();
        LogSetAside(account.Platform, account.Id, account.ClientId);
    }

    /// <summary>Tells the account's people of a trouble, once per kind until it is solved; where <paramref name="again"/> is given, once more after that time.</summary>
    public async Task WarnAsync(ConnectedAccount account, string kind, string titleKo, string messageKo, TimeSpan? again = null)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        var told = await AccountReconnect.WarnAsync(connection, transaction, account, kind, titleKo, messageKo, again, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        if (told)
            live.Announce();
    }

    [LoggerMessage(3001, LogLevel.Warning, "{Platform} account {AccountId} of client {ClientId}: {Answer}", EventName = "PlatformReadRefused")]
    private partial void LogRefused(string platform, Guid accountId, Guid clientId, string answer);

    [LoggerMessage(3002, LogLevel.Warning, "{Platform} account {AccountId} of client {ClientId} needs to be connected again", EventName = "AccountSetAside")]
    private partial void LogSetAside(string platform, Guid accountId, Guid clientId);
}
