using SnsOps.Api.Comments;
using SnsOps.Shared.Effects;

namespace SnsOps.Api.Inbox;

/// <summary>The statement that finds one page of the inbox: <c>keys (id, at)</c>, of what is open <c>(id, tier, at)</c>, in order.</summary>
/// <remarks>
/// What is open is ordered by class, then by how long it waits. Untouched comments come from an index range for each client and class, which ends as soon as the page is full;
/// touched ones, which are few while they are open, from their own rows. What is settled comes newest first, all of it by time.
/// </remarks>
internal static class InboxKeys
{
    private const string Filters = """
        (@AccountId::uuid is null or c.account_id = @AccountId) and (@Platform::platform is null or c.platform = @Platform::platform)
        and c.posted_at >= coalesce(@From::timestamptz, '-infinity') and c.posted_at < coalesce(@To::timestamptz, 'infinity')
        """;

    private const string IsVisible = "c.deleted_at is null and c.hidden_at is null";

    /// <summary>Of what may have no row of its own; one that was snoozed opens by itself.</summary>
    private const string IsOpen = "(coalesce(i.state, 'open') = 'open' or i.snoozed_until <= (select snsops.now()))";

    /// <summary>Looked at by the lane that scores, and given no class: our own words.</summary>
    private const string IsTheirs = "(c.scored_at is null or c.sentiment is not null)";

    private static readonly string Tier = TierOf("c");

    private const string WaitsSince = "case when c.scored_at is null then c.received_at else c.posted_at end";

    /// <summary>Blanks are ignored, as in the bigrams.</summary>
    private const string Matches = """translate(lower(c.message), E' \t\r\n\u00a0\u3000', '') like @pattern""";

    private static readonly (int Tier, string Sentiment)[] Classes = [(0, "crisis"), (1, "negative"), (3, "neutral"), (3, "positive")];

    /// <summary>What a comment is by its class: 0 a crisis, 1 negative, 2 not scored yet, 3 the rest.</summary>
    /// <param name="comment">Alias of a row of <c>comments_inbox</c>.</param>
    public static string TierOf(string comment) =>
        $"case when {comment}.sentiment = 'crisis' then 0 when {comment}.sentiment = 'negative' then 1 when {comment}.scored_at is null then 2 else 3 end";

    /// <summary>The query after <c>with</c> up to the keys themselves, ordered and cut.</summary>
    public static string Sql(InboxFilter filter, InboxPlace? after) => filter.State switch
    {
        "open" => $"""
            {Hits(filter)}
            keys as materialized (
                select id, tier, at from ({string.Join("\nunion all\n", Open(filter, after))}) k order by tier, at, id limit @Fetch)
            """,
        "all" => $"""
            {Hits(filter)}
            keys as materialized (
                select id, at from ({All(filter, after)}) k order by at desc, id desc limit @Fetch)
            """,
        _ => $"""
            {Hits(filter)}
            keys as materialized (
                select id, at from ({Settled(filter, after)}) k order by at desc, id desc limit @Fetch)
            """,
    };

    /// <summary>How the page's rows are put in order again.</summary>
    public static string Order(InboxFilter filter) => filter.State == "open" ? "k.tier, k.at, k.id" : "k.at desc, k.id desc";

    /// <summary>With two or more characters the bigram index picks the candidates first; materialized, or the planner walks the time index hoping for an early match.</summary>
    private static string Hits(InboxFilter filter) => filter.Folded is { Length: >= 2 }
        ? $"hits as materialized (select c.id from comments_inbox c where c.client_id = any(@Clients) and c.bigrams @> snsops.bigrams(@Folded) and {Filters} and {Matches}),"
        : "";

