using Dapper;
using Npgsql;
using SnsOps.Api.Database;

namespace SnsOps.Api.Approvals;

/// <summary>How a client's contents are approved.</summary>
internal sealed class PolicySql(NpgsqlDataSource database)
{
    /// <summary>One step unless something else was set.</summary>
    public async Task<ApprovalPolicyView> FindAsync(Guid clientId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<ApprovalPolicyView>(new CommandDefinition("""
            select @clientId as client_id, coalesce(p.steps, 'staff') as steps, p.updated_at from (values (1)) as one (row) left join approval_policies p on p.client_id = @clientId
            """, new { clientId }, cancellationToken: ct));
    }

    /// <summary>Counts from the next decision on, also for what is in review.</summary>
    public async Task<ApprovalPolicyView> SetAsync(Guid clientId, string steps, Guid userId, CancellationToken ct)
    {
        return await database.ChangeAsync(connection => connection.QuerySingleAsync<ApprovalPolicyView>(new CommandDefinition("""
            insert into approval_policies (client_id, steps, updated_by) values (@clientId, @steps, @userId)
            on conflict (client_id) do update set steps = excluded.steps, updated_by = excluded.updated_by, updated_at = clock_timestamp()
            returning client_id, steps, updated_at
            """, new { clientId, steps, userId }, cancellationToken: ct)), ct);
    }
}
