using Dapper;
using Npgsql;
using SnsOps.Shared.Notifications;

namespace SnsOps.Shared.Platforms;

/// <summary>Sets an account aside until a person connects it again, and tells who can do that. Call LiveEvents.Announce after the commit.</summary>
public static class AccountReconnect
{
    private static readonly string[] Told = ["admin", "manager"];

    /// <summary>active → needs_reconnect with a notice to the admins and the client's managers, in the caller's transaction. Only the transition is told.</summary>
    /// <param name="connection">The caller's.</param>
    /// <param name="transaction">The caller's.</param>
    /// <param name="accountId">Ours.</param>
    /// <param name="reasonKo">Why, in Korean: kept with the account and shown to people.</param>
    /// <param name="ct">Stops the statements.</param>
    /// <returns>False: it was not active any more, so somebody else has told it.</returns>
    public static Task<bool> RequestAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid accountId, string reasonKo, CancellationToken ct) =>
        RequestAsync(connection, transaction, accountId, null, reasonKo, ct);

    /// <summary>The same, for a token the platform has refused: an account that got a newer token meanwhile stays active.</summary>
    /// <returns>False: not active any more, or the refused token is not the current one.</returns>
    public static Task<bool> RequestAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectedAccount account, string reasonKo, CancellationToken ct) =>
        RequestAsync(connection, transaction, account.Id, account.TokenVersion, reasonKo, ct);

    /// <summary>Tells the same people about a trouble that leaves the account active, at most once a day per account and kind.</summary>
    /// <param name="connection">The caller's.</param>
    /// <param name="transaction">The caller's.</param>
    /// <param name="account">Which.</param>
    /// <param name="kind">Notification kind, such as "token.refresh_failed".</param>
    /// <param name="titleKo">Korean; the account's name is put before it.</param>
    /// <param name="messageKo">Korean: what, why, what to do.</param>
    /// <param name="ct">Stops the statements.</param>
    /// <returns>False: told within the last day.</returns>
    public static async Task<bool> WarnAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ConnectedAccount account, string kind, string titleKo, string messageKo, CancellationToken ct)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition("""
            select a.client_id, a.name, a.platform::text as platform from platform_accounts a
             where a.id = @Id
               and not exists (select from notifications n where n.client_id = a.client_id and n.kind = @kind
                                  and n.reference ->> 'account_id' = a.id::text and n.created_at > clock_timestamp() - interval '1 day')
            """, new { account.Id, kind }, transaction, cancellationToken: ct));
        if (row is null)
            return false;
        await TellAsync(connection, transaction, row, account.Id, kind, titleKo, messageKo, "high", ct);
        return true;
    }

    private static async Task<bool> RequestAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid accountId, int? tokenVersion, string reasonKo, CancellationToken ct)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition("""
            update platform_accounts set state = 'needs_reconnect', reconnect_reason = @reasonKo
             where id = @accountId and state = 'active' and token_version = coalesce(@tokenVersion::int, token_version)
            returning client_id, name, platform::text as platform
            """, new { accountId, tokenVersion, reasonKo }, transaction, cancellationToken: ct));
        if (row is null)
            return false;
        await TellAsync(connection, transaction, row, accountId, "account.reconnect", "계정을 다시 연결해야 합니다",
            $"이유: {reasonKo} 계정 화면에서 '다시 연결'을 눌러 로그인하면 예약 게시와 수집이 이어집니다.", "urgent", ct);
        return true;
    }

    private static Task<int> TellAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, Row row, Guid accountId, string kind, string titleKo, string messageKo, string priority, CancellationToken ct) =>
        new Notice(row.ClientId, Told, kind, $"[{row.Name}] {titleKo}", $"{PlatformKo(row.Platform)} 계정 '{row.Name}': {messageKo}", priority, $$"""{"account_id": "{{accountId}}"}""")
            .InsertAsync(connection, transaction, ct);

    private static string PlatformKo(string platform) => platform switch
    {
        "instagram" => "인스타그램",
        "facebook" => "페이스북",
        "youtube" => "유튜브",
        _ => platform,
    };

    private sealed record Row(Guid ClientId, string Name, string Platform);
}
