using Dapper;
using Npgsql;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Notifications;

namespace SnsOps.Shared.Llm;

/// <summary>The rows of requests, and of what was spent on them: both always change together, so that the sum is the sum.</summary>
internal sealed class LlmLedgerSql(NpgsqlDataSource database, WorkerIdentity identity, LlmOptions options)
{
    private const string Month = "date_trunc('month', at at time zone 'Asia/Seoul')::date";

    private long Usual => (long)(options.ClientBudgetUsd * 1_000_000);

    /// <summary>Notes requests that are on their way to a provider, and sets their cost aside, whatever is left.</summary>
    /// <remarks>Not flushed to the disk: it is there when this process dies, and should the server die with it, the closing writes it anew.</remarks>
    public async Task<IReadOnlyList<LlmSpent>> OpenAsync(IReadOnlyList<LlmOpening> openings)
    {
        await using var connection = await database.OpenConnectionAsync();
        return (await connection.QueryAsync<LlmSpent>($"""
            with asked as (
                select * from unnest(@at, @ids, @clients, @tasks, @aside, @correlations) as r (at, id, client_id, task, aside, correlation_id)),
            opened as (
                insert into llm_requests (at, id, month, client_id, task, owner, source, cost_micros, correlation_id)
                select at, id, {Month}, client_id, task, @owner, 'open', aside, correlation_id from asked
                on conflict do nothing
                returning client_id, month, cost_micros),
            spent as (
                insert into llm_spending as s (client_id, month, micros)
                select client_id, month, sum(cost_micros) from opened group by 1, 2 order by 1, 2
                on conflict (client_id, month) do update set micros = s.micros + excluded.micros
                returning client_id, micros)
            select s.client_id, s.micros, coalesce(b.month_micros, @Usual) as most
              from spent s left join llm_budgets b using (client_id)
             where set_config('synchronous_commit', 'off', true) is not null
            """,
            new
            {
                at = openings.Select(o => o.At).ToArray(), ids = openings.Select(o => o.Id).ToArray(), clients = openings.Select(o => o.ClientId).ToArray(), tasks = openings.Select(o => o.Task).ToArray(),
                aside = openings.Select(o => o.SetAside).ToArray(), correlations = openings.Select(o => o.CorrelationId).ToArray(), owner = identity.Id, Usual,
            })).AsList();
    }

    /// <summary>The same for one, if the budget allows it; decided under the lock of what was spent.</summary>
    public async Task<(bool Allowed, LlmSpent Spent)> ReserveAsync(LlmOpening opening, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var (taken, before, most) = await connection.QuerySingleAsync<(long?, long, long)>(new CommandDefinition($"""
            with asked as (
                select @At::timestamptz as at),
            budget as (
                select coalesce((select month_micros from llm_budgets where client_id = @ClientId), @Usual) as most),
            spent as (
                insert into llm_spending as s (client_id, month, micros)
                select @ClientId, {Month}, @SetAside from asked, budget where @SetAside <= most
                on conflict (client_id, month) do update set micros = s.micros + excluded.micros where s.micros + excluded.micros <= (select most from budget)
                returning micros),
            opened as (
                insert into llm_requests (at, id, month, client_id, task, owner, source, cost_micros, correlation_id)
                select at, @Id, {Month}, @ClientId, @Task, @owner, 'open', @SetAside, @CorrelationId from asked where exists (select from spent))
            select (select micros from spent), coalesce((select micros from llm_spending s, asked where s.client_id = @ClientId and s.month = {Month}), 0), most from budget
            """, new { opening.At, opening.Id, opening.ClientId, opening.Task, opening.SetAside, opening.CorrelationId, owner = identity.Id, Usual }, cancellationToken: ct));
        return (taken is not null, new LlmSpent(opening.ClientId, taken ?? before, most));
    }

