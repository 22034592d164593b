using System.Text.Json.Nodes;
using Dapper;
using Npgsql;

namespace SnsOps.Api.Approvals;

/// <summary>What happened in a content's review, and what it was when people decided.</summary>
internal sealed class HistorySql(NpgsqlDataSource database)
{
    private const string Entry = """
        r.id, r.at, r.act, r.step, r.version, u.name as by_name, k.recipient as by_link, r.comment, encode(r.seal, 'hex') as seal
        """;

    private const string From = "from content_reviews r left join users u on u.id = r.user_id left join approval_links k on k.id = r.link_id";

    /// <summary>Newest first; null when it is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<IReadOnlyList<ReviewEntry>?> ListAsync(Guid contentId, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition($"""
            select exists (select from contents where id = @contentId and client_id = any(@clients));
            select {Entry} {From} where r.content_id = @contentId and r.client_id = any(@clients) order by r.at desc, r.id desc limit 500
            """, new { contentId, clients }, cancellationToken: ct));
        return await sets.ReadSingleAsync<bool>() ? (await sets.ReadAsync<ReviewEntry>()).AsList() : null;
    }

    /// <summary>The content as it is, and as it was at its last approval, or else at the last decision; null when it is not the caller's.</summary>
    public async Task<(int Version, JsonObject Now, ReviewEntry? Since, JsonObject? Then)?> CompareAsync(Guid contentId, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition($"""
            select version, snsops.content_snapshot(id)::text from contents where id = @contentId and client_id = any(@clients);
            select {Entry} {From}
             where r.id = (select id from content_reviews where content_id = @contentId and client_id = any(@clients) and snapshot is not null order by (act = 'approved') desc, at desc, id desc limit 1);
            select snapshot::text from content_reviews where content_id = @contentId and client_id = any(@clients) and snapshot is not null order by (act = 'approved') desc, at desc, id desc limit 1
            """, new { contentId, clients }, cancellationToken: ct));
        var (version, now) = await sets.ReadSingleOrDefaultAsync<(int, string?)>();
        var since = await sets.ReadSingleOrDefaultAsync<ReviewEntry>();
        var then = await sets.ReadSingleOrDefaultAsync<string>();
        return now is null ? null : (version, JsonNode.Parse(now)!.AsObject(), since, then is null ? null : JsonNode.Parse(then)!.AsObject());
    }
}
