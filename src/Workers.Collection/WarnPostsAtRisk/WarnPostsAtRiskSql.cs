using System.Globalization;
using Dapper;
using Npgsql;
using SnsOps.Shared.Notifications;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Collection.WarnPostsAtRisk;

/// <summary>What people were told of posts at risk: opened with the first post of an account within a horizon, closed with the last.</summary>
internal sealed class WarnPostsAtRiskSql(NpgsqlDataSource database)
{
    private static readonly string[] Told = ["admin", "manager"];

    /// <summary>Opens, tells and closes, in one transaction.</summary>
    /// <returns>Warnings opened, and closed.</returns>
    public async Task<(int Told, int Solved)> WarnAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var parameters = new { scopes = NeededScopes.Publishing, clients = (Guid[]?)null };
        var risks = (await connection.QueryAsync<Risk>(new CommandDefinition($"""
            with {PostsAtRisk.Cte},
            closest as (
                select client_id, account_id, min(horizon_hours) as horizon_hours, min(risk) as risk, count(*)::int as posts, min(due_at) as first_due_at
                  from at_risk group by client_id, account_id),
            opened as (
                insert into post_risks (id, client_id, account_id, horizon_hours, risk)
                select gen_random_uuid(), client_id, account_id, horizon_hours, risk from closest
                on conflict (account_id, horizon_hours) where solved_at is null do nothing
                returning account_id)
            select c.client_id, c.account_id, a.name, a.platform::text as platform, c.risk as why, c.horizon_hours, c.posts, c.first_due_at, l.time_zone
              from opened join closest c using (account_id) join platform_accounts a on a.id = c.account_id join clients l on l.id = c.client_id
            """, parameters, transaction, cancellationToken: ct))).AsList();
        var solved = await connection.ExecuteAsync(new CommandDefinition($"""
            with {PostsAtRisk.Cte}
            update post_risks r set solved_at = clock_timestamp()
             where r.solved_at is null and not exists (select from at_risk p where p.account_id = r.account_id)
            """, parameters, transaction, cancellationToken: ct));
        foreach (var risk in risks)
            await NoticeOf(risk).InsertAsync(connection, transaction, ct);
        await transaction.CommitAsync(ct);
        return (risks.Count, solved);
    }

    private static Notice NoticeOf(Risk risk)
    {
        var first = TimeZoneInfo.ConvertTime(risk.FirstDueAt, TimeZoneInfo.FindSystemTimeZoneById(risk.TimeZone)).ToString("M월 d일 HH:mm", CultureInfo.InvariantCulture);
        var why = risk.Why switch
        {
            "scope" => "게시 권한이 없습니다. 계정을 다시 연결하면서 게시 권한을 허용해 주세요.",
            "expires" => "예약 시각 전에 연결 기간이 끝납니다. 계정을 다시 연결해 주세요.",
            _ => "계정 연결이 끊어져 있습니다. 계정을 다시 연결해 주세요.",
        };
        return new Notice(risk.ClientId, Told, "account.posts_at_risk", $"[{risk.Name}] 예약 게시 {risk.Posts}건이 나가지 못할 수 있습니다 ({risk.HorizonHours}시간 전)",
            $"{AccountReconnect.PlatformKo(risk.Platform)} 계정 '{risk.Name}': {why} 가장 이른 예약은 {first}입니다.", risk.HorizonHours == 1 ? "urgent" : "high",
            $$"""{"account_id": "{{risk.AccountId}}", "client_id": "{{risk.ClientId}}", "horizon_hours": {{risk.HorizonHours}}}""");
    }

    private sealed record Risk(
        Guid ClientId, Guid AccountId, string Name, string Platform, string Why, int HorizonHours, int Posts, DateTimeOffset FirstDueAt, string TimeZone);
}