    /// <summary>Writes what requests came to; one that is closed already stays as it is. Kept answers go in the same transaction.</summary>
    /// <returns>How many people were told that a budget runs short.</returns>
    public async Task<int> CloseAsync(IReadOnlyList<LlmClosing> closings)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        // First the rows of those whose opening was never written: what follows then finds all of them as they are, openings that were just under way included.
        await connection.ExecuteAsync($"""
            insert into llm_requests (at, id, month, client_id, task, owner, source, cost_micros, correlation_id)
            select at, id, {Month}, client_id, task, @owner, 'open', 0, correlation_id from unnest(@at, @ids, @clients, @tasks, @correlations) as r (at, id, client_id, task, correlation_id) order by at, id
            on conflict do nothing
            """,
            new
            {
                at = closings.Select(c => c.Opening.At).ToArray(), ids = closings.Select(c => c.Opening.Id).ToArray(), clients = closings.Select(c => c.Opening.ClientId).ToArray(),
                tasks = closings.Select(c => c.Opening.Task).ToArray(), correlations = closings.Select(c => c.Opening.CorrelationId).ToArray(), owner = identity.Id,
            }, transaction);
        await connection.ExecuteAsync("""
            with over as materialized (
                select * from unnest(@at, @ids, @sources, @outcomes, @providers, @models, @asked, @written, @wasted, @costs, @tries, @errors, @firsts, @ms)
                    as r (at, id, source, outcome, provider, model, asked, written, wasted, cost, tries, error, first_word, ms)),
            before as materialized (
                select q.at, q.id, q.cost_micros from llm_requests q join over o on q.at = o.at and q.id = o.id where q.source in ('open', 'lost') order by q.at, q.id for update of q),
            closed as (
                update llm_requests q
                   set source = o.source, outcome = o.outcome, provider = o.provider, model = o.model, input_tokens = o.asked, output_tokens = o.written, wasted_tokens = o.wasted,
                       cost_micros = o.cost, tries = o.tries, error = o.error, first_token_ms = o.first_word, ms = o.ms
                  from over o join before b using (at, id)
                 where q.at = o.at and q.id = o.id
                returning q.client_id, q.month, q.cost_micros - b.cost_micros as more)
            insert into llm_spending as s (client_id, month, micros)
            select client_id, month, sum(more) from closed group by 1, 2 order by 1, 2
            on conflict (client_id, month) do update set micros = s.micros + excluded.micros
            """,
            new
            {
                at = closings.Select(c => c.Opening.At).ToArray(), ids = closings.Select(c => c.Opening.Id).ToArray(), sources = closings.Select(c => c.Source).ToArray(),
                outcomes = closings.Select(c => c.Outcome).ToArray(), providers = closings.Select(c => c.Provider).ToArray(), models = closings.Select(c => c.Model).ToArray(),
                asked = closings.Select(c => c.Asked).ToArray(), written = closings.Select(c => c.Written).ToArray(), wasted = closings.Select(c => c.Wasted).ToArray(),
                costs = closings.Select(c => c.CostMicros).ToArray(), tries = closings.Select(c => (short)c.Tries).ToArray(), errors = closings.Select(c => c.Error).ToArray(),
                firsts = closings.Select(c => (float?)c.FirstWordMs).ToArray(), ms = closings.Select(c => (float)c.Ms).ToArray(),
            }, transaction);
        if (closings.Where(c => c.Keep is not null).ToList() is { Count: > 0 } kept)
            await KeepAsync(connection, transaction, kept);
        Failpoint.Hit("llm.closing");
        var refused = closings.Where(c => c.Error == nameof(LlmError.BudgetUsedUp)).Select(c => c.Opening.ClientId).Distinct().ToArray();
        var told = await TellAsync(connection, transaction, [.. closings.Where(c => c.CostMicros > 0).Select(c => c.Opening.ClientId).Union(refused)], refused);
        await transaction.CommitAsync();
        Failpoint.Hit("llm.closed");
        return told;
    }

    /// <summary>Closes what processes left that are gone, at what was set aside: nobody knows what the provider will bill.</summary>
    public async Task<int> CloseLostAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition("""
            update llm_requests q set source = 'lost'
             where source = 'open' and at <= (select snsops.now()) - make_interval(secs => @LostAfterSeconds)
               and not exists (select from workers w where w.id = q.owner and w.lease_until > clock_timestamp())
            """, new { options.LostAfterSeconds }, cancellationToken: ct));
    }

    private static Task<int> KeepAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<LlmClosing> kept) => connection.ExecuteAsync("""
        insert into llm_cache as c (client_id, request, provider, model, content, output_tokens, kept_at, expires_at)
        select distinct on (client_id, request) client_id, request, provider, model, content, written, at, at + keep_for
          from unnest(@clients, @requests, @providers, @models, @contents, @written, @at, @lives) as k (client_id, request, provider, model, content, written, at, keep_for)
         order by client_id, request, at desc
        on conflict (client_id, request) do update
           set provider = excluded.provider, model = excluded.model, content = excluded.content, output_tokens = excluded.output_tokens, kept_at = excluded.kept_at, expires_at = excluded.expires_at
        """,
        new
        {
            clients = kept.Select(c => c.Opening.ClientId).ToArray(), requests = kept.Select(c => c.Keep!.Request).ToArray(), providers = kept.Select(c => c.Keep!.Provider).ToArray(),
            models = kept.Select(c => c.Keep!.Model).ToArray(), contents = kept.Select(c => c.Keep!.Content).ToArray(), written = kept.Select(c => c.Keep!.Written).ToArray(),
            at = kept.Select(c => c.Opening.At).ToArray(), lives = kept.Select(c => c.Keep!.For).ToArray(),
        }, transaction);

    /// <summary>Admins and the client's managers learn once a month that a budget is nearly used, and once that it is used up.</summary>
    private Task<int> TellAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid[] clients, Guid[] refused) => clients.Length == 0 ? Task.FromResult(0) : connection.QuerySingleAsync<int>($"""
        with now_spent as (
            select s.client_id, s.month, s.micros, coalesce(b.month_micros, @Usual) as most, s.client_id = any(@refused) or s.micros >= coalesce(b.month_micros, @Usual) as is_used_up
              from llm_spending s left join llm_budgets b using (client_id)
             where s.client_id = any(@clients) and s.month = (select {Month} from (select snsops.now() as at) n)),
        crossed as (
            update llm_spending s set told_share = case when n.is_used_up then 1 else 0.8 end
              from now_spent n
             where s.client_id = n.client_id and s.month = n.month and (n.is_used_up or n.micros >= 0.8 * n.most) and s.told_share < case when n.is_used_up then 1 else 0.8::real end
            returning s.client_id, n.is_used_up),
        told as (
            insert into notifications (id, user_id, client_id, kind, title, message, priority, reference)
            select gen_random_uuid(), u.id, c.client_id, 'llm.budget',
                   cl.name || case when c.is_used_up then ': 이번 달 AI 예산을 모두 썼습니다' else ': 이번 달 AI 예산을 거의 다 썼습니다' end,
                   case when c.is_used_up then '다음 달까지 AI 제공사에 묻지 않고 내장 엔진이 대신 씁니다. ' else '예산에 이르면 내장 엔진이 대신 씁니다. ' end || '더 필요하면 이 고객사의 AI 예산을 늘리세요.',
                   'normal', jsonb_build_object('client_id', c.client_id)
              from crossed c join clients cl on cl.id = c.client_id
              join users u on u.active and (u.role = 'admin' or (u.role = 'manager' and exists (select from client_members m where m.client_id = c.client_id and m.user_id = u.id)))
            returning id, user_id, title, message, priority, reference),
        {Notice.ToldLive}
        select count(*)::int from told
        """, new { clients, refused, Usual }, transaction);
}
