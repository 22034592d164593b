using Dapper;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Scheduling;

namespace SnsOps.Shared.JobItems;

/// <summary>Makes a run's items and nudges their lane. Planning a run again adds nothing.</summary>
public sealed class JobItemPlanner(NpgsqlDataSource database, NudgeProducer producer)
{
    /// <summary>One item per active account of the platforms. Accounts still busy with an earlier firing get none; after an outage their open item is told since when firings were missed.</summary>
    /// <returns>How many items were made.</returns>
    public Task<int> PlanAccountsAsync(JobRun run, string topic, string[] platforms, string inputJson, CancellationToken ct) => PlanAsync(topic, """
        with told as (
            update job_items b set input = b.input || @inputJson::jsonb
              from platform_accounts a
             where a.state = 'active' and a.platform = any(@platforms::platform[]) and b.subject_id = a.id and b.job = @Job and b.state in ('ready', 'claimed')
               and (@inputJson::jsonb ->> 'missed_since')::timestamptz < coalesce((b.input ->> 'missed_since')::timestamptz, 'infinity'))
        insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at, input)
        select gen_random_uuid(), @Job, @ScheduledFor, a.client_id, a.id, (select snsops.now()), @inputJson::jsonb
          from platform_accounts a join clients c on c.id = a.client_id
         where a.state = 'active' and c.active and a.platform = any(@platforms::platform[])
           and not exists (select from job_items b where b.subject_id = a.id and b.job = @Job and b.state in ('ready', 'claimed'))
        on conflict do nothing
        returning id, subject_id as key
        """, new { run.Job, run.ScheduledFor, platforms, inputJson }, ct);

    /// <summary>One item for each of the named accounts that is not disabled and not busy with an earlier firing.</summary>
    /// <returns>How many items were made.</returns>
    public Task<int> PlanChosenAsync(JobRun run, string topic, Guid[] accounts, string inputJson, CancellationToken ct) => PlanAsync(topic, """
        insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at, input)
        select gen_random_uuid(), @Job, @ScheduledFor, a.client_id, a.id, (select snsops.now()), @inputJson::jsonb
          from platform_accounts a join clients c on c.id = a.client_id
         where a.id = any(@accounts) and a.state <> 'disabled' and c.active
           and not exists (select from job_items b where b.subject_id = a.id and b.job = @Job and b.state in ('ready', 'claimed'))
        on conflict do nothing
        returning id, subject_id as key
        """, new { run.Job, run.ScheduledFor, accounts, inputJson }, ct);

    /// <summary>One item per active client.</summary>
    /// <returns>How many items were made.</returns>
    public Task<int> PlanClientsAsync(JobRun run, string topic, string inputJson, CancellationToken ct) => PlanAsync(topic, """
        insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at, input)
        select gen_random_uuid(), @Job, @ScheduledFor, c.id, c.id, (select snsops.now()), @inputJson::jsonb
          from clients c where c.active
        on conflict do nothing
        returning id, subject_id as key
        """, new { run.Job, run.ScheduledFor, inputJson }, ct);

    /// <summary>One item now, on somebody's demand. Nothing is made while the subject is already waiting or being worked on.</summary>
    /// <returns>How many items were made: 0 or 1.</returns>
    public Task<int> RequestAsync(string job, string topic, Guid clientId, Guid subjectId, CancellationToken ct) => PlanAsync(topic, """
        insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at)
        select gen_random_uuid(), @job, snsops.now(), @clientId, @subjectId, snsops.now()
         where not exists (select from job_items b where b.subject_id = @subjectId and b.job = @job and b.state in ('ready', 'claimed'))
        on conflict do nothing
        returning id, subject_id as key
        """, new { job, clientId, subjectId }, ct);

    private async Task<int> PlanAsync(string topic, string sql, object parameters, CancellationToken ct)
    {
        var items = (await Acting.ChangeAsync(database, connection => connection.QueryAsync<Planned>(new CommandDefinition(sql, parameters, cancellationToken: ct)), ct)).AsList();
        foreach (var item in items)
            producer.Send(topic, Kinds.JobItemReady, item.Key, item.Id);
        return items.Count;
    }

    private sealed record Planned(Guid Id, Guid Key);
}
