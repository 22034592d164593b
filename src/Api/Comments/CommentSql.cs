using Dapper;
using Npgsql;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Comments;

/// <summary>Lists comments by time, and finds Korean words in them.</summary>
internal sealed class CommentSql(NpgsqlDataSource database)
{
    private const string Columns = """
        id, client_id, account_id, platform::text as platform, platform_comment_id, platform_post_id, parent_comment_id,
        author, message, posted_at, received_at, edited_at
        """;

    private const string Names =
        "id, client_id, account_id, platform, platform_comment_id, platform_post_id, parent_comment_id, author, message, posted_at, received_at, edited_at";

    private const string Filters = """
        (@AccountId::uuid is null or account_id = @AccountId) and (@Platform::platform is null or platform = @Platform::platform)
        and posted_at >= coalesce(@From::timestamptz, '-infinity') and posted_at < coalesce(@To::timestamptz, 'infinity')
        and (posted_at, id) < (coalesce(@AfterAt::timestamptz, 'infinity'), coalesce(@AfterId::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        """;

    /// <summary>Blanks are ignored, as in the bigrams.</summary>
    private const string Matches = """translate(lower(message), E' \t\r\n\u00a0\u3000', '') like @pattern""";

    public async Task<IReadOnlyList<CommentView>> ListAsync(CommentFilter filter, PageRequest page, CancellationToken ct)
    {
        var parameters = page.Parameters(new
        {
            filter.Clients, filter.AccountId, filter.Platform, filter.From, filter.To, filter.Folded,
            pattern = filter.Folded is { } folded ? SearchText.Pattern(folded) : null,
        });
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<CommentView>(new CommandDefinition(Sql(filter), parameters, cancellationToken: ct))).AsList();
    }

    /// <remarks>
    /// By time alone, or with one character to look for: one index range per client, merged. With two or more the bigram index picks the candidates first;
    /// materialized, because the planner would else walk the time index hoping for an early match and read everything when a word is rare.
    /// </remarks>
    private static string Sql(CommentFilter filter) => filter.Folded is { Length: >= 2 }
        ? $"""
            with hits as materialized (
                select {Columns} from comments_inbox
                 where client_id = any(@Clients) and bigrams @> snsops.bigrams(@Folded) and {Filters})
            select {Names} from hits where {Matches} order by posted_at desc, id desc limit @Fetch
            """
        : $"""
            select q.id, q.client_id, q.account_id, q.platform, q.platform_comment_id, q.platform_post_id, q.parent_comment_id,
                   q.author, q.message, q.posted_at, q.received_at, q.edited_at
              from unnest(@Clients) as w (client_id)
             cross join lateral (
                select {Columns} from comments_inbox
                 where client_id = w.client_id and {Filters} {(filter.Folded is null ? "" : "and " + Matches)}
                 order by posted_at desc, id desc limit @Fetch) q
             order by q.posted_at desc, q.id desc limit @Fetch
            """;
}

/// <summary>Which comments are wanted.</summary>
/// <param name="Clients">The caller's, or the one asked for.</param>
/// <param name="AccountId">Only of this account.</param>
/// <param name="Platform">Only of this platform.</param>
/// <param name="Folded">Folded search text, or null.</param>
/// <param name="From">Posted at or after.</param>
/// <param name="To">Posted before.</param>
internal sealed record CommentFilter(Guid[] Clients, Guid? AccountId, string? Platform, string? Folded, DateTimeOffset? From, DateTimeOffset? To);
