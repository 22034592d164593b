using Dapper;
using Npgsql;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Which videos of a channel already belong to a publication, shown or not yet: a match must not be one of them.</summary>
internal sealed class KnownVideos(NpgsqlDataSource database)
{
    /// <summary>Of <paramref name="videoIds"/>, those that are taken on this account.</summary>
    public async Task<HashSet<string>> AmongAsync(Guid accountId, string[] videoIds, CancellationToken ct)
    {
        if (videoIds.Length == 0)
            return [];
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<string>(new CommandDefinition("""
            select platform_post_id from publications where account_id = @accountId and platform_post_id = any(@videoIds)
            union
            select handle from publications where account_id = @accountId and handle = any(@videoIds)
            union
            select t.handle from publication_parts t join publications p on p.id = t.publication_id where p.account_id = @accountId and t.handle = any(@videoIds)
            """, new { accountId, videoIds }, cancellationToken: ct))).ToHashSet();
    }
}
