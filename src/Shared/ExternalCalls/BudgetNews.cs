using Dapper;
using Npgsql;
using SnsOps.Shared.Notifications;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>Tells people that a budget runs short, in the transaction that noticed it.</summary>
internal static class BudgetNews
{
    /// <returns>How many were told.</returns>
    public static async Task<int> TellAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, BudgetState state)
    {
        var budget = state.Budget;
        var account = await connection.QuerySingleOrDefaultAsync<string>(
            "select name from platform_accounts where id = @AccountId", new { budget.AccountId }, transaction);
        var name = account is null ? budget.NameKo : $"{account}: {budget.NameKo}";
        return await new Notice(budget.ClientId, budget.Alarm.Told, budget.Alarm.Kind, $"[{name}] {budget.Alarm.TitleKo}",
            $"{UsedKo(state)} {budget.Alarm.AdviceKo}",
            "high", $$"""{"scope": "{{budget.Scope}}"{{(budget.AccountId is { } id ? $$""", "account_id": "{{id}}" """ : "")}}}""")
            .InsertAsync(connection, transaction, CancellationToken.None);
    }

    /// <summary>What we count; of a budget the platform has closed that says nothing, as it counts others' calls too.</summary>
    private static string UsedKo(BudgetState state) => state.ClosedFor > TimeSpan.Zero
        ? state.Budget.Alarm.ClosedKo ?? $"플랫폼이 한도에 이르렀다고 알려 와 {Math.Ceiling(state.ClosedFor.TotalMinutes):N0}분 동안 호출을 멈춥니다."
        : $"{WindowKo(state.Budget)} 동안 {state.Limit:N0}건 가운데 {Math.Min(state.Used, state.Limit):N0}건을 썼습니다.";

    private static string WindowKo(Budget budget) => budget.ResetsIn is { } zone ? $"오늘({zone} 자정에 새로 시작)"
        : budget.Window.TotalMinutes < 60 ? $"{budget.Window.TotalMinutes:0}분" : $"{budget.Window.TotalHours:0}시간";
}
