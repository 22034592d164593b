using Dapper;
using Npgsql;

namespace SnsOps.Workers.Ai.ReplayRules;

/// <summary>Replays that are asked for, and their answers.</summary>
internal sealed class ReplayRulesSql(NpgsqlDataSource database)
{
    /// <summary>What is to be replayed; null: it has its answer, or there is none of that id.</summary>
    public async Task<Replay?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Replay>(new CommandDefinition(
            "select id, client_id, rule_id, from_at, to_at from crisis_replays where id = @id and finished_at is null", new { id }, cancellationToken: ct));
    }

    /// <summary>Writes the answer, once.</summary>
    public async Task FinishAsync(Guid id, double weeks, string alarms, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            update crisis_replays set finished_at = snsops.now(), weeks = @weeks, alarms = @alarms::jsonb where id = @id and finished_at is null
            """, new { id, weeks, alarms }, cancellationToken: ct));
    }
}

/// <summary>A rule to be run over what has been.</summary>
internal sealed record Replay(Guid Id, Guid ClientId, Guid RuleId, DateTimeOffset FromAt, DateTimeOffset ToAt);
