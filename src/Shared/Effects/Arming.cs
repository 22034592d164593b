using Dapper;
using Npgsql;
using SnsOps.Shared.Hosting;

namespace SnsOps.Shared.Effects;

/// <summary>One wish to send: what must still be true, and what a look-up would need afterwards.</summary>
/// <param name="AttemptId">UUIDv7 of the attempt to be.</param>
/// <param name="PublicationId">What is sent.</param>
/// <param name="Epoch">The claim it was prepared under.</param>
/// <param name="ContentVersion">The version it was prepared from.</param>
/// <param name="Seal">The approval it was prepared from.</param>
/// <param name="Fingerprint">What the platform's listing must match.</param>
/// <param name="Handle">The platform's handle, where it has one.</param>
/// <param name="RequestDigest">SHA-256 of the request, hex.</param>
/// <param name="DeadlineSeconds">The send is cancelled this long after arming.</param>
public sealed record ArmRequest(
    Guid AttemptId, Guid PublicationId, int Epoch, int ContentVersion, byte[] Seal, string Fingerprint, string? Handle, string RequestDigest, double DeadlineSeconds);

/// <summary>Whether a send may happen.</summary>
public enum ArmResult
{
    /// <summary>The attempt is committed: send once, now.</summary>
    Armed,

    /// <summary>Another send of this account is under way: ask again shortly.</summary>
    Busy,

    /// <summary>Cancelled, edited, or taken over: do not send.</summary>
    Lost,
}

/// <summary>Commits the intent before anything visible is sent, many at a time.</summary>
public sealed class Arming(NpgsqlDataSource database, WorkerIdentity identity) : IAsyncDisposable
{
    private readonly GroupCommit<ArmRequest, ArmResult> _commits = new(64, batch => CommitAsync(database, identity, batch));

    /// <summary>Arms one attempt; <see cref="ArmResult.Armed"/> only after the commit.</summary>
    public Task<ArmResult> ArmAsync(ArmRequest request) => _commits.SubmitAsync(request);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _commits.DisposeAsync();

    private static async Task<IReadOnlyList<ArmResult>> CommitAsync(NpgsqlDataSource database, WorkerIdentity identity, IReadOnlyList<ArmRequest> batch)
    {
        await using var connection = await database.OpenConnectionAsync();
        var armed = (await connection.QueryAsync<Guid>("""
            with wanted as materialized (
                select * from unnest(@attemptIds, @publicationIds, @epochs, @versions, @seals, @fingerprints, @handles, @digests, @deadlines)
                           as w (attempt_id, publication_id, epoch, version, seal, fingerprint, handle, digest, deadline)),
            ready as materialized (
                select w.*, p.client_id, p.account_id, p.retry_count
                  from wanted w join publications p on p.id = w.publication_id
                 where p.state = 'claimed' and p.epoch = w.epoch and p.owner = @owner and p.content_version = w.version and p.seal = w.seal
                   and exists (select from workers o where o.id = @owner and o.lease_until > clock_timestamp())
                 order by p.id for update of p),
            armed as (
                insert into attempts (id, client_id, account_id, subject_kind, subject_id, epoch, owner, number, fingerprint, handle, request_digest, armed_at, send_deadline)
                select attempt_id, client_id, account_id, 'publication', publication_id, epoch, @owner, retry_count + 1, fingerprint, handle, digest,
                       (select snsops.now()), (select snsops.now()) + make_interval(secs => deadline)
                  from ready
                on conflict do nothing
                returning id, subject_id)
            update publications p set state = 'armed', updated_at = clock_timestamp()
              from armed a where p.id = a.subject_id
            returning a.id
            """, Parameters(identity, batch))).ToHashSet();
        if (armed.Count == batch.Count)
            return [.. batch.Select(_ => ArmResult.Armed)];

        var waiting = (await connection.QueryAsync<Guid>("""
            select p.id from unnest(@publicationIds, @epochs) as w (id, epoch)
              join publications p on p.id = w.id and p.epoch = w.epoch
             where p.state = 'claimed' and p.owner = @owner
               and exists (select from workers o where o.id = @owner and o.lease_until > clock_timestamp())
               and exists (select from attempts a where a.account_id = p.account_id and a.state = 'armed')
            """, Parameters(identity, batch))).ToHashSet();
        return [.. batch.Select(r => armed.Contains(r.AttemptId) ? ArmResult.Armed : waiting.Contains(r.PublicationId) ? ArmResult.Busy : ArmResult.Lost)];
    }

    private static object Parameters(WorkerIdentity identity, IReadOnlyList<ArmRequest> batch) => new
    {
        owner = identity.Id,
        attemptIds = batch.Select(r => r.AttemptId).ToArray(),
        publicationIds = batch.Select(r => r.PublicationId).ToArray(),
        epochs = batch.Select(r => r.Epoch).ToArray(),
        versions = batch.Select(r => r.ContentVersion).ToArray(),
        seals = batch.Select(r => r.Seal).ToArray(),
        fingerprints = batch.Select(r => r.Fingerprint).ToArray(),
        handles = batch.Select(r => r.Handle).ToArray(),
        digests = batch.Select(r => r.RequestDigest).ToArray(),
        deadlines = batch.Select(r => r.DeadlineSeconds).ToArray(),
    };
}
