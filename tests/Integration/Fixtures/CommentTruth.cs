using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Npgsql;

namespace SnsOps.Integration.Fixtures;

/// <summary>Holds an account's inbox to what the simulated platform knows.</summary>
public static class CommentTruth
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>What is not as it should be, one line each: what is there must be here as it is, what is gone must be gone here too, or never have come.</summary>
    /// <param name="sandbox">Its control address.</param>
    /// <param name="database">Ours.</param>
    /// <param name="platformAccountId">The account there.</param>
    /// <param name="accountId">The account here.</param>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(HttpClient sandbox, NpgsqlDataSource database, string platformAccountId, Guid accountId)
    {
        var truth = (await sandbox.GetFromJsonAsync<TrueComment[]>("/_sandbox/comments?account=" + platformAccountId, s_json))!;
        await using var connection = await database.OpenConnectionAsync();
        var rows = (await connection.QueryAsync<Row>("""
            select platform_comment_id as id, platform_post_id as post_id, parent_comment_id as parent_id, author, message, posted_at, deleted_at is not null as is_deleted, hidden_as
              from comments_inbox where account_id = @accountId
            """, new { accountId })).ToDictionary(r => r.Id);
        var differences = truth.Select(t => Difference(t, rows.GetValueOrDefault(t.Id))).OfType<string>().ToList();
        var known = truth.Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
        differences.AddRange(rows.Keys.Where(id => !known.Contains(id)).Select(id => $"{id}: here, but never written"));
        return differences;
    }

    private static string? Difference(TrueComment truth, Row? row)
    {
        if (!truth.Visible)
            return row is { IsDeleted: false } ? $"{truth.Id}: gone there, still here" : null;
        var hiddenAs = truth.Moderation switch { "heldForReview" => "held", "likelySpam" => "spam", _ => truth.Hidden ? "hidden" : null };
        return row is null ? $"{truth.Id}: not here ({truth.Moderation}, below {truth.ParentId})"
            : row.IsDeleted ? $"{truth.Id}: deleted here, still there"
            : row.Message != truth.Text || row.Author != truth.Author ? $"{truth.Id}: '{row.Message}' by {row.Author}, but there '{truth.Text}' by {truth.Author}"
            : row.PostId != truth.PostId || row.ParentId != truth.ParentId ? $"{truth.Id}: below {row.PostId}/{row.ParentId}, but there {truth.PostId}/{truth.ParentId}"
            : row.HiddenAs != hiddenAs ? $"{truth.Id}: {row.HiddenAs ?? "shown"}, but there {hiddenAs ?? "shown"}"
            : (row.PostedAt - truth.CreatedAt).Duration() >= TimeSpan.FromSeconds(1) ? $"{truth.Id}: posted {row.PostedAt:O}, but there {truth.CreatedAt:O}"
            : null;
    }

    private sealed record TrueComment(
        string Id, string PostId, string? ParentId, string Author, string Text, DateTimeOffset CreatedAt, bool Visible, bool Hidden, string Moderation);

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string PostId { get; init; }

        public string? ParentId { get; init; }

        public required string Author { get; init; }

        public required string Message { get; init; }

        public required DateTimeOffset PostedAt { get; init; }

        public required bool IsDeleted { get; init; }

        public string? HiddenAs { get; init; }
    }
}
