using Dapper;
using Npgsql;

namespace SnsOps.Workers.Collection.KeepPartitions;

/// <summary>Statements of the nightly housekeeping.</summary>
internal sealed class KeepPartitionsSql(NpgsqlDataSource database)
{
    /// <summary>Makes the coming months' partitions.</summary>
    /// <returns>How many were missing.</returns>
    public async Task<int> MakeAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            "select coalesce(sum(snsops.ensure_month_partitions(name, 3)), 0)::int from snsops.partitioned_tables", cancellationToken: ct));
    }

    /// <summary>Drops partitions whose whole month is past its table's keeping.</summary>
    /// <returns>Those dropped, and those that were in use and are left for the next night.</returns>
    public async Task<(IReadOnlyList<string> Dropped, IReadOnlyList<string> Busy)> DropAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var old = (await connection.QueryAsync<string>(new CommandDefinition("""
            select child.oid::regclass::text
              from snsops.partitioned_tables t
              join pg_inherits i on i.inhparent = to_regclass(t.name)
              join pg_class child on child.oid = i.inhrelid
             where t.keep_for is not null and child.relname ~ '_[0-9]{6}$'
               and (to_date(right(child.relname, 6), 'YYYYMM') + interval '1 month') at time zone 'UTC' <= snsops.now() - t.keep_for
             order by 1
            """, cancellationToken: ct))).AsList();
        var dropped = new List<string>();
        var busy = new List<string>();
        foreach (var partition in old)
            (await TryDropAsync(connection, partition, ct) ? dropped : busy).Add(partition);
        return (dropped, busy);
    }

    /// <summary>Deletes rows whose time is over.</summary>
    public async Task<DeletedRows> DeleteAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<DeletedRows>(new CommandDefinition("""
            with s as (delete from sessions where expires_at < (select snsops.now()) returning 1),
                 t as (delete from ws_tickets where expires_at < (select snsops.now()) returning 1),
                 c as (delete from connections where expires_at < (select snsops.now()) - interval '1 day' returning 1),
                 k as (delete from idempotency_keys where expires_at < (select snsops.now()) returning 1),
                 w as (delete from workers where lease_until < clock_timestamp() - interval '7 days' returning 1),
                 r as (delete from copy_requests where created_at < (select snsops.now()) - interval '90 days' returning 1)
            select (select count(*) from s)::int as sessions, (select count(*) from t)::int as tickets, (select count(*) from c)::int as connections,
                   (select count(*) from k)::int as idempotency_keys, (select count(*) from w)::int as workers,
                   (select count(*) from r)::int as copy_requests
            """, cancellationToken: ct));
    }

    /// <summary>Dropping locks the whole table; rather than make everyone queue behind a long query, it waits 3 s and gives up for today.</summary>
    private static async Task<bool> TryDropAsync(NpgsqlConnection connection, string partition, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition($"set local lock_timeout = '3s'; drop table {partition}", transaction: transaction, cancellationToken: ct));
            await transaction.CommitAsync(ct);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }
}

/// <summary>How many rows were deleted.</summary>
/// <param name="Sessions">Expired refresh tokens.</param>
/// <param name="Tickets">Expired WebSocket tickets.</param>
/// <param name="Connections">Sign-ins at platforms that ended a day ago, whatever became of them.</param>
/// <param name="IdempotencyKeys">Expired keys.</param>
/// <param name="Workers">Processes gone for a week.</param>
/// <param name="CopyRequests">Captions that were asked for three months ago; what was taken from them stands in its content.</param>
internal sealed record DeletedRows(int Sessions, int Tickets, int Connections, int IdempotencyKeys, int Workers, int CopyRequests);
