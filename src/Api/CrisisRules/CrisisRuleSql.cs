using System.Text.Json;
using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Database;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.CrisisRules;

/// <summary>Writes rules, asks for their replays and switches them on.</summary>
internal sealed class CrisisRuleSql(NpgsqlDataSource database)
{
    /// <summary>The worker's name of a replay.</summary>
    private const string ReplayJob = "replay-crisis-rule";

    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private const string View = """
        select r.id, r.client_id, r.name, r.state::text as state, r.share_tail, r.count_tail, r.least_negatives, r.least_ratio, r.least_rise, r.build_up, r.cool_down_minutes,
               r.escalate_minutes, r.hold, r.hold_severity, u.name as created_by_name, r.created_at, a.name as activated_by_name, r.activated_at, r.retired_at
          from crisis_rules r join users u on u.id = r.created_by left join users a on a.id = r.activated_by
        """;

    public async Task<IReadOnlyList<CrisisRuleView>> ListAsync(Guid[] clients, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<CrisisRuleView>(new CommandDefinition($"""
            {View}
             where r.client_id = any(@clients) and (@AfterAt::timestamptz is null or (r.created_at, r.id) < (@AfterAt, @AfterId))
             order by r.created_at desc, r.id desc limit @Fetch
            """, page.Parameters(new { clients }), cancellationToken: ct))).AsList();
    }

    public async Task<CrisisRuleView?> FindAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<CrisisRuleView>(new CommandDefinition($"{View} where r.id = @id and r.client_id = any(@clients)", new { id, clients }, cancellationToken: ct));
    }

    /// <summary>A draft; the same call again, under its key, makes no second one.</summary>
    public async Task<CrisisRuleView> InsertAsync(NewCrisisRule rule, Caller caller, CancellationToken ct)
    {
        await database.ChangeAsync(connection => connection.ExecuteAsync(new CommandDefinition("""
            insert into crisis_rules (id, client_id, name, share_tail, count_tail, least_negatives, least_ratio, least_rise, build_up, cool_down_minutes, escalate_minutes,
                                      hold, hold_severity, created_by, created_at)
            values (@RowId, @ClientId, @name, @ShareTail, @CountTail, @LeastNegatives, @LeastRatio, @LeastRise, @BuildUp, @CoolDownMinutes, @EscalateMinutes,
                    @Hold, @HoldSeverity, @UserId, snsops.now())
            on conflict (id) do nothing
            """,
            new
            {
                caller.RowId, rule.ClientId, name = rule.Name!.Trim(), rule.ShareTail, rule.CountTail, rule.LeastNegatives, rule.LeastRatio, rule.LeastRise, rule.BuildUp, rule.CoolDownMinutes,
                rule.EscalateMinutes, rule.Hold, rule.HoldSeverity, caller.UserId,
            }, cancellationToken: ct)), ct);
        return (await FindAsync(caller.RowId, [rule.ClientId!.Value], ct))!;
    }

    /// <summary>Asks for a replay: its row and the work's, in one statement.</summary>
    /// <returns>Null when there is no such rule.</returns>
    public async Task<(CrisisReplayView Replay, Guid ItemId)?> ReplayAsync(Guid ruleId, int weeks, Caller caller, CancellationToken ct)
    {
        var itemId = Guid.CreateVersion7();
        var made = await database.ChangeAsync(connection => connection.ExecuteAsync(new CommandDefinition("""
            with asked as (
                insert into crisis_replays (id, client_id, rule_id, from_at, to_at, requested_by, requested_at)
                select @RowId, client_id, id, date_trunc('hour', snsops.now()) - make_interval(weeks => @weeks), date_trunc('hour', snsops.now()), @UserId, snsops.now()
                  from crisis_rules where id = @ruleId and client_id = any(@ClientIds)
                on conflict (id) do nothing
                returning id, client_id)
            insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at)
            select @itemId, @ReplayJob, snsops.now(), client_id, id, snsops.now() from asked
            """, new { caller.RowId, ruleId, weeks, caller.UserId, caller.ClientIds, itemId, ReplayJob }, cancellationToken: ct)), ct);
        var replay = (await ReplaysAsync(ruleId, ct)).FirstOrDefault(r => r.Id == caller.RowId);
        return replay is null || (made == 0 && !caller.Sees(replay.ClientId)) ? null : (replay, itemId);
    }

    public async Task<IReadOnlyList<CrisisReplayView>> ReplaysAsync(Guid ruleId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return
        [
            .. from row in await connection.QueryAsync<ReplayRow>(new CommandDefinition("""
                   select id, client_id, rule_id, from_at, to_at, requested_at, finished_at, weeks, alarms::text as alarms
                     from crisis_replays where rule_id = @ruleId order by requested_at desc, id desc limit 50
                   """, new { ruleId }, cancellationToken: ct))
               let alarms = row.Alarms is null ? null : JsonSerializer.Deserialize<List<ReplayedAlarm>>(row.Alarms, Snake)
               select new CrisisReplayView
               {
                   Id = row.Id, ClientId = row.ClientId, RuleId = row.RuleId, FromAt = row.FromAt, ToAt = row.ToAt, RequestedAt = row.RequestedAt, FinishedAt = row.FinishedAt,
                   Weeks = row.Weeks, Alarms = alarms, AlarmsPerWeek = alarms is not null && row.Weeks > 0 ? Math.Round(alarms.Count / row.Weeks.Value, 3) : null,
               },
        ];
    }

    /// <summary>Switches a rule on that was tried; the one before it ends. Again changes nothing.</summary>
    public Task<Refusal?> ActivateAsync(Guid id, Caller caller, CancellationToken ct) => database.InTransactionAsync(async (connection, transaction) =>
    {
        var rule = await connection.QuerySingleOrDefaultAsync<(Guid ClientId, string State, bool Replayed)?>(new CommandDefinition("""
            select r.client_id, r.state::text, exists (select from crisis_replays p where p.rule_id = r.id and p.finished_at is not null)
              from crisis_rules r where r.id = @id and r.client_id = any(@ClientIds) for update
            """, new { id, caller.ClientIds }, transaction, cancellationToken: ct));
        if (rule is not { } found)
            return ProblemKinds.CrisisRuleNotFound.Plain();
        if (found.State == "active")
            return null;
        if (found.State == "retired")
            return ProblemKinds.CrisisRuleEnded.Plain();
        if (!found.Replayed)
            return ProblemKinds.CrisisRuleNotReplayed.Plain();
        await connection.ExecuteAsync(new CommandDefinition("""
            update crisis_rules set state = 'retired', retired_at = snsops.now() where client_id = @ClientId and state = 'active';
            update crisis_rules set state = 'active', activated_at = snsops.now(), activated_by = @UserId where id = @id
            """, new { found.ClientId, caller.UserId, id }, transaction, cancellationToken: ct));
        return null;
    }, ct);

    public async Task RetireAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await database.ChangeAsync(connection => connection.ExecuteAsync(new CommandDefinition(
            "update crisis_rules set state = 'retired', retired_at = snsops.now() where id = @id and client_id = any(@clients) and state <> 'retired'", new { id, clients }, cancellationToken: ct)), ct);
    }

    private sealed record ReplayRow(
        Guid Id, Guid ClientId, Guid RuleId, DateTimeOffset FromAt, DateTimeOffset ToAt, DateTimeOffset RequestedAt, DateTimeOffset? FinishedAt, double? Weeks, string? Alarms);
}
