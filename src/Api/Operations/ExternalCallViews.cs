using Dapper;
using Npgsql;
using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Api.Operations;

/// <summary>Reads what all processes together have used of their budgets, and which systems outside are down.</summary>
internal sealed class ExternalCallViews(NpgsqlDataSource database)
{
    private const int Most = 500;

    /// <summary>Those used within their window, the fullest first.</summary>
    /// <param name="accounts">Those of these accounts and of none; null: all.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<IReadOnlyList<BudgetView>> BudgetsAsync(Guid[]? accounts, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<BudgetRow>(new CommandDefinition("""
            select b.scope, b.name, b.client_id, b.account_id, a.name as account_name, b.window_length, b.resets_in, b.call_limit, b.newest_at, b.steps::text as steps,
                   case when b.reported_at > (select snsops.now()) - b.window_length then b.used_by_others else 0 end as others,
                   coalesce(l.spent, 0)::int as spent, coalesce(l.lent, 0)::int as lent, b.closed_until, b.reported_percent, b.reported_at, b.alarmed_at, (select snsops.now()) as now
              from api_budgets b
              left join platform_accounts a on a.id = b.account_id
              left join lateral (select sum(spent) as spent, sum(amount - spent) filter (where expires_at > clock_timestamp()) as lent from api_budget_leases l where l.scope = b.scope) l on true
             where (b.newest_at > (select snsops.now()) - 2 * b.window_length or b.closed_until > (select snsops.now()) or l.lent > 0)
               and (@accounts::uuid[] is null or b.account_id is null or b.account_id = any(@accounts))
            """, new { accounts }, cancellationToken: ct));
        return [.. rows.Select(r => r.View()).OrderByDescending(v => (double)v.Used / v.Limit).ThenBy(v => v.Scope, StringComparer.Ordinal).Take(Most)];
    }

    /// <summary>All that ever failed; the open ones first.</summary>
    public async Task<IReadOnlyList<BreakerStateView>> BreakersAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<BreakerStateView>(new CommandDefinition("""
            select scope, case when open_until is null then 'closed' when probe is not null then 'probing' when open_until > clock_timestamp() then 'open' else 'waiting_for_probe' end as state,
                   failures, opened_at, open_until, last_error, updated_at
              from api_breakers order by open_until is null, updated_at desc limit @Most
            """, new { Most }, cancellationToken: ct))).AsList();
    }

    private sealed record BudgetRow(
        string Scope, string Name, Guid? ClientId, Guid? AccountId, string? AccountName, TimeSpan WindowLength, string? ResetsIn, int CallLimit, DateTimeOffset NewestAt, string Steps, int Others,
        int Spent, int Lent, DateTimeOffset? ClosedUntil, int? ReportedPercent, DateTimeOffset? ReportedAt, DateTimeOffset? AlarmedAt, DateTimeOffset Now)
    {
        public BudgetView View() => new(Scope, Name, ClientId, AccountId, AccountName, (int)WindowLength.TotalSeconds, ResetsIn, CallLimit,
            BudgetWindow.Read(WindowLength, NewestAt, Steps, ResetsIn).At(Now).Used + Spent + Others, Lent, ClosedUntil > Now ? ClosedUntil : null, ReportedPercent, ReportedAt, AlarmedAt);
    }
}

/// <remarks>ResetsIn: begins anew at midnight of this zone; null: any stretch of WindowSeconds counts. Lent: in the hands of processes, not spent yet. ClosedUntil: the platform asked for patience. Left: neither spent nor lent. Alarm: four fifths are used. ReportedPercent: as its headers last said.</remarks>
public sealed record BudgetView(
    string Scope, string Name, Guid? ClientId, Guid? AccountId, string? AccountName, int WindowSeconds, string? ResetsIn, int Limit, int Used, int Lent,
    DateTimeOffset? ClosedUntil, int? ReportedPercent, DateTimeOffset? ReportedAt, DateTimeOffset? AlarmedAt)
{
    /// <summary>Neither spent nor lent.</summary>
    public int Left => Math.Max(0, Limit - Used - Lent);

    /// <summary>Four fifths are used.</summary>
    public bool Alarm => Used >= 0.8 * Limit;
}

/// <remarks>State: closed, open, probing or waiting_for_probe. Failures: in a row, of all processes.</remarks>
public sealed record BreakerStateView(string Scope, string State, int Failures, DateTimeOffset? OpenedAt, DateTimeOffset? OpenUntil, string? LastError, DateTimeOffset UpdatedAt);
