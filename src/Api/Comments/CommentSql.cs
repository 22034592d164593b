using Dapper;
using Npgsql;
using SnsOps.Api.Paging;
using SnsOps.Shared.Effects;

namespace SnsOps.Api.Comments;

/// <summary>Lists comments by time, by what their tone is, and finds Korean words in them.</summary>
internal sealed class CommentSql(NpgsqlDataSource database)
{
    internal const string Columns = """
        id, client_id, account_id, platform::text as platform, platform_comment_id, platform_post_id, parent_comment_id, author, message, posted_at, received_at, edited_at, deleted_at, hidden_at, hidden_as,
        sentiment::text as sentiment, score, sentiment_model, scored_at, sentiment_spans as spans_flat, ai_reply_draft, ai_reply_engine
        """;

    private const string Filters = """
        (@AccountId::uuid is null or account_id = @AccountId) and (@Platform::platform is null or platform = @Platform::platform)
        and posted_at >= coalesce(@From::timestamptz, '-infinity') and posted_at < coalesce(@To::timestamptz, 'infinity')
        and (posted_at, id) < (coalesce(@AfterAt::timestamptz, 'infinity'), coalesce(@AfterId::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        """;

    /// <summary>Blanks are ignored, as in the bigrams.</summary>
    private const string Matches = """translate(lower(message), E' \t\r\n\u00a0\u3000', '') like @pattern""";

    /// <summary>How the newest answer to each comment stands, and what was done to it.</summary>
    private const string WithReply = """
        select p.*, r.state::text as reply_state, coalesce(r.published_at, r.created_at) as replied_at,
               m.action::text as action, m.state::text as action_state
          from page p
          left join lateral (
                select action, state from comment_actions where comment_id = p.id order by created_at desc limit 1) m on true
          left join lateral (
                select state, published_at, created_at from comment_replies where comment_id = p.id order by created_at desc limit 1) r on true
         order by p.posted_at desc, p.id desc
        """;

    public async Task<IReadOnlyList<CommentView>> ListAsync(CommentFilter filter, PageRequest page, CancellationToken ct)
    {
        var parameters = page.Parameters(new
        {
            filter.Clients, filter.AccountId, filter.Platform, filter.From, filter.To, filter.Sentiment, filter.Folded,
            pattern = filter.Folded is { } folded ? SearchText.Pattern(folded) : null,
        });
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<CommentView>(new CommandDefinition(Sql(filter), parameters, cancellationToken: ct))).AsList();
    }

    public async Task<CommentView?> FindAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<CommentView>(new CommandDefinition($"""
            with page as (
                select {Columns}, {Threads.Version("c")} as thread_version from comments_inbox c where id = @id and client_id = any(@clients))
            {WithReply}
            """, new { id, clients }, cancellationToken: ct));
    }

    /// <remarks>
    /// By time alone, or with one character to look for: one index range per client, merged. With two or more the bigram index picks the candidates first;
    /// materialized, because the planner would else walk the time index hoping for an early match and read everything when a word is rare.
    /// </remarks>
    private static string Sql(CommentFilter filter)
    {
        var filters = Filters + filter.Sentiment switch
        {
            null => "",
            CommentFilter.Unscored => " and scored_at is null",
            _ => " and sentiment = @Sentiment::sentiment",
        } + filter.State switch
        {
            "visible" => " and deleted_at is null and hidden_at is null",
            "hidden" => " and deleted_at is null and hidden_at is not null",
            "deleted" => " and deleted_at is not null",
            _ => "",
        };
        return filter.Folded is { Length: >= 2 }
            ? $"""
                with hits as materialized (
                    select {Columns} from comments_inbox
                     where client_id = any(@Clients) and bigrams @> snsops.bigrams(@Folded) and {filters}),
                page as (
                    select * from hits where {Matches} order by posted_at desc, id desc limit @Fetch)
                {WithReply}
                """
            : $"""
                with page as (
                    select q.*
                      from unnest(@Clients) as w (client_id)
                     cross join lateral (
                        select {Columns} from comments_inbox
                         where client_id = w.client_id and {filters} {(filter.Folded is null ? "" : "and " + Matches)}
                         order by posted_at desc, id desc limit @Fetch) q
                     order by q.posted_at desc, q.id desc limit @Fetch)
                {WithReply}
                """;
    }
}
