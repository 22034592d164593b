using Dapper;
using Npgsql;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Which platform posts already belong to a publication: a match must not be one of them.</summary>
internal sealed class KnownPosts(NpgsqlDataSource database)
{
    /// <summary>Of <paramref name="platformPostIds"/>, those that are taken on this account.</summary>
    public async Task<HashSet<string>> AmongAsync(Guid accountId, string[] platformPostIds, CancellationToken ct)
    {
        if (platformPostIds.Length == 0)
            return [];
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<string>(new CommandDefinition("""
            select platform_post_id from publications where account_id = @accountId and platform_post_id = any(@platformPostIds)
            """, new { accountId, platformPostIds }, cancellationToken: ct))).ToHashSet();
    }
}