    private static IEnumerable<string> Open(InboxFilter filter, InboxPlace? after)
    {
        if (filter.Folded is { Length: >= 2 })
        {
            yield return $"""
                (select c.id, {Tier} as tier, {WaitsSince} as at
                   from hits h join comments_inbox c on c.id = h.id left join inbox_items i on i.comment_id = c.id
                  where {IsVisible} and {IsTheirs} and {IsOpen} {Sentiment(filter)} {Assignee(filter)} {Later(after)} order by 2, 3, 1 limit @Fetch)
                """;
            yield break;
        }

        yield return $"""
            (select c.id, {Tier} as tier, {WaitsSince} as at
               from inbox_items i join comments_inbox c on c.id = i.comment_id
              where i.client_id = any(@Clients) and i.state in ('open', 'snoozed') and {IsOpen}
                and {IsVisible} and {IsTheirs} and {Filters} {Sentiment(filter)} {Assignee(filter)} {Syllable(filter)} {Later(after)} order by 2, 3, 1 limit @Fetch)
            """;
        if (filter.AssigneeId is not null)
            yield break;
        foreach (var (tier, sentiment) in Classes)
        {
            if (tier < (after?.Tier ?? 0) || (filter.Sentiment is not null && filter.Sentiment != sentiment))
                continue;
            yield return Untouched(filter, tier, "c.posted_at", $"c.sentiment = '{sentiment}' and not c.is_touched", tier == after?.Tier);
        }
        if ((after?.Tier ?? 0) <= 2 && filter.Sentiment is null or CommentFilter.Unscored)
            yield return Untouched(filter, 2, "c.received_at", $"c.scored_at is null and not {Threads.IsOwn("c", "a")}", after?.Tier == 2, "join platform_accounts a on a.id = c.account_id");
    }

    private static string Untouched(InboxFilter filter, int tier, string at, string which, bool goesOn, string join = "") => $"""
        (select q.id, {tier} as tier, q.at
           from unnest(@Clients) as w (client_id)
          cross join lateral (
             select c.id, {at} as at from comments_inbox c {join}
              where c.client_id = w.client_id and {which} and {IsVisible} and {Filters} {Syllable(filter)}
                {(goesOn ? $"and ({at}, c.id) > (@AfterAt::timestamptz, @AfterId::uuid)" : "")}
                and not exists (select from inbox_items i where i.comment_id = c.id)
              order by {at}, c.id limit @Fetch) q
          order by 3, 1 limit @Fetch)
        """;

    private static string Settled(InboxFilter filter, InboxPlace? after)
    {
        var from = filter.Folded is { Length: >= 2 } ? "hits h join inbox_items i on i.comment_id = h.id join comments_inbox c on c.id = h.id" : "inbox_items i join comments_inbox c on c.id = i.comment_id";
        return $"""
            select q.id, q.at
              from unnest(@Clients) as w (client_id)
             cross join lateral (
                select c.id, i.changed_at as at from {from}
                 where i.client_id = w.client_id and i.state = '{filter.State}' {(filter.State == "snoozed" ? "and i.snoozed_until > (select snsops.now())" : "")}
                   and {Filters} {Sentiment(filter)} {Assignee(filter)} {Syllable(filter)}
                   {(after is null ? "" : "and (i.changed_at, i.comment_id) < (@AfterAt::timestamptz, @AfterId::uuid)")}
                 order by i.changed_at desc, i.comment_id desc limit @Fetch) q
            """;
    }

    private static string All(InboxFilter filter, InboxPlace? after)
    {
        var from = filter.Folded is { Length: >= 2 } ? "hits h join comments_inbox c on c.id = h.id"
            : filter.AssigneeId is not null ? "inbox_items o join comments_inbox c on c.id = o.comment_id and o.assignee_id = @AssigneeId" : "comments_inbox c";
        return $"""
            select q.id, q.at
              from unnest(@Clients) as w (client_id)
             cross join lateral (
                select c.id, c.posted_at as at from {from} left join inbox_items i on i.comment_id = c.id
                 where c.client_id = w.client_id and {IsTheirs} and {Filters} {Sentiment(filter)} {Assignee(filter)} {Syllable(filter)}
                   {(after is null ? "" : "and (c.posted_at, c.id) < (@AfterAt::timestamptz, @AfterId::uuid)")}
                 order by c.posted_at desc, c.id desc limit @Fetch) q
            """;
    }

    private static string Later(InboxPlace? after) => after is null ? "" : $"and ({Tier}, {WaitsSince}, c.id) > (@AfterTier, @AfterAt::timestamptz, @AfterId::uuid)";

    private static string Sentiment(InboxFilter filter) => filter.Sentiment switch
    {
        null => "",
        CommentFilter.Unscored => "and c.scored_at is null",
        _ => "and c.sentiment = @Sentiment::sentiment",
    };

    private static string Assignee(InboxFilter filter) => filter.Unassigned ? "and i.assignee_id is null" : filter.AssigneeId is not null ? "and i.assignee_id = @AssigneeId" : "";

    /// <summary>One character has no bigram: it is looked for comment by comment.</summary>
    private static string Syllable(InboxFilter filter) => filter.Folded is { Length: 1 } ? "and " + Matches : "";
}
