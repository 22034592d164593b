using Dapper;
using Npgsql;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>What Instagram last said of an account's posts within 24 hours.</summary>
internal sealed class InstagramQuotaSql(NpgsqlDataSource database)
{
    /// <summary>The stored figure, with what we have published since added; null when there is none.</summary>
    public async Task<KnownQuota?> FindAsync(Guid accountId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<KnownQuota>(new CommandDefinition("""
            select total, total - used - (select count(*) from publications p where p.account_id = q.account_id and p.platform_post_id is not null and p.published_at > q.read_at)::int as left,
                   (select snsops.now()) - read_at as age
              from publishing_quotas q where account_id = @accountId
            """, new { accountId }, cancellationToken: ct));
    }

    /// <summary>Keeps a figure just read.</summary>
    public async Task<KnownQuota> KeepAsync(ConnectedAccount account, int used, int total, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into publishing_quotas (account_id, client_id, used, total, read_at) values (@Id, @ClientId, @used, @total, (select snsops.now()))
            on conflict (account_id) do update set used = excluded.used, total = excluded.total, read_at = excluded.read_at
            """, new { account.Id, account.ClientId, used, total }, cancellationToken: ct));
        return new KnownQuota(total, total - used, TimeSpan.Zero);
    }
}

/// <summary>An account's quota of posts.</summary>
/// <param name="Total">Within 24 hours.</param>
/// <param name="Left">Of it.</param>
/// <param name="Age">Since it was read.</param>
internal sealed record KnownQuota(int Total, int Left, TimeSpan Age);
