using Dapper;
using Npgsql;
using SnsOps.Shared.Hosting;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>Gives claimed publications back: whoever sweeps next claims them.</summary>
internal sealed class GiveBackSql(NpgsqlDataSource database, WorkerIdentity identity)
{
    /// <summary>Gives back what this process still has claimed of <paramref name="ids"/>. What somebody holds just now is skipped, so that no deadlock keeps the rest: it is freed when this process is gone.</summary>
    /// <remarks>No epoch is asked for: a later claim of this process that is given back with it can arm nothing any more.</remarks>
    public async Task<int> GiveBackAsync(IReadOnlyList<Guid> ids)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteAsync("""
            with leaving as materialized (
                select ctid from publications where id = any(@ids) and state is not distinct from 'claimed' and owner = @owner for update skip locked)
            update publications p set state = 'due', owner = null, due_since = '-infinity' from leaving l where p.ctid = l.ctid
            """, new { ids = ids.ToArray(), owner = identity.Id });
    }
}
