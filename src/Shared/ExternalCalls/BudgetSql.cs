using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Live;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>Budgets and the chunks lent of them. Each exchange is one short transaction of its own, many wishes at a time.</summary>
public sealed class BudgetSql([FromKeyedServices(DatabaseSetup.Rounds)] NpgsqlDataSource database, WorkerIdentity identity, ExternalCallOptions options, LiveEvents live)
{
    /// <summary>Takes back old chunks, believes reports and lends new chunks.</summary>
    /// <returns>An answer for each wish, in order.</returns>
    internal async Task<IReadOnlyList<ChunkAnswer>> ExchangeAsync(IReadOnlyList<ChunkWish> wishes)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var (states, gone) = await LockAsync(connection, transaction, wishes);
        var answers = wishes.Select(wish => Answer(states[wish.Budget.Scope], wish)).ToList();
        await WriteAsync(connection, transaction, [.. states.Values], gone, [.. wishes.Zip(answers).Where(w => w.Second.Amount > 0)]);
        var told = 0;
        foreach (var state in states.Values.Where(s => s.Alarms))
            told += await BudgetNews.TellAsync(connection, transaction, state);
        await transaction.CommitAsync();
        if (told > 0)
            live.Announce();
        return answers;
    }

    /// <summary>Says what was spent of chunks this process holds, and gives back those it is done with. Touches nobody else's rows.</summary>
    /// <returns>The chunks whose rows are there.</returns>
    internal async Task<HashSet<Guid>> SaveSpentAsync(IReadOnlyList<(HeldChunk Chunk, bool Done)> chunks, int[] spent)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<Guid>($"""
            {Mine} update api_budget_leases l set spent = m.now_spent, expires_at = case when m.done then clock_timestamp() else l.expires_at end from mine m where l.id = m.id returning l.id
            """, new { ids = chunks.Select(c => c.Chunk.Lease).ToArray(), spent, done = chunks.Select(c => c.Done).ToArray() })];
    }

    /// <summary>Of these budgets the closed ones.</summary>
    internal async Task<IReadOnlyList<string>> ClosedAsync(string[] scopes, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<string>(new CommandDefinition(
            "select scope from api_budgets where scope = any(@scopes) and closed_until > (select snsops.now())", new { scopes }, cancellationToken: ct))).AsList();
    }

    /// <summary>Chunks of ours, locked in the order everybody locks them in.</summary>
    private const string Mine = """
        with mine as materialized (
            select l.id, w.spent as now_spent, w.done from unnest(@ids, @spent, @done) as w (id, spent, done) join api_budget_leases l on l.id = w.id order by l.id for update of l)
        """;

    private ChunkAnswer Answer(BudgetState state, ChunkWish wish)
    {
        if (wish.Report is { } report)
            state.Believe(report, options);
        if (wish.Priority is not { } priority)
            return new ChunkAnswer(Guid.Empty, 0, TimeSpan.Zero);
        var (amount, wait) = state.Ask(priority, wish.Budget.Cost, options);
        state.Lend(amount, 0);
        return new ChunkAnswer(Guid.CreateVersion7(), amount, wait);
    }

    /// <summary>Locks the rows, and only then reads what is lent of them: a statement of its own sees what was committed while we waited.</summary>
    private async Task<(Dictionary<string, BudgetState> States, Guid[] Gone)> LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<ChunkWish> wishes)
    {
        var budgets = wishes.Select(w => w.Budget).DistinctBy(b => b.Scope).ToList();
        var old = wishes.Select(w => w.Old).OfType<HeldChunk>().ToList();
        await using var sets = await connection.QueryMultipleAsync($"""
            insert into api_budgets (scope, name, client_id, account_id, window_length, resets_in, call_limit, newest_at, steps)
            select w.scope, w.name, w.client_id, w.account_id, w.length, w.resets_in, w.call_limit, (select snsops.now()), array_fill(0, array[{BudgetWindow.Kept}])
              from unnest(@scopes, @names, @clients, @accounts, @lengths, @resets, @limits) as w (scope, name, client_id, account_id, length, resets_in, call_limit)
             where not exists (select from api_budgets b where b.scope = w.scope)
             order by w.scope
            on conflict do nothing;
            select scope, newest_at, steps::text as steps, learned_limit, case when reported_at > (select snsops.now()) - window_length then used_by_others else 0 end as others,
                   closed_until, alarmed_at, (select snsops.now()) as now
              from api_budgets where scope = any(@scopes) order by scope for update;
            {Mine} update api_budget_leases l set spent = m.now_spent, expires_at = clock_timestamp() from mine m where l.id = m.id returning l.id;
            select id, scope, amount, spent, taken_at, expires_at > clock_timestamp() as live from api_budget_leases where scope = any(@scopes);
            select platform::text as platform, count(*)::int as users from platform_accounts
             where cardinality(@perUserOf) > 0 and state = 'active' and platform::text = any(@perUserOf) group by platform;
            """,
            new
            {
                scopes = budgets.Select(b => b.Scope).ToArray(), names = budgets.Select(b => b.NameKo).ToArray(), clients = budgets.Select(b => b.ClientId).ToArray(),
                accounts = budgets.Select(b => b.AccountId).ToArray(), lengths = budgets.Select(b => b.Window).ToArray(), resets = budgets.Select(b => b.ResetsIn).ToArray(), limits = budgets.Select(b => b.Limit).ToArray(),
                ids = old.Select(c => c.Lease).ToArray(), spent = old.Select(c => c.Spent).ToArray(), done = old.Select(_ => true).ToArray(),
                perUserOf = budgets.SelectMany(b => b.PerUserOf ?? []).Distinct().ToArray(),
            }, transaction);
        var rows = (await sets.ReadAsync<BudgetRow>()).ToDictionary(r => r.Scope);
        var found = (await sets.ReadAsync<Guid>()).ToHashSet();
        var leases = (await sets.ReadAsync<LeaseRow>()).AsList();
        var users = (await sets.ReadAsync<UsersRow>()).ToDictionary(u => u.Platform, u => u.Users);
        var states = budgets.ToDictionary(b => b.Scope, b => State(b, rows[b.Scope], users));
        foreach (var lease in leases)
        {
            if (lease.Live)
                states[lease.Scope].Lend(lease.Amount, lease.Spent);
            else
                states[lease.Scope].TakeBack(lease.Spent, lease.TakenAt + TimeSpan.FromSeconds(options.ChunkSeconds));
        }

        // Taken back by somebody while its owner could not write: what they did not know of is counted now.
        foreach (var chunk in old.Where(c => !found.Contains(c.Lease)))
            states[chunk.Budget.Scope].TakeBack(Math.Max(0, chunk.Spent - chunk.SavedSpent), rows[chunk.Budget.Scope].Now - chunk.Age + TimeSpan.FromSeconds(options.ChunkSeconds));
        return (states, [.. leases.Where(l => !l.Live).Select(l => l.Id)]);
    }

    private static BudgetState State(Budget budget, BudgetRow row, Dictionary<string, int> users) => new(
        budget, BudgetWindow.Read(budget.Window, row.NewestAt, row.Steps, budget.ResetsIn), (budget.PerUserOf ?? []).Sum(p => users.GetValueOrDefault(p)),
        row.LearnedLimit, row.Others, row.ClosedUntil, row.AlarmedAt, row.Now);

    private async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<BudgetState> states, Guid[] gone, IReadOnlyList<(ChunkWish Wish, ChunkAnswer Answer)> lent) =>
        await connection.ExecuteAsync("""
            update api_budgets b
               set name = w.name, window_length = w.length, resets_in = w.resets_in, call_limit = w.call_limit, newest_at = w.newest_at, steps = w.steps::int[], learned_limit = w.learned, used_by_others = w.others,
                   closed_until = w.closed_until, alarmed_at = w.alarmed_at,
                   reported_percent = coalesce(w.percent, b.reported_percent), reported_at = case when w.percent is null then b.reported_at else (select snsops.now()) end
              from unnest(@scopes, @names, @lengths, @resets, @limits, @newest, @steps, @learned, @others, @closed, @alarmed, @percents)
                   as w (scope, name, length, resets_in, call_limit, newest_at, steps, learned, others, closed_until, alarmed_at, percent)
             where b.scope = w.scope;
            with old as materialized (select id from api_budget_leases where id = any(@gone) order by id for update)
            delete from api_budget_leases l using old where l.id = old.id;
            insert into api_budget_leases (id, scope, owner, amount, taken_at, expires_at)
            select id, scope, @owner, amount, (select snsops.now()), clock_timestamp() + make_interval(secs => @ChunkSeconds) from unnest(@ids, @lentScopes, @amounts) as w (id, scope, amount)
            """,
            new
            {
                scopes = states.Select(s => s.Budget.Scope).ToArray(), names = states.Select(s => s.Budget.NameKo).ToArray(), lengths = states.Select(s => s.Budget.Window).ToArray(), resets = states.Select(s => s.Budget.ResetsIn).ToArray(),
                limits = states.Select(s => s.Limit).ToArray(), newest = states.Select(s => s.Window.NewestAt.UtcDateTime).ToArray(),
                steps = states.Select(s => s.Window.StepsText).ToArray(), learned = states.Select(s => s.Learned).ToArray(), others = states.Select(s => s.Others).ToArray(),
                // Of nullable DateTimes the driver takes the type from the first: a null there, and what follows is refused.
                closed = states.Select(s => s.ClosedUntil?.ToUniversalTime()).ToArray(), alarmed = states.Select(s => s.AlarmedAt?.ToUniversalTime()).ToArray(),
                percents = states.Select(s => s.ReportedPercent).ToArray(), gone, owner = identity.Id, options.ChunkSeconds,
                ids = lent.Select(l => l.Answer.Lease).ToArray(), lentScopes = lent.Select(l => l.Wish.Budget.Scope).ToArray(), amounts = lent.Select(l => l.Answer.Amount).ToArray(),
            }, transaction);

    private sealed record BudgetRow(string Scope, DateTimeOffset NewestAt, string Steps, int? LearnedLimit, int Others, DateTimeOffset? ClosedUntil, DateTimeOffset? AlarmedAt, DateTimeOffset Now);

    private sealed record LeaseRow(Guid Id, string Scope, int Amount, int Spent, DateTimeOffset TakenAt, bool Live);

    private sealed record UsersRow(string Platform, int Users);
}

/// <summary>What a process wants of a budget.</summary>
/// <param name="Budget">Which.</param>
/// <param name="Priority">Wants a chunk for such calls; null: only brings a report.</param>
/// <param name="Old">The chunk it is done with.</param>
/// <param name="Report">What the platform said of it since.</param>
internal sealed record ChunkWish(Budget Budget, CallPriority? Priority, HeldChunk? Old, UsageReport? Report);

/// <summary>What it gets: a chunk, or how long to wait.</summary>
internal sealed record ChunkAnswer(Guid Lease, int Amount, TimeSpan Wait);
