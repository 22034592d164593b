using Dapper;
using Npgsql;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Collection.Accounts;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>The gap detector: an account whose webhooks came and come no more, while a sync goes on finding what they should have told of, has a dead subscription.</summary>
internal sealed partial class WebhookWatch(NpgsqlDataSource database, AccountTroubles troubles, SyncCommentsOptions options, ILogger<WebhookWatch> logger)
{
    /// <summary>Compares what the passes found with what webhooks brought. The change to silent is told to people; the next event makes it alive again.</summary>
    public async Task LookAsync(ConnectedAccount account, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var fellSilent = await connection.QuerySingleOrDefaultAsync<Silence>(new CommandDefinition("""
            with watched as (
                select w.account_id, w.state as before, m.n, m.since
                  from comment_webhooks w join platform_accounts a on a.id = w.account_id
                 cross join lateral (
                    select count(*)::int as n, min(c.posted_at) as since from comments_inbox c
                     where c.account_id = w.account_id and c.arrived_by = 'sync' and c.posted_at >= date_trunc('second', w.last_event_at)     -- platforms tell whole seconds
                       and c.posted_at < (select snsops.now()) - make_interval(mins => @SilentAfterMinutes) and c.author_platform_id is distinct from a.platform_account_id) m
                 where w.account_id = @Id and m.n >= @SilentAfterComments),
            turned as (
                update comment_webhooks w set state = 'silent', silent_since = coalesce(w.silent_since, n.since), missed = n.n
                  from watched n where w.account_id = n.account_id and (w.state = 'alive' or w.missed <> n.n)
                returning w.account_id)
            select w.n as missed, w.since from watched w join turned t using (account_id) where w.before = 'alive'
            """, new { account.Id, options.SilentAfterMinutes, options.SilentAfterComments }, cancellationToken: ct));
        if (fellSilent is null)
            return;
        LogSilent(account.Platform, account.Id, account.ClientId, fellSilent.Missed);
        await troubles.WarnAsync(account, "comments.webhooks_silent", "웹훅이 오지 않습니다",
            $"{fellSilent.Missed}개의 댓글이 웹훅 없이 동기화로만 들어왔습니다. 댓글은 5분마다 계속 수집되지만 늦게 보입니다. "
            + "Meta 앱의 웹훅 화면에서 구독(페이지는 feed, 인스타그램은 comments)과 콜백 주소를 확인하고 다시 구독해 주세요.", again: TimeSpan.FromDays(1));
    }

    [LoggerMessage(3012, LogLevel.Warning, "{Platform} account {AccountId} of client {ClientId}: webhooks are silent, {Missed} comments came by sync alone", EventName = "WebhooksSilent")]
    private partial void LogSilent(string platform, Guid accountId, Guid clientId, int missed);

    private sealed record Silence(int Missed, DateTimeOffset Since);
}
