using Dapper;
using Npgsql;
using SnsOps.Shared.Notifications;

namespace SnsOps.Shared.Platforms;

/// <summary>Sets an account aside until a person connects it again, and tells who can do that: once for each trouble, and once more when it is solved.
/// Call LiveEvents.Announce after the commit.</summary>
public static class AccountReconnect
{
    private const string Reconnect = "account.reconnect";
    private static readonly string[] Told = ["admin", "manager"];

    /// <summary>active → needs_reconnect with a notice to the admins and the client's managers, in the caller's transaction. Only the transition is told.</summary>
    /// <param name="connection">The caller's.</param>
    /// <param name="transaction">The caller's.</param>
    /// <param name="accountId">Ours.</param>
    /// <param name="reasonKo">Why, in Korean: kept with the account and shown to people.</param>
    /// <param name="ct">Stops the statements.</param>
    /// <returns>False: it was not active any more, so somebody else has told it.</returns>
    public static Task<bool> RequestAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid accountId, string reasonKo, CancellationToken ct) =>
        RequestAsync(connection, transaction, accountId, null, GrantTrouble.Refused with { ReasonKo = reasonKo }, ct);

    /// <summary>The same, for a token the platform has refused: an account that got a newer token meanwhile stays active.</summary>
    /// <returns>False: not active any more, or the refused token is not the current one.</returns>
    public static Task<bool> RequestAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectedAccount account, GrantTrouble trouble, CancellationToken ct) =>
        RequestAsync(connection, transaction, account.Id, account.TokenVersion, trouble, ct);

    /// <summary>Tells the same people about a trouble that leaves the account active, once until it is solved.</summary>
    /// <param name="connection">The caller's.</param>
    /// <param name="transaction">The caller's.</param>
    /// <param name="account">Which.</param>
    /// <param name="kind">Notification kind, such as "account.refresh_failed".</param>
    /// <param name="titleKo">Korean; the account's name is put before it.</param>
    /// <param name="messageKo">Korean: what, why, what to do.</param>
    /// <param name="again">Where nobody says when the trouble is over: told once more after that time.</param>
    /// <param name="ct">Stops the statements.</param>
    /// <returns>False: told already.</returns>
    public static async Task<bool> WarnAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectedAccount account, string kind, string titleKo, string messageKo, TimeSpan? again, CancellationToken ct)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition("""
            with opened as (
                insert into account_troubles (id, client_id, account_id, kind) select gen_random_uuid(), client_id, id, @kind from platform_accounts where id = @Id
                on conflict (account_id, kind) where solved_at is null do update set since = excluded.since where account_troubles.since < clock_timestamp() - @again::interval
                returning account_id)
            select a.client_id, a.name, a.platform::text as platform from platform_accounts a join opened o on o.account_id = a.id
            """, new { account.Id, kind, again }, transaction, cancellationToken: ct));
        if (row is null)
            return false;
        await TellAsync(connection, transaction, row, account.Id, kind, titleKo, messageKo, "high", ct);
        return true;
    }

    /// <summary>The account works again: all its troubles are over, or those of one kind. People are told if they had been told of one.</summary>
    /// <returns>False: there was none.</returns>
    public static async Task<bool> SolveAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid accountId, string? kind, CancellationToken ct)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition("""
            with solved as (
                update account_troubles set solved_at = clock_timestamp() where account_id = @accountId and solved_at is null and kind = coalesce(@kind, kind)
                returning account_id)
            select a.client_id, a.name, a.platform::text as platform from platform_accounts a where a.id in (select account_id from solved)
            """, new { accountId, kind }, transaction, cancellationToken: ct));
        if (row is null)
            return false;
        await TellAsync(connection, transaction, row, accountId, "account.recovered", "계정 연결이 다시 정상입니다", "연결 문제가 해결되었습니다. 더 하실 일은 없습니다.", "normal", ct);
        return true;
    }

    private static async Task<bool> RequestAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid accountId, int? tokenVersion, GrantTrouble trouble, CancellationToken ct)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition("""
            with moved as (
                update platform_accounts set state = 'needs_reconnect', reconnect_reason = @ReasonKo, reconnect_cause = @Cause
                 where id = @accountId and state = 'active' and token_version = coalesce(@tokenVersion::int, token_version)
                returning id, client_id, name, platform),
            opened as (
                insert into account_troubles (id, client_id, account_id, kind) select gen_random_uuid(), client_id, id, @Reconnect from moved
                on conflict (account_id, kind) where solved_at is null do nothing)
            select client_id, name, platform::text as platform from moved
            """, new { accountId, tokenVersion, trouble.ReasonKo, trouble.Cause, Reconnect }, transaction, cancellationToken: ct));
        if (row is null)
            return false;
        await TellAsync(connection, transaction, row, accountId, Reconnect,
            trouble.Verdict == GrantVerdict.Checkpoint ? "플랫폼에서 본인 확인이 필요합니다" : "계정을 다시 연결해야 합니다", $"이유: {trouble.ReasonKo} {trouble.AdviceKo}", "urgent", ct);
        return true;
    }

    private static Task<int> TellAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, Row row, Guid accountId, string kind, string titleKo, string messageKo, string priority, CancellationToken ct) =>
        new Notice(row.ClientId, Told, kind, $"[{row.Name}] {titleKo}", $"{PlatformKo(row.Platform)} 계정 '{row.Name}': {messageKo}", priority,
                $$"""{"account_id": "{{accountId}}", "client_id": "{{row.ClientId}}"}""")
            .InsertAsync(connection, transaction, ct);

    /// <summary>A platform's Korean name.</summary>
    public static string PlatformKo(string platform) => platform switch
    {
        "instagram" => "인스타그램",
        "facebook" => "페이스북",
        "youtube" => "유튜브",
        _ => platform,
    };

    private sealed record Row(Guid ClientId, string Name, string Platform);
}
