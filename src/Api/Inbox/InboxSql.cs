using Dapper;
using Npgsql;
using SnsOps.Api.Comments;
using SnsOps.Shared.Effects;

namespace SnsOps.Api.Inbox;

/// <summary>Reads the inbox: pages of it, and all there is to know about one comment in it.</summary>
internal sealed class InboxSql(NpgsqlDataSource database)
{
    private const int MostOfThread = 50;

    /// <summary>The columns of a comment and, from <c>account_name</c> on, those of its entry.</summary>
    private static readonly string Rows = $"""
        page as (
            select {CommentSql.Columns} from comments_inbox where id = any(array(select id from keys)))
        select p.*, r.state::text as reply_state, coalesce(r.published_at, r.created_at) as replied_at, m.action::text as action, m.state::text as action_state,
               a.name as account_name, {InboxKeys.TierOf("p")} as tier, case when i.state is null or i.snoozed_until <= (select snsops.now()) then 'open' else i.state::text end as state,
               case when i.snoozed_until > (select snsops.now()) then i.snoozed_until end as snoozed_until, i.assignee_id, u.name as assignee_name, coalesce(i.version, 0) as version, i.changed_at,
               h.name as changed_by_name, (select count(*)::int from inbox_notes n where n.comment_id = p.id) as notes,
               w.user_id as answering_by, w.name as answering_name, w.since as answering_since, o.posted_at as answered_elsewhere_at
          from keys k
          join page p on p.id = k.id
          join platform_accounts a on a.id = p.account_id
          left join inbox_items i on i.comment_id = p.id
          left join users u on u.id = i.assignee_id
          left join users h on h.id = i.changed_by
          left join lateral (
                select x.user_id, x.since, xu.name from comment_answerers x join users xu on xu.id = x.user_id where x.comment_id = p.id and x.until > (select snsops.now())) w on true
          left join lateral (
                select action, state from comment_actions where comment_id = p.id order by created_at desc limit 1) m on true
          left join lateral (
                select state, published_at, created_at from comment_replies where comment_id = p.id order by created_at desc limit 1) r on true
          left join lateral (
                select t.posted_at from comments_inbox t
                 where t.account_id = p.account_id and {Threads.Of("t")} = {Threads.Of("p")} and t.author_platform_id = a.platform_account_id and t.posted_at > p.posted_at and t.deleted_at is null
                   and not exists (select from comment_replies x where x.account_id = t.account_id and x.platform_reply_id = t.platform_comment_id)
                 order by t.posted_at limit 1) o on true
        """;

    /// <summary>So many entries after a place, one more where there are more.</summary>
    public async Task<IReadOnlyList<InboxEntry>> ListAsync(InboxFilter filter, InboxPlace? after, int fetch, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await ReadAsync(connection, $"with {InboxKeys.Sql(filter, after)}, {Rows} order by {InboxKeys.Order(filter)}", new
        {
            filter.Clients, filter.AccountId, filter.Platform, filter.From, filter.To, filter.Sentiment, filter.Folded, filter.AssigneeId,
            pattern = filter.Folded is { } folded ? SearchText.Pattern(folded) : null,
            AfterTier = after?.Tier, AfterAt = after?.At, AfterId = after?.Id, Fetch = fetch,
        }, ct);
    }

    /// <summary>Where an entry stands in its list.</summary>
    public static InboxPlace PlaceOf(InboxFilter filter, InboxEntry entry) => filter.State switch
    {
        "open" => new InboxPlace(entry.Tier, entry.Comment.ScoredAt is null ? entry.Comment.ReceivedAt : entry.Comment.PostedAt, entry.Comment.Id),
        "all" => new InboxPlace(0, entry.Comment.PostedAt, entry.Comment.Id),
        _ => new InboxPlace(0, entry.ChangedAt!.Value, entry.Comment.Id),
    };

    /// <summary>One entry; null when the comment is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<InboxEntry?> FindAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await FindAsync(connection, id, clients, ct);
    }

    /// <summary>One entry with its post, its thread and its notes.</summary>
    public async Task<InboxDetail?> DetailAsync(Guid id, Guid[] clients, double undoSeconds, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        if (await FindAsync(connection, id, clients, ct) is not { } entry)
            return null;
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition($"""
            select p.content_id, k.title, coalesce(k.variants -> p.platform::text ->> 'body', k.body) as text, p.post_url, p.published_at
              from comments_inbox c
              join publications p on p.account_id = c.account_id and p.client_id = c.client_id and p.platform_post_id = c.platform_post_id
              join contents k on k.id = p.content_id
             where c.id = @id limit 1;
            select x.id, x.author, x.message, x.posted_at, x.is_own, x.is_gone from (
                select t.id, t.author, t.message, t.posted_at, {Threads.IsOwn("t", "a")} as is_own, t.deleted_at is not null as is_gone
                  from comments_inbox c
                  join platform_accounts a on a.id = c.account_id
                  join comments_inbox t on t.account_id = c.account_id and {Threads.Of("t")} = {Threads.Of("c")}
                 where c.id = @id order by t.posted_at desc, t.id desc limit @MostOfThread) x
             order by x.posted_at, x.id;
            {NoteSql.View} where n.comment_id = @id order by n.created_at, n.id;
            select {Threads.Version("c")} from comments_inbox c where c.id = @id;
            """, new { id, MostOfThread }, cancellationToken: ct));
        var post = await sets.ReadSingleOrDefaultAsync<InboxPost>();
        var thread = (await sets.ReadAsync<ThreadComment>()).AsList();
        var notes = (await sets.ReadAsync<NoteView>()).AsList();
        var version = await sets.ReadSingleAsync<string>();
        return new InboxDetail(entry with { Comment = entry.Comment with { ThreadVersion = version } }, post, thread, notes, undoSeconds);
    }

    /// <summary>Who may be given a comment of a client: its people of the agency, and admins.</summary>
    public async Task<IReadOnlyList<PersonView>> PeopleAsync(Guid clientId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<PersonView>(new CommandDefinition($"""
            select u.id, u.name, u.role::text as role from users u where {MayBeGiven("@clientId")} order by u.name, u.id
            """, new { clientId }, cancellationToken: ct))).AsList();
    }

    /// <summary>Whether a user <c>u</c> may be given a comment of a client.</summary>
    public static string MayBeGiven(string client) =>
        $"(u.active and (u.role = 'admin' or (u.role in ('manager', 'operator') and exists (select from client_members m where m.client_id = {client} and m.user_id = u.id))))";

    private static async Task<InboxEntry?> FindAsync(NpgsqlConnection connection, Guid id, Guid[] clients, CancellationToken ct) =>
        (await ReadAsync(connection, $"""
            with keys as (
                select c.id from comments_inbox c where c.id = @id and c.client_id = any(@clients)),
            {Rows}
            """, new { id, clients }, ct)).SingleOrDefault();

    private static async Task<IReadOnlyList<InboxEntry>> ReadAsync(NpgsqlConnection connection, string sql, object parameters, CancellationToken ct) =>
        (await connection.QueryAsync<CommentView, InboxEntry, InboxEntry>(
            new CommandDefinition(sql, parameters, cancellationToken: ct), (comment, entry) => entry with { Comment = comment }, splitOn: "account_name")).AsList();
}
