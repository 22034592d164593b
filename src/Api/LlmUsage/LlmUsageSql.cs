using Dapper;
using Npgsql;
using SnsOps.Api.Database;

namespace SnsOps.Api.LlmUsage;

/// <summary>Reads the ledger of language models, and writes budgets.</summary>
internal sealed class LlmUsageSql(NpgsqlDataSource database)
{
    /// <summary>A month of a client.</summary>
    public async Task<LlmUsageView> ReadAsync(Guid clientId, DateOnly? month, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var day = month?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var (first, spent, budget) = await connection.QuerySingleAsync<(string, decimal, decimal?)>(new CommandDefinition("""
            with m as (select date_trunc('month', coalesce(@day::date, ((select snsops.now()) at time zone 'Asia/Seoul')::date))::date as month)
            select m.month::text, coalesce(s.micros, 0) / 1000000.0, b.month_micros / 1000000.0
              from m left join llm_spending s on s.client_id = @clientId and s.month = m.month left join llm_budgets b on b.client_id = @clientId
            """, new { clientId, day }, cancellationToken: ct));
        var lines = await connection.QueryAsync<LlmUsageLine>(new CommandDefinition("""
            select task, provider, model, count(*) as requests, count(*) filter (where source = 'cache') as from_cache, count(*) filter (where outcome = 'truncated') as truncated,
                   count(*) filter (where outcome = 'failed' or source = 'lost') as failed, sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens, sum(wasted_tokens) as wasted_tokens,
                   sum(cost_micros) / 1000000.0 as cost_usd, percentile_cont(0.5) within group (order by ms) as median_ms
              from llm_requests
             where client_id = @clientId and at >= @first::date::timestamp at time zone 'Asia/Seoul' and at < (@first::date + interval '1 month') at time zone 'Asia/Seoul' and source <> 'open'
             group by task, provider, model
             order by cost_usd desc, requests desc
            """, new { clientId, first }, cancellationToken: ct));
        return new LlmUsageView(DateOnly.Parse(first, System.Globalization.CultureInfo.InvariantCulture), spent, budget, lines.AsList());
    }

    /// <summary>Sets what a client may spend from now on; a higher one lets people be told anew.</summary>
    public async Task SetBudgetAsync(Guid clientId, long micros, CancellationToken ct)
    {
        await database.ChangeAsync(connection => connection.ExecuteAsync(new CommandDefinition("""
            with raised as (
                insert into llm_budgets (client_id, month_micros) values (@clientId, @micros)
                on conflict (client_id) do update set month_micros = excluded.month_micros, updated_at = now())
            update llm_spending set told_share = 0 where client_id = @clientId and micros < 0.8 * @micros
            """, new { clientId, micros }, cancellationToken: ct)), ct);
    }
}
