using Dapper;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Hosting;

namespace SnsOps.Shared.Effects;

/// <summary>Commits the intent before anything visible is sent, many at a time.</summary>
public sealed class Arming(NpgsqlDataSource database, WorkerIdentity identity) : IAsyncDisposable
{
    private readonly Dictionary<EffectSubject, (KeptConnection[] Connections, GroupCommit<ArmRequest, ArmResult> Commits)> _arms =
        EffectSubject.All.ToDictionary(s => s, s => Arms(KeptConnection.Several(database, EffectSubject.BatchesAtOnce), identity, s));

    /// <summary>Arms one attempt; <see cref="ArmResult.Armed"/> only after the commit.</summary>
    public Task<ArmResult> ArmAsync(ArmRequest request) => _arms[request.Subject].Commits.SubmitAsync(request);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var (connections, commits) in _arms.Values)
        {
            await commits.DisposeAsync();
            foreach (var connection in connections)
                await connection.DisposeAsync();
        }
    }

    private static (KeptConnection[], GroupCommit<ArmRequest, ArmResult>) Arms(KeptConnection[] kept, WorkerIdentity identity, EffectSubject subject)
    {
        var statements = (ArmSql(subject), ArmTakingTurnsSql(subject), WaitingSql(subject));
        return (kept, new GroupCommit<ArmRequest, ArmResult>(
            64, async (batch, slot) => await CommitAsync(await kept[slot].OpenAsync(), statements, Parameters(identity, batch), batch), EffectSubject.BatchesAtOnce, request => request.SubjectId));
    }

    private static async Task<IReadOnlyList<ArmResult>> CommitAsync(
        NpgsqlConnection connection, (string Arm, string ArmTakingTurns, string Waiting) statements, object parameters, IReadOnlyList<ArmRequest> batch)
    {
        HashSet<Guid> armed;
        try
        {
            armed = [.. await connection.QueryAsync<Guid>(statements.Arm, parameters)];
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected)
        {
            armed = [.. await connection.QueryAsync<Guid>(statements.ArmTakingTurns, parameters)];
        }

        if (armed.Count == batch.Count)
            return [.. batch.Select(_ => ArmResult.Armed)];
        var others = (await connection.QueryAsync<Waiting>(statements.Waiting, parameters)).ToDictionary(w => w.Id, w => w.OutOfPlace ? ArmResult.OutOfPlace : w.Held ? ArmResult.Held : ArmResult.Busy);
        return [.. batch.Select(r => armed.Contains(r.AttemptId) ? ArmResult.Armed : others.GetValueOrDefault(r.SubjectId, ArmResult.Lost))];
    }

    /// <summary>All of a batch or none: another send of one of its accounts refuses it whole. It finds each row once and is the statement of nearly all batches.</summary>
    private static string ArmSql(EffectSubject subject) => $"""
        with {Wanted},
        armed as (
            update {subject.Table} s set state = 'armed', updated_at = clock_timestamp()
              from wanted w where s.id = w.subject_id and {Ready(subject)}
            returning w.*, s.client_id, s.account_id, s.retry_count)
        {Attempts(subject)}
          from armed order by account_id        -- two that arm posts of the same accounts wait for one another, never crosswise
        returning id
        """;

    /// <summary>What may be armed of a batch, leaving out those whose account is sending.</summary>
    private static string ArmTakingTurnsSql(EffectSubject subject) => $"""
        with {Wanted},
        ready as materialized (
            select w.*, s.client_id, s.account_id, s.retry_count
              from wanted w join {subject.Table} s on s.id = w.subject_id
             where {Ready(subject)}
             order by s.id for update of s),
        armed as (
            {Attempts(subject)}
              from ready order by account_id
            on conflict do nothing
            returning id, subject_id)
        update {subject.Table} s set state = 'armed', updated_at = clock_timestamp()
          from armed a where s.id = a.subject_id
        returning a.id
        """;

    private const string Wanted = """
        wanted as materialized (
            select * from unnest(@attemptIds, @subjectIds, @epochs, @versions, @seals, @fingerprints, @handles, @digests, @deadlines)
                       as w (attempt_id, subject_id, epoch, version, seal, fingerprint, handle, digest, deadline) order by subject_id)
        """;

    /// <remarks>With "=", the planner takes what is claimed for nearly nothing, as it was at the last analyze, and reads all that is claimed for each batch.</remarks>
    private static string Ready(EffectSubject subject) => $"""
        s.state is not distinct from 'claimed' and s.epoch = w.epoch and s.owner = @owner {subject.AlsoToArm}
               and exists (select from workers o where o.id = @owner and o.lease_until > clock_timestamp())
        """;

    private static string Attempts(EffectSubject subject) => $"""
        insert into attempts (id, client_id, account_id, subject_kind, subject_id, step, epoch, owner, number, fingerprint, handle, request_digest, armed_at, send_deadline)
            select attempt_id, client_id, account_id, '{subject.Kind}', subject_id, '{subject.Step}', epoch, @owner, retry_count + 1, fingerprint, handle, digest,
                   (select snsops.now()), (select snsops.now()) + make_interval(secs => deadline)
        """;

    /// <summary>What is still ours and was not armed because it is out of place by now, a hold is in force, or another send of its account is.</summary>
    private static string WaitingSql(EffectSubject subject) => $"""
        select s.id, {subject.OutOfPlace} is not null as out_of_place, exists (select {subject.Held}) as held from unnest(@subjectIds, @epochs) as w (id, epoch)
          join {subject.Table} s on s.id = w.id and s.epoch = w.epoch
         where s.state = 'claimed' and s.owner = @owner
           and exists (select from workers o where o.id = @owner and o.lease_until > clock_timestamp())
           and ({subject.OutOfPlace} is not null or exists (select {subject.Held}) {(subject.OneSendPerAccount ? $"or {AnotherArmed(subject)}" : "")})
        """;

    private static string AnotherArmed(EffectSubject subject) =>
        $"exists (select from attempts a where a.account_id = s.account_id and a.state = 'armed' and a.subject_kind = '{subject.Kind}' and a.step = '{subject.Step}')";

    private static object Parameters(WorkerIdentity identity, IReadOnlyList<ArmRequest> batch) => new
    {
        owner = identity.Id,
        attemptIds = batch.Select(r => r.AttemptId).ToArray(),
        subjectIds = batch.Select(r => r.SubjectId).ToArray(),
        epochs = batch.Select(r => r.Epoch).ToArray(),
        versions = batch.Select(r => r.Approval?.Version).ToArray(),
        seals = batch.Select(r => r.Approval?.Seal).ToArray(),
        fingerprints = batch.Select(r => r.Fingerprint).ToArray(),
        handles = batch.Select(r => r.Handle).ToArray(),
        digests = batch.Select(r => r.RequestDigest).ToArray(),
        deadlines = batch.Select(r => r.DeadlineSeconds).ToArray(),
    };

    private sealed record Waiting(Guid Id, bool OutOfPlace, bool Held);
}
